import { type RefObject, useEffect, useRef } from "react";
import { clampView, LEAST_SPAN, MOST_SPAN, type View, zoomed } from "./scale";

interface Hands {
  view: () => View;
  now: () => number;
  rulerHeight: number;
  /** The view is changed by hand. */
  onView: (view: View) => void;
  /** The time that is pulled to, null when the pull was given up. */
  onScrub: (time: number | null) => void;
  onSeek: (time: number) => void;
  onHover: (at: { x: number; y: number } | null) => void;
}

/** How far a finger may stray for what is still a tap. */
const STRAY = 4;

/**
 * Mouse, wheel and fingers on a timeline. The wheel pans, with Ctrl it zooms; the ruler is pulled along, on the lanes a time is
 * pulled to; two fingers do both.
 */
export function useHands(element: RefObject<HTMLElement | null>, hands: Hands): void {
  const latest = useRef(hands);
  useEffect(() => {
    latest.current = hands;
  });
  useEffect(() => {
    const target = element.current;
    if (!target) {
      return;
    }
    const pointers = new Map<number, { x: number; y: number }>();
    let mode: "scrub" | "pan" | "pinch" | undefined;
    let moved = 0;

    const place = (event: { clientX: number; clientY: number }) => {
      const box = target.getBoundingClientRect();
      return { x: event.clientX - box.left, y: event.clientY - box.top, width: Math.max(1, box.width) };
    };
    const timeAt = (x: number, width: number) => {
      const { from, span } = latest.current.view();
      return from + (Math.min(Math.max(x, 0), width) / width) * span;
    };
    const change = (view: View) => latest.current.onView(clampView(view, latest.current.now()));

    const down = (event: PointerEvent) => {
      if (event.pointerType === "mouse" && event.button !== 0) {
        return;
      }
      const { x, y, width } = place(event);
      pointers.set(event.pointerId, { x, y });
      target.setPointerCapture?.(event.pointerId);
      latest.current.onHover(null);
      moved = 0;
      if (pointers.size === 2) {
        if (mode === "scrub") {
          latest.current.onScrub(null);
        }
        mode = "pinch";
      } else {
        mode = y < latest.current.rulerHeight || event.shiftKey ? "pan" : "scrub";
        if (mode === "scrub") {
          latest.current.onScrub(timeAt(x, width));
        }
      }
    };
    const move = (event: PointerEvent) => {
      const { x, y, width } = place(event);
      const before = pointers.get(event.pointerId);
      if (!before) {
        if (event.pointerType === "mouse") {
          latest.current.onHover({ x, y });
        }
        return;
      }
      const view = latest.current.view();
      const others = [...pointers].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
      pointers.set(event.pointerId, { x, y });
      moved = Math.max(moved, Math.abs(x - before.x) + moved);
      const other = others[0];
      if (mode === "pinch" && other) {
        const then = Math.max(16, Math.abs(before.x - other.x));
        const since = Math.max(16, Math.abs(x - other.x));
        const anchor = view.from + ((before.x + other.x) / 2 / width) * view.span;
        const span = Math.min(MOST_SPAN, Math.max(LEAST_SPAN, (view.span * then) / since));
        change({ from: anchor - ((x + other.x) / 2 / width) * span, span });
      } else if (mode === "pan") {
        change({ from: view.from - ((x - before.x) / width) * view.span, span: view.span });
      } else if (mode === "scrub") {
        latest.current.onScrub(timeAt(x, width));
      }
    };
    const up = (event: PointerEvent) => {
      if (!pointers.delete(event.pointerId)) {
        return;
      }
      const { x, width } = place(event);
      if (mode === "scrub" || (mode === "pan" && moved < STRAY)) {
        latest.current.onSeek(timeAt(x, width));
        latest.current.onScrub(null);
      }
      mode = mode === "pinch" && pointers.size > 0 ? "pan" : undefined;
    };
    const cancel = (event: PointerEvent) => {
      pointers.delete(event.pointerId);
      mode = undefined;
      latest.current.onScrub(null);
    };
    const leave = () => latest.current.onHover(null);
    const wheel = (event: WheelEvent) => {
      event.preventDefault();
      const { x, width } = place(event);
      const view = latest.current.view();
      const pixels = (event.deltaY || event.deltaX) * (event.deltaMode === 1 ? 30 : 1);
      if (event.ctrlKey || event.metaKey) {
        const factor = 1.0025 ** pixels;
        latest.current.onView(zoomed(view, factor, timeAt(x, width), latest.current.now()));
      } else {
        change({ from: view.from + (pixels / width) * view.span, span: view.span });
      }
    };
    target.addEventListener("pointerdown", down);
    target.addEventListener("pointermove", move);
    target.addEventListener("pointerup", up);
    target.addEventListener("pointercancel", cancel);
    target.addEventListener("pointerleave", leave);
    // Else the page itself would scroll or grow.
    target.addEventListener("wheel", wheel, { passive: false });
    return () => {
      target.removeEventListener("pointerdown", down);
      target.removeEventListener("pointermove", move);
      target.removeEventListener("pointerup", up);
      target.removeEventListener("pointercancel", cancel);
      target.removeEventListener("pointerleave", leave);
      target.removeEventListener("wheel", wheel);
    };
  }, [element]);
}
