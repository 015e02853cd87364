import { describe, expect, it } from "vitest";
import { arrow, at, crosses, MOST_POINTS, moved, type Point, shifted, split, without } from "./shapes";

const square: Point[] = [at(0.2, 0.2), at(0.8, 0.2), at(0.8, 0.8), at(0.2, 0.8)];

describe("a shape on a picture", () => {
  it("never leaves it", () => {
    expect(moved(square, 0, [-1, 2])[0]).toEqual([0, 1]);
    expect(shifted(square, 0.5, -0.5)).toEqual([at(0.4, 0), at(1, 0), at(1, 0.6), at(0.4, 0.6)]);
  });

  it("gets and loses corners, and stays a shape", () => {
    expect(split(square, 3)[4]).toEqual([0.2, 0.5]);
    const triangle = without(square, 0, false);
    expect(triangle).toHaveLength(3);
    expect(without(triangle, 0, false)).toHaveLength(3);
    expect(without([at(0, 0), at(1, 1)], 0, true)).toHaveLength(2);
    const many = Array.from({ length: MOST_POINTS }, (_, i) => at(i / MOST_POINTS, 0));
    expect(split(many, 0)).toHaveLength(MOST_POINTS);
  });

  it("is known to cross itself", () => {
    expect(crosses(square, false)).toBe(false);
    const bow: Point[] = [at(0.2, 0.2), at(0.8, 0.8), at(0.8, 0.2), at(0.2, 0.8)];
    expect(crosses(bow, false)).toBe(true);
  });

  it("has its right side below, where it goes to the right", () => {
    expect(arrow([at(0.2, 0.5), at(0.8, 0.5)])?.to[1]).toBeGreaterThan(0.5);
  });
});
