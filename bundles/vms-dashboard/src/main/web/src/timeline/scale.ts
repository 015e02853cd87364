import { dayStart, offsetAt, wallTime } from "./zone";

/** What a timeline shows: from when on, and how long, in milliseconds. */
export interface View {
  from: number;
  span: number;
}

const SECOND = 1_000;
const MINUTE = 60_000;
const HOUR = 3_600_000;
export const DAY = 86_400_000;

/** From ten seconds, where a second is wide, to a month and a half. */
export const LEAST_SPAN = 10 * SECOND;
export const MOST_SPAN = 45 * DAY;

/** How long a bucket is at each level, in milliseconds. */
export const LEVELS = [SECOND, 5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, HOUR, 6 * HOUR] as const;
export const TILE_BUCKETS = 512;
/** A bucket is at least as wide as this, in pixels, where there is a level for it. */
const LEAST_BUCKET = 2;

/** The bucket for a zoom. */
export function bucketFor(span: number, width: number): number {
  const least = (LEAST_BUCKET * span) / Math.max(1, width);
  return LEVELS.find((bucket) => bucket >= least) ?? LEVELS[LEVELS.length - 1] ?? HOUR;
}

export function clampView({ from, span }: View, now: number): View {
  const length = Math.min(MOST_SPAN, Math.max(LEAST_SPAN, span));
  // A little of the future may be seen, so that now is not at the rim.
  return { from: Math.min(from, now - length * 0.2), span: length };
}

/** Zooms by a factor so that one time stays where it is. */
export function zoomed(view: View, factor: number, around: number, now: number): View {
  const span = Math.min(MOST_SPAN, Math.max(LEAST_SPAN, view.span * factor));
  const share = (around - view.from) / view.span;
  return clampView({ from: around - share * span, span }, now);
}

export interface Tick {
  time: number;
  /** Where a day begins, or a minute among seconds: it has the longer name. */
  major: boolean;
}

const STEPS = [
  SECOND,
  2 * SECOND,
  5 * SECOND,
  10 * SECOND,
  30 * SECOND,
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
  2 * DAY,
  7 * DAY,
  14 * DAY,
];

export interface Ruler {
  step: number;
  ticks: Tick[];
}

/** Round times of that zone, at least so many pixels apart. */
export function rulerOf(view: View, width: number, zone: string, apart = 84): Ruler {
  const least = (view.span / Math.max(1, width)) * apart;
  const step = STEPS.find((each) => each >= least) ?? 14 * DAY;
  const end = view.from + view.span;
  const ticks: Tick[] = [];
  if (step < DAY) {
    let time = alignedBefore(view.from, step, zone);
    while (time <= end && ticks.length < 500) {
      const { hour, minute, second } = wallTime(zone, time);
      ticks.push({
        time,
        major: hour === 0 && minute === 0 && second === 0,
      });
      // Where a clock changes, round times are elsewhere from there on.
      const before = time;
      time =
        [0, HOUR, 2 * HOUR]
          .map((more) => alignedBefore(before + step + more, step, zone))
          .find((next) => next > before) ?? before + step;
    }
    return { step, ticks };
  }
  const days = step / DAY;
  let time = dayStart(zone, view.from);
  while (time <= end && ticks.length < 500) {
    const { year, month, day } = wallTime(zone, time);
    const number = Math.round(Date.UTC(year, month - 1, day) / DAY);
    // The first day of 1970 was a Thursday; weeks begin on Monday.
    if ((number + 3) % days === 0) {
      ticks.push({ time, major: day <= days });
    }
    time = dayStart(zone, time, 1);
  }
  return { step, ticks };
}

function alignedBefore(time: number, step: number, zone: string): number {
  const offset = offsetAt(zone, time);
  const aligned = Math.floor((time + offset) / step) * step;
  const found = aligned - offset;
  return aligned - offsetAt(zone, found);
}
