import type { MessageDescriptor } from "@lingui/core";
import { useEffect, useRef } from "react";
import { create } from "zustand";
import { usePreferences } from "./preferences";

export interface Shortcut {
  /** As in `KeyboardEvent.key`. */
  key: string;
  words: MessageDescriptor;
}

interface Bound extends Shortcut {
  run: () => void;
}

/** The shortcuts of what is on the page now; the last one bound to a key wins. */
export const useKeymap = create<{ bound: readonly Bound[] }>(() => ({ bound: [] }));

/** Binds a key while the component is on the page. */
export function useShortcut(shortcut: Shortcut, run: () => void, enabled = true): void {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  const { key, words } = shortcut;
  useEffect(() => {
    if (!enabled) {
      return;
    }
    const bound: Bound = { key, words, run: () => latest.current() };
    useKeymap.setState((state) => ({ bound: [...state.bound, bound] }));
    return () => useKeymap.setState((state) => ({ bound: state.bound.filter((other) => other !== bound) }));
  }, [key, words, enabled]);
}

/** Whether a key is a single character, which those who speak or tremble may type by accident. */
export function isSingle(key: string): boolean {
  return key.length === 1;
}

/** Listens on the document until the returned function is called. */
export function listenForShortcuts(): () => void {
  const onKey = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || isElsewhere(event)) {
      return;
    }
    if (isSingle(event.key) && !usePreferences.getState().shortcuts) {
      return;
    }
    const key = isSingle(event.key) ? event.key.toLowerCase() : event.key;
    const bound = useKeymap.getState().bound.findLast((candidate) => candidate.key === key);
    if (bound) {
      event.preventDefault();
      bound.run();
    }
  };
  document.addEventListener("keydown", onKey);
  return () => document.removeEventListener("keydown", onKey);
}

/** Keys typed into a field, or while a dialogue or menu is open, are not ours. */
function isElsewhere(event: KeyboardEvent): boolean {
  const target = event.target;
  if (
    target instanceof HTMLElement &&
    target.closest("input, textarea, select, [contenteditable], [role=menu]")
  ) {
    return true;
  }
  // On a button these keys press it.
  const isPressed = event.key === " " || event.key === "Enter";
  if (
    isPressed &&
    target instanceof HTMLElement &&
    target.closest("button, a[href], summary, [role=button]")
  ) {
    return true;
  }
  return document.querySelector('[role="dialog"], [role="menu"]') !== null;
}
