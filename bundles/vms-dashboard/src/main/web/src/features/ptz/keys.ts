import { useEffect, useRef } from "react";
import type { PtzPreset } from "../../api/types";
import { isSingle } from "../../app/keymap";
import { usePreferences } from "../../app/preferences";
import type { PtzDrive, Velocity } from "./drive";

const KEYS: Record<string, Partial<Velocity>> = {
  ArrowLeft: { pan: -1 },
  ArrowRight: { pan: 1 },
  ArrowUp: { tilt: 1 },
  ArrowDown: { tilt: -1 },
  "+": { zoom: 1 },
  // The same key without Shift, on many keyboards.
  "=": { zoom: 1 },
  "-": { zoom: -1 },
};

/** Arrows turn, + and - zoom, digits go to the stored positions, while the controls are there. */
export function useDriveKeys(drive: PtzDrive, presets: PtzPreset[] | undefined, enabled: boolean): void {
  const positions = useRef(presets);
  useEffect(() => {
    positions.current = presets;
  });
  useEffect(() => {
    if (!enabled) {
      return;
    }
    const onDown = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.altKey || event.metaKey || isElsewhere(event.target)) {
        return;
      }
      if (isSingle(event.key) && !usePreferences.getState().shortcuts) {
        return;
      }
      const direction = KEYS[event.key];
      const preset = /^[1-9]$/.test(event.key) ? positions.current?.[Number(event.key) - 1] : undefined;
      if (direction) {
        // Else the arrows would lead to another camera.
        event.preventDefault();
        if (!event.repeat) {
          drive.hold(holdName(event), direction);
        }
      } else if (preset && !event.repeat) {
        event.preventDefault();
        drive.recall(preset.id);
      }
    };
    // By the place of the key: Shift may have changed what it stands for meanwhile.
    const onUp = (event: KeyboardEvent) => drive.letGo(holdName(event));
    window.addEventListener("keydown", onDown, { capture: true });
    window.addEventListener("keyup", onUp, { capture: true });
    return () => {
      window.removeEventListener("keydown", onDown, { capture: true });
      window.removeEventListener("keyup", onUp, { capture: true });
      drive.letGoAll();
    };
  }, [drive, enabled]);
}

function holdName(event: KeyboardEvent): string {
  return `key ${event.code || event.key}`;
}

function isElsewhere(target: EventTarget | null): boolean {
  return (
    (target instanceof Element && target.closest("input, select, textarea, [role=menu]") !== null) ||
    document.querySelector('[role="dialog"], [role="menu"]') !== null
  );
}
