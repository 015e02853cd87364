import { describe, expect, it } from "vitest";
import type { View } from "../../api/types";
import { aCamera } from "../../test/samples";
import { allOf, moved, placed, stepAfter, swapped, without } from "./arrangement";

const cameras = ["a", "b", "c"].map((id) => aCamera({ id }));
const all = allOf(cameras);
const aView = (view: Partial<View>): View => ({
  id: "v",
  name: "View",
  shared: false,
  mine: true,
  owner: "ann",
  revision: 1,
  columns: 0,
  tiles: [],
  steps: [],
  changedAt: "2026-01-01T10:00:00Z",
  ...view,
});

describe("what stands where", () => {
  it("is changed by putting one in the place of another", () => {
    expect(swapped(all, "a", "c").places).toEqual(["c", "b", "a"]);
    expect(moved(all, "a", 1).places).toEqual(["b", "a", "c"]);
    expect(moved(all, "a", -1)).toBe(all);
    expect(moved(all, "c", 1)).toBe(all);
    expect(without(all, "b").places).toEqual(["a", "c"]);
  });

  it("leaves out cameras that are gone, and empty places", () => {
    const found = placed({ columns: 0, places: ["c", undefined, "x", "a"] }, cameras);
    expect(found.map(({ id }) => id)).toEqual(["c", "a"]);
  });
});

describe("a tour", () => {
  const steps = ["v1", "v2", "gone"].map((viewId) => ({ viewId, seconds: 5 }));
  const tour = aView({ id: "t", steps });
  const views = [aView({ id: "v1" }), aView({ id: "v2" }), tour];

  it("begins again after the last view, and passes over those that are gone", () => {
    expect(stepAfter(tour, 0, views)).toBe(1);
    expect(stepAfter(tour, 1, views)).toBe(0);
    expect(stepAfter(tour, 2, views)).toBe(0);
  });

  it("leads nowhere when all its views are gone", () => {
    expect(stepAfter(tour, 0, [tour])).toBeUndefined();
  });
});
