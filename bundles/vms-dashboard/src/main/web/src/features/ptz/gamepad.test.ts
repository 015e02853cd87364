import { describe, expect, it } from "vitest";
import { type Pad, velocityOf } from "./gamepad";

function pad(
  axes: number[],
  pressed: Record<number, number> = {},
  mapping: GamepadMappingType = "standard",
): Pad {
  const buttons = Array.from({ length: 17 }, (_, at) => {
    const value = pressed[at] ?? 0;
    return { value, pressed: value > 0.5, touched: value > 0 };
  });
  return { id: "pad", index: 0, axes, buttons, mapping };
}

describe("a gamepad", () => {
  it("is at rest within the dead zone, whichever way a worn stick leans", () => {
    expect(velocityOf(pad([0, 0, 0, 0]))).toEqual({ pan: 0, tilt: 0, zoom: 0 });
    expect(velocityOf(pad([0.1, -0.1, 0.9, 0.14]))).toEqual({ pan: 0, tilt: 0, zoom: 0 });
  });

  it("turns as far as the stick is pushed, from nothing at the edge of the dead zone to all at its end", () => {
    expect(velocityOf(pad([0.2, 0, 0, 0])).pan).toBeCloseTo(0.1);
    expect(velocityOf(pad([1, 0, 0, 0])).pan).toBe(1);
    expect(velocityOf(pad([0, 1, 0, 0]))).toEqual({ pan: 0, tilt: -1, zoom: 0 });
    const { pan, tilt } = velocityOf(pad([-1, -1, 0, 0]));
    expect(pan).toBeCloseTo(-0.7);
    expect(tilt).toBeCloseTo(0.7);
  });

  it("zooms by the right stick and by the triggers", () => {
    expect(velocityOf(pad([0, 0, 0, -1])).zoom).toBe(1);
    expect(velocityOf(pad([0, 0, 0, 0], { 7: 1 })).zoom).toBe(1);
    expect(velocityOf(pad([0, 0, 0, 0], { 6: 1 })).zoom).toBe(-1);
    expect(velocityOf(pad([0, 0, 0, 0], { 6: 0.1 })).zoom).toBe(0);
  });

  it("turns by its cross", () => {
    expect(velocityOf(pad([0, 0, 0, 0], { 12: 1, 14: 1 }))).toEqual({ pan: -1, tilt: 1, zoom: 0 });
  });

  it("may be a joystick with a twist", () => {
    expect(velocityOf(pad([0, 0, -1], { 7: 1 }, ""))).toEqual({ pan: 0, tilt: 0, zoom: -1 });
  });
});
