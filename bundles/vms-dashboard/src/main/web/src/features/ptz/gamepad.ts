import { useEffect, useRef, useState } from "react";
import type { PtzPreset } from "../../api/types";
import type { PtzDrive, Velocity } from "./drive";

/** Worn sticks do not come back to the very middle. */
const DEAD_ZONE = 0.15;
/** A hand trembles: so many speeds are told apart, each of which is a command to the camera. */
const SPEEDS = 10;
/** Of the standard layout: the triggers, the cross, and the four buttons under the right thumb. */
const OUT = 6;
const IN = 7;
const CROSS = { up: 12, down: 13, left: 14, right: 15 };
const PRESETS = [0, 1, 2, 3];
const HOLD = "gamepad";
const REST: Velocity = { pan: 0, tilt: 0, zoom: 0 };

/** What of a gamepad counts here. */
export type Pad = Pick<Gamepad, "axes" | "buttons" | "id" | "index" | "mapping">;

/**
 * Where a gamepad's sticks, cross and triggers point: the left stick and the cross turn, the triggers and the right stick
 * zoom. A joystick without the standard layout turns by its stick and zooms by its twist.
 */
export function velocityOf({ axes, buttons, mapping }: Pad): Velocity {
  const standard = mapping === "standard";
  const [right, down] = outside(axes[0] ?? 0, axes[1] ?? 0);
  const part = (button: number) => (standard ? (buttons[button]?.value ?? 0) : 0);
  const zoom = standard ? -outside(0, axes[3] ?? 0)[1] : outside(axes[2] ?? 0, 0)[0];
  return {
    pan: stepped(right + part(CROSS.right) - part(CROSS.left)),
    tilt: stepped(-down + part(CROSS.up) - part(CROSS.down)),
    zoom: stepped(zoom + outside(part(IN), 0)[0] - outside(part(OUT), 0)[0]),
  };
}

/** What is beyond the dead zone, which is round, so that a stick pushed aside does not also creep upwards. */
function outside(x: number, y: number): [number, number] {
  const length = Math.hypot(x, y);
  if (length <= DEAD_ZONE) {
    return [0, 0];
  }
  const scale = (Math.min(1, length) - DEAD_ZONE) / (1 - DEAD_ZONE) / length;
  return [x * scale, y * scale];
}

function stepped(value: number): number {
  // No negative zero: it would be another speed than none.
  return Math.round(Math.max(-1, Math.min(1, value)) * SPEEDS) / SPEEDS || 0;
}

function isRest({ pan, tilt, zoom }: Velocity): boolean {
  return pan === 0 && tilt === 0 && zoom === 0;
}

/** Absent in old browsers, and refused where the page may not ask. */
function connected(): Gamepad | undefined {
  try {
    return navigator.getGamepads?.().find((pad) => pad?.connected) ?? undefined;
  } catch {
    return undefined;
  }
}

/** The gamepad or joystick that is connected. Browsers show one only after a button of it was pressed in the page. */
export function useGamepad(): { id: string } | undefined {
  const [id, setId] = useState(() => connected()?.id);
  useEffect(() => {
    const look = () => setId(connected()?.id);
    look();
    window.addEventListener("gamepadconnected", look);
    window.addEventListener("gamepaddisconnected", look);
    return () => {
      window.removeEventListener("gamepadconnected", look);
      window.removeEventListener("gamepaddisconnected", look);
    };
  }, []);
  return id === undefined ? undefined : { id };
}

/**
 * Turns the camera by the gamepad while one is connected. Whatever ends the hold on it stops the camera: letting go, pulling
 * its plug, leaving the window. After that, and at the beginning, nothing moves until the sticks have been at rest.
 */
export function useDriveGamepad(
  drive: PtzDrive | undefined,
  presets: PtzPreset[] | undefined,
  present: boolean,
): void {
  const positions = useRef(presets);
  useEffect(() => {
    positions.current = presets;
  });
  useEffect(() => {
    if (!drive || !present) {
      return;
    }
    let armed = false;
    let before = REST;
    let held: readonly boolean[] = [];
    let frame = 0;
    const disarm = () => {
      armed = false;
      before = REST;
      drive.steer(HOLD, REST);
    };
    const look = () => {
      frame = requestAnimationFrame(look);
      const pad = connected();
      if (!pad || !document.hasFocus()) {
        if (armed) {
          disarm();
        }
        return;
      }
      const wanted = velocityOf(pad);
      armed ||= isRest(wanted);
      if (!armed) {
        return;
      }
      if (wanted.pan !== before.pan || wanted.tilt !== before.tilt || wanted.zoom !== before.zoom) {
        before = wanted;
        drive.steer(HOLD, wanted);
      }
      const now = pad.buttons.map((button) => button.pressed);
      const pressed = pad.mapping === "standard" ? PRESETS.find((at) => now[at] && !held[at]) : undefined;
      const preset = pressed === undefined ? undefined : positions.current?.[pressed];
      held = now;
      if (preset) {
        drive.recall(preset.id);
      }
    };
    frame = requestAnimationFrame(look);
    window.addEventListener("blur", disarm);
    document.addEventListener("visibilitychange", disarm);
    return () => {
      cancelAnimationFrame(frame);
      window.removeEventListener("blur", disarm);
      document.removeEventListener("visibilitychange", disarm);
      drive.steer(HOLD, REST);
    };
  }, [drive, present]);
}
