import { describe, expect, it } from "vitest";
import { directionOf, fitted, panned, sector, turned, zoomed } from "./view";

const plan = { width: 1000, height: 500 };
const pane = { width: 500, height: 500 };

describe("the view of a plan", () => {
  it("begins with all of it, in the middle", () => {
    expect(fitted(plan, pane)).toEqual({ scale: 0.5, x: 0, y: 125 });
  });

  it("keeps the place under the pointer, and ends at the whole and at the closest", () => {
    const at = { x: 250, y: 250 };
    const near = zoomed(fitted(plan, pane), 4, at, plan, pane);
    expect(near).toEqual({ scale: 2, x: -750, y: -250 });
    expect((at.x - near.x) / near.scale).toBe(500);
    expect(zoomed(near, 100, at, plan, pane).scale).toBe(8);
    expect(zoomed(near, 0.001, at, plan, pane)).toEqual(fitted(plan, pane));
  });

  it("never pushes the plan out of sight", () => {
    const near = zoomed(fitted(plan, pane), 4, { x: 250, y: 250 }, plan, pane);
    expect(panned(near, 99_999, 99_999, plan, pane)).toEqual({ scale: 2, x: 0, y: 0 });
    expect(panned(near, -99_999, -99_999, plan, pane)).toEqual({ scale: 2, x: -1500, y: -500 });
    expect(panned(fitted(plan, pane), 50, 50, plan, pane)).toEqual(fitted(plan, pane));
  });

  it("tells directions from the top to the right", () => {
    expect([directionOf(0, -1), directionOf(1, 0), directionOf(0, 1), directionOf(-1, 0)]).toEqual([
      0, 90, 180, 270,
    ]);
    expect([turned(-5), turned(365), turned(360)]).toEqual([355, 5, 0]);
  });

  it("draws what a camera sees", () => {
    expect(sector(90, 90, 10)).toBe("M0 0L7.07 -7.07A10 10 0 0 1 7.07 7.07Z");
    expect(sector(0, 270, 10)).toContain("A10 10 0 1 1");
    expect(sector(0, 360, 10)).toContain("M0 -10");
    expect(sector(0, 0, 10)).toBe("");
  });
});
