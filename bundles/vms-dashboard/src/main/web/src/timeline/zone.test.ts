import { describe, expect, it } from "vitest";
import { dayStart, fromField, fullTime, offsetAt, timeOf, toField, wallTime } from "./zone";

const BERLIN = "Europe/Berlin";
const at = (text: string) => Date.parse(text);

describe("zone", () => {
  it("goes from a clock on the wall to the instant and back", () => {
    const time = at("2026-11-23T05:12:07Z");
    expect(toField(BERLIN, time)).toBe("2026-11-23T06:12:07");
    expect(fromField(BERLIN, "2026-11-23T06:12:07")).toBe(time);
    expect(wallTime("Asia/Kolkata", time)).toMatchObject({ hour: 10, minute: 42 });
  });

  it("takes the first of an hour that comes twice, and names its zone", () => {
    const first = fromField(BERLIN, "2026-10-25T02:30:00") ?? 0;
    expect(new Date(first).toISOString()).toBe("2026-10-25T00:30:00.000Z");
    expect(fullTime("en-GB", BERLIN, first)).toContain("CEST");
    expect(fullTime("en-GB", BERLIN, first + 3_600_000)).toMatch(/02:30:00.*CET/);
  });

  it("takes an hour that never comes as the one after it", () => {
    const time = timeOf(BERLIN, { year: 2026, month: 3, day: 29, hour: 2, minute: 30, second: 0 });
    expect(toField(BERLIN, time)).toBe("2026-03-29T03:30:00");
  });

  it("begins days at midnight there, also where a day has 25 hours", () => {
    const start = dayStart(BERLIN, at("2026-10-25T12:00:00Z"));
    expect(new Date(start).toISOString()).toBe("2026-10-24T22:00:00.000Z");
    expect(dayStart(BERLIN, start, 1) - start).toBe(25 * 3_600_000);
    expect(offsetAt(BERLIN, start)).toBe(7_200_000);
  });

  it("refuses what is no time", () => {
    for (const text of ["", "2026-13-01T00:00:00", "2026-01-01", "2026-01-01T25:00:00"]) {
      expect(fromField(BERLIN, text)).toBeUndefined();
    }
  });
});
