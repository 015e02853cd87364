import type { Choice, Lost, Rung } from "./ladder";

/**
 * What this browser remembers of each camera, so that a wall does not try in vain each morning what the network does not
 * let through: the rungs that were lost before the one that worked, and what the user chose. Nothing secret goes in.
 */
export interface Remembered {
  choice: Choice;
  lost: readonly Lost[];
}

interface Entry extends Remembered {
  /** Milliseconds since 1970. */
  at: number;
}

const KEY = "vms-live";
/** Networks change: what was lost is tried again on another day. */
const LASTS = 12 * 3_600_000;
const MOST = 500;
const CHOICES: readonly unknown[] = ["auto", "webrtc", "mse", "hls"] satisfies Choice[];
const GIVEN_UP: readonly unknown[] = ["webrtc", "mse"] satisfies Rung[];

export function recall(cameraId: string, now = Date.now()): Remembered {
  const entry = read()[cameraId];
  if (!entry) {
    return { choice: "auto", lost: [] };
  }
  return { choice: entry.choice, lost: now - entry.at < LASTS && now >= entry.at ? entry.lost : [] };
}

export function remember(cameraId: string, { choice, lost }: Remembered, now = Date.now()): void {
  const entries = read();
  if (choice === "auto" && lost.length === 0) {
    if (!(cameraId in entries)) {
      return;
    }
    delete entries[cameraId];
  } else {
    entries[cameraId] = { at: now, choice, lost };
  }
  const newest = Object.entries(entries)
    .sort(([, a], [, b]) => b.at - a.at)
    .slice(0, MOST);
  try {
    localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(newest)));
  } catch {
    // A browser that keeps nothing finds the way anew each time.
  }
}

function read(): Record<string, Entry> {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    const entries = Object.entries(value as Record<string, Partial<Entry>>).filter(
      (pair): pair is [string, Entry] => isEntry(pair[1]),
    );
    return Object.fromEntries(entries);
  } catch {
    return {};
  }
}

function isEntry(value: Partial<Entry> | null): value is Entry {
  return (
    typeof value?.at === "number" &&
    CHOICES.includes(value.choice) &&
    Array.isArray(value.lost) &&
    value.lost.every(
      (one: Partial<Lost> | null) => GIVEN_UP.includes(one?.rung) && typeof one?.reason?.code === "string",
    )
  );
}
