import { type RefObject, useCallback, useEffect, useState } from "react";

/** Drawn before and after those in view, so that a turn of the wheel finds them there. */
const SPARE = 6;

export interface Rows {
  /** The first row to draw, and the one after the last. */
  from: number;
  to: number;
  /** How high all of them are together. */
  height: number;
  /** Scrolls as little as brings a row into view. */
  show: (row: number) => void;
}

/**
 * Which rows of a long list are drawn: those in view and a few around them. All are equally high, so nothing has to be
 * measured or kept for each, and a hundred thousand cost no more than a hundred.
 */
export function useRows(scroll: RefObject<HTMLElement | null>, count: number, height: number): Rows {
  const [view, setView] = useState({ first: 0, rows: 0 });
  useEffect(() => {
    const element = scroll.current;
    if (!element) {
      return;
    }
    const look = () => {
      const first = Math.max(0, Math.floor(element.scrollTop / height));
      const rows = Math.ceil(element.clientHeight / height) + 1;
      setView((before) => (before.first === first && before.rows === rows ? before : { first, rows }));
    };
    look();
    element.addEventListener("scroll", look, { passive: true });
    const sizes = new ResizeObserver(look);
    sizes.observe(element);
    return () => {
      element.removeEventListener("scroll", look);
      sizes.disconnect();
    };
  }, [scroll, height]);
  const show = useCallback(
    (row: number) => {
      const element = scroll.current;
      if (!element) {
        return;
      }
      const top = row * height;
      if (top < element.scrollTop) {
        element.scrollTop = top;
      } else if (top + height > element.scrollTop + element.clientHeight) {
        element.scrollTop = top + height - element.clientHeight;
      }
    },
    [scroll, height],
  );
  // The list may have become shorter since it was looked at.
  const first = Math.max(0, Math.min(view.first, count - view.rows));
  return {
    from: Math.max(0, first - SPARE),
    to: Math.min(count, first + view.rows + SPARE),
    height: count * height,
    show,
  };
}
