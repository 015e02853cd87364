import { describe, expect, it } from "vitest";
import { panned, transformOf, WHOLE, zoomed } from "./zoom";

/** Which point of the picture is at a point of the frame. */
const under = (zoom: { scale: number; x: number; y: number }, atX: number) =>
  zoom.x + (atX - 0.5) / zoom.scale;

describe("digital zoom", () => {
  it("keeps the point under the pointer where it is", () => {
    const once = zoomed(WHOLE, 2, 0.25, 0.5);
    expect(under(once, 0.25)).toBeCloseTo(0.25);
    const twice = zoomed(once, 1.5, 0.6, 0.5);
    expect(under(twice, 0.6)).toBeCloseTo(under(once, 0.6));
  });

  it("never shows what is beside the picture", () => {
    expect(zoomed(WHOLE, 0.5)).toEqual(WHOLE);
    expect(zoomed(WHOLE, 100).scale).toBe(8);
    const corner = panned(zoomed(WHOLE, 2), 5, 5);
    expect(corner).toEqual({ scale: 2, x: 0.25, y: 0.25 });
    expect(zoomed(corner, 0.1)).toEqual(WHOLE);
  });

  it("is nothing where the whole is shown", () => {
    expect(transformOf(WHOLE)).toBe("");
    expect(transformOf({ scale: 2, x: 0.75, y: 0.5 })).toBe("scale(2) translate(-25%, 0%)");
  });
});
