import { describe, expect, it } from "vitest";
import { partsOf } from "./health";

describe("readiness", () => {
  it("takes a part with a problem for not ready", () => {
    const parts = [
      { name: "database" },
      { name: "live", problem: "UDP port 8189 is taken" },
      { broken: true },
    ];
    expect(partsOf({ status: "DOWN", parts })).toEqual([
      { name: "database", ready: true },
      { name: "live", ready: false, detail: "UDP port 8189 is taken" },
    ]);
  });

  it("survives anything else", () => {
    for (const body of [null, "UP", 7, [], { parts: "x" }]) {
      expect(partsOf(body)).toEqual([]);
    }
  });
});
