import { describe, expect, it } from "vitest";
import { partsOf } from "./health";

describe("readiness", () => {
  it("reads parts and bare reasons", () => {
    const checks = [
      { name: "database", status: "UP", detail: "embedded" },
      { name: "media", status: "DOWN" },
      { broken: true },
    ];
    expect(partsOf({ checks, reasons: ["embedded", "no HTTPS key"] })).toEqual([
      { name: "database", ready: true, detail: "embedded" },
      { name: "media", ready: false },
      { name: "no HTTPS key", ready: false },
    ]);
  });

  it("survives anything else", () => {
    for (const body of [null, "UP", 7, [], { checks: "x", reasons: {} }]) {
      expect(partsOf(body)).toEqual([]);
    }
  });
});
