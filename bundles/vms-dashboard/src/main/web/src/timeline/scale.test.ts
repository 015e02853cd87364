import { describe, expect, it } from "vitest";
import { bucketFor, clampView, DAY, LEAST_SPAN, LEVELS, MOST_SPAN, rulerOf, zoomed } from "./scale";

const NOW = Date.parse("2026-11-23T12:00:00Z");

describe("scale", () => {
  it("takes the finest level whose buckets are at least two pixels wide", () => {
    for (const span of [LEAST_SPAN, 60_000, 3_600_000, DAY, 7 * DAY, 30 * DAY]) {
      const bucket = bucketFor(span, 1_200);
      expect((bucket / span) * 1_200).toBeGreaterThanOrEqual(2);
      const finer = LEVELS[LEVELS.indexOf(bucket as (typeof LEVELS)[number]) - 1];
      expect(finer === undefined || (finer / span) * 1_200 < 2).toBe(true);
    }
  });

  it("zooms around a time, from ten seconds to a month and a half", () => {
    const view = { from: NOW - DAY, span: DAY / 2 };
    const around = view.from + view.span / 4;
    const near = zoomed(view, 0.5, around, NOW);
    expect((around - near.from) / near.span).toBeCloseTo(0.25);
    expect(zoomed(view, 1e-9, around, NOW).span).toBe(LEAST_SPAN);
    expect(zoomed(view, 1e9, around, NOW).span).toBe(MOST_SPAN);
  });

  it("does not go far into the future", () => {
    const { from, span } = clampView({ from: NOW + DAY, span: DAY }, NOW);
    expect(from + span).toBeGreaterThan(NOW);
    expect(from).toBeLessThan(NOW);
  });

  it("puts ticks at round times of the site, over a change of the clock too", () => {
    const from = Date.parse("2026-10-24T20:00:00Z");
    const { step, ticks } = rulerOf({ from, span: DAY }, 1_000, "Europe/Berlin");
    expect(step).toBe(3 * 3_600_000);
    const hours = ticks.map(({ time }) =>
      Number(
        new Intl.DateTimeFormat("en", {
          hour: "numeric",
          hourCycle: "h23",
          timeZone: "Europe/Berlin",
        }).format(time),
      ),
    );
    expect(hours.every((hour) => hour % 3 === 0)).toBe(true);
    expect(ticks.filter(({ major }) => major)).toHaveLength(1);
  });

  it("names days where it shows weeks", () => {
    const { step, ticks } = rulerOf({ from: NOW - 30 * DAY, span: 30 * DAY }, 1_000, "Etc/UTC");
    expect(step).toBe(7 * DAY);
    expect(ticks.map(({ time }) => new Date(time).getUTCDay())).toEqual(ticks.map(() => 1));
  });
});
