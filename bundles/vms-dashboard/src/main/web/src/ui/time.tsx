import { useLingui } from "@lingui/react";
import { useSyncExternalStore } from "react";

/** One timer for everything on the page that counts seconds. */
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let now = Date.now();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === undefined) {
    now = Date.now();
  }
  timer ??= setInterval(() => {
    now = Date.now();
    for (const each of [...listeners]) {
      each();
    }
  }, 1_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

function useSecond(): number {
  return useSyncExternalStore(subscribe, () => now);
}

/** Whole seconds from now until this moment, counting down, never below 0. */
export function useSecondsUntil(at: number): number {
  return Math.max(0, Math.ceil((at - useSecond()) / 1_000));
}

/** The time of day with its zone: which clock a recording's time belongs to must never be a guess. */
export function Clock({ className }: { className?: string | undefined }) {
  const { i18n } = useLingui();
  const time = new Date(useSecond());
  const words = new Intl.DateTimeFormat(i18n.locale, {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
    timeZoneName: "short",
  }).format(time);
  return (
    <time className={className} dateTime={time.toISOString()}>
      {words}
    </time>
  );
}

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
];

/** "3 minutes ago", with the exact time for those who point at it. */
export function Since({ at }: { at: string | undefined }) {
  const { i18n } = useLingui();
  const present = useSecond();
  const then = at === undefined ? Number.NaN : Date.parse(at);
  if (Number.isNaN(then)) {
    return null;
  }
  const seconds = Math.max(0, Math.round((present - then) / 1_000));
  const [unit, length] = STEPS.find(([, size]) => seconds >= size) ?? ["second", 1];
  const words = new Intl.RelativeTimeFormat(i18n.locale, { numeric: "auto", style: "short" }).format(
    -Math.floor(seconds / length),
    unit,
  );
  return (
    <time dateTime={new Date(then).toISOString()} title={exact(i18n.locale, then)}>
      {words}
    </time>
  );
}

/** Date and time with seconds and zone. */
export function exact(locale: string, at: number): string {
  return new Intl.DateTimeFormat(locale, {
    dateStyle: "medium",
    timeStyle: "long",
    hourCycle: "h23",
  }).format(at);
}

/** Time of day with seconds. */
export function timeOfDay(locale: string, at: number): string {
  return new Intl.DateTimeFormat(locale, { timeStyle: "medium", hourCycle: "h23" }).format(at);
}
