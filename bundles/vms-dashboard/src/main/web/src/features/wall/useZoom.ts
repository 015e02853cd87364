import { msg } from "@lingui/core/macro";
import { type RefObject, useCallback, useEffect, useRef, useState } from "react";
import { useShortcut } from "../../app/keymap";
import { panned, transformOf, WHOLE, type Zoom, zoomed } from "./zoom";

const CLOSER = { key: "+", words: msg`Enlarge the picture` };
const FARTHER = { key: "-", words: msg`Make the picture smaller` };
const RESET = { key: "0", words: msg`Show the whole picture` };
const STEP = 1.25;

interface Zooming {
  scale: number;
  by: (factor: number) => void;
  reset: () => void;
}

/**
 * Enlarges what is in `content` by wheel, two fingers and keys, and moves it by dragging, all on `frame`. A drag is no
 * click. Positions go straight into the style: nothing is rendered while a pointer moves.
 */
export function useZoom(
  frame: RefObject<HTMLElement | null>,
  content: RefObject<HTMLElement | null>,
  enabled: boolean,
): Zooming {
  const zoom = useRef<Zoom>(WHOLE);
  const [scale, setScale] = useState(1);
  const put = useCallback(
    (next: Zoom) => {
      zoom.current = next;
      if (content.current) {
        content.current.style.transform = transformOf(next);
      }
      setScale(next.scale);
    },
    [content],
  );
  const by = (factor: number) => put(zoomed(zoom.current, factor));
  const reset = () => put(WHOLE);
  useShortcut(CLOSER, () => by(STEP), enabled);
  useShortcut(FARTHER, () => by(1 / STEP), enabled);
  useShortcut(RESET, reset, enabled);

  useEffect(() => {
    const element = frame.current;
    if (!element || !enabled) {
      return;
    }
    const fingers = new Map<number, { x: number; y: number }>();
    let dragged = false;
    const place = (event: { clientX: number; clientY: number }) => {
      const { left, top, width, height } = element.getBoundingClientRect();
      return { x: (event.clientX - left) / width, y: (event.clientY - top) / height };
    };
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      const { x, y } = place(event);
      put(zoomed(zoom.current, event.deltaY < 0 ? STEP : 1 / STEP, x, y));
    };
    const onDown = (event: PointerEvent) => {
      dragged = false;
      fingers.set(event.pointerId, place(event));
    };
    const onMove = (event: PointerEvent) => {
      const before = fingers.get(event.pointerId);
      if (!before) {
        return;
      }
      const now = place(event);
      const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
      if (other) {
        const apart = (a: { x: number; y: number }) => Math.hypot(a.x - other.x, a.y - other.y);
        put(zoomed(zoom.current, apart(now) / Math.max(0.01, apart(before)), other.x, other.y));
        dragged = true;
      } else if (zoom.current.scale > 1) {
        put(panned(zoom.current, now.x - before.x, now.y - before.y));
        dragged ||= Math.hypot(now.x - before.x, now.y - before.y) > 0.002;
      }
      fingers.set(event.pointerId, now);
    };
    const onUp = (event: PointerEvent) => fingers.delete(event.pointerId);
    const onClick = (event: MouseEvent) => {
      if (dragged) {
        dragged = false;
        event.preventDefault();
        event.stopPropagation();
      }
    };
    element.addEventListener("wheel", onWheel, { passive: false });
    element.addEventListener("pointerdown", onDown);
    window.addEventListener("pointermove", onMove);
    window.addEventListener("pointerup", onUp);
    window.addEventListener("pointercancel", onUp);
    element.addEventListener("click", onClick, { capture: true });
    return () => {
      element.removeEventListener("wheel", onWheel);
      element.removeEventListener("pointerdown", onDown);
      window.removeEventListener("pointermove", onMove);
      window.removeEventListener("pointerup", onUp);
      window.removeEventListener("pointercancel", onUp);
      element.removeEventListener("click", onClick, { capture: true });
      // The next time that it is large it is whole.
      put(WHOLE);
    };
  }, [frame, enabled, put]);
  return { scale, by, reset };
}
