import { describe, expect, it } from "vitest";
import { cpuBetween, partsOf } from "./health";

describe("readiness", () => {
  it("tells what does not work from what works in part", () => {
    const parts = [
      { name: "database" },
      { name: "live", problem: "UDP port 8189 is taken" },
      { name: "recording", warning: "One of two disks is away" },
      { broken: true },
    ];
    expect(partsOf({ status: "DOWN", parts })).toEqual([
      { name: "database" },
      { name: "live", problem: "UDP port 8189 is taken" },
      { name: "recording", warning: "One of two disks is away" },
    ]);
  });

  it("survives anything else", () => {
    for (const body of [null, "UP", 7, [], { parts: "x" }]) {
      expect(partsOf(body)).toEqual([]);
    }
  });
});

describe("the load", () => {
  const asked = (second: number, cpuSeconds: number) => ({
    time: new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString(),
    cpuSeconds,
    processors: 4,
  });

  it("is what was used between two answers, of all processors", () => {
    expect(cpuBetween(asked(0, 100), asked(10, 120))).toBe(0.5);
    expect(cpuBetween(asked(0, 100), asked(1, 900))).toBe(1);
  });

  it("is not known before the second one, nor over a restart", () => {
    expect(cpuBetween(undefined, asked(0, 5))).toBeUndefined();
    expect(cpuBetween(asked(0, 100), asked(5, 2))).toBeUndefined();
    expect(cpuBetween(asked(0, 100), asked(0, 100))).toBeUndefined();
  });
});
