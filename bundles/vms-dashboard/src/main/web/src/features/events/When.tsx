import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";
import form from "../../ui/form.module.css";
import { fromLocal, toLocal } from "./zoneTime";

const HOUR = 3_600_000;

/** What is asked for most, by a word instead of two times. */
type Span = "any" | "hour" | "today" | "yesterday" | "week" | "own";

interface Range {
  from?: string | undefined;
  to?: string | undefined;
}

interface Props extends Range {
  /** Whose days are meant; this browser's where it is not known. */
  zone: string | undefined;
  onChange: (range: Range) => void;
}

/** The instants of a span by the clock of a zone. What reaches to now has no end, so that new events come in. */
export function rangeOf(span: Exclude<Span, "own">, zone: string | undefined, now: number): Range {
  // Of a day that a change of the clock makes shorter or longer too.
  const midnight = (daysAgo: number) => {
    const day = toLocal(new Date(now).toISOString(), zone).slice(0, 10);
    const then = new Date(Date.parse(`${day}T00:00:00Z`) - daysAgo * 24 * HOUR);
    return fromLocal(then.toISOString().slice(0, 19), zone);
  };
  switch (span) {
    case "hour":
      return { from: new Date(now - HOUR).toISOString(), to: undefined };
    case "today":
      return { from: midnight(0), to: undefined };
    case "yesterday":
      return { from: midnight(1), to: midnight(0) };
    case "week":
      return { from: midnight(6), to: undefined };
    default:
      return { from: undefined, to: undefined };
  }
}

/** The span that an address names; `own` where it is none of those with a name. */
function spanOf({ from, to }: Range, zone: string | undefined, chosen: Span): Span {
  if (from === undefined && to === undefined) {
    return chosen === "own" ? "own" : "any";
  }
  const now = Date.now();
  for (const span of ["today", "yesterday", "week"] as const) {
    const range = rangeOf(span, zone, now);
    if (range.from === from && range.to === to) {
      return span;
    }
  }
  // An hour ago moves on while the list is looked at.
  return chosen === "hour" && to === undefined ? "hour" : "own";
}

/** When: by a word, or between two times. */
export function When({ from, to, zone, onChange }: Props) {
  const { t } = useLingui();
  const [chosen, setChosen] = useState<Span>("any");
  const span = spanOf({ from, to }, zone, chosen);
  return (
    <>
      <label className={form.field}>
        <span>
          <Trans>When</Trans>
        </span>
        <select
          onChange={(event) => {
            const next = event.currentTarget.value as Span;
            setChosen(next);
            if (next !== "own") {
              onChange(rangeOf(next, zone, Date.now()));
            }
          }}
          value={span}
        >
          <option value="any">{t`Any time`}</option>
          <option value="hour">{t`Last hour`}</option>
          <option value="today">{t`Today`}</option>
          <option value="yesterday">{t`Yesterday`}</option>
          <option value="week">{t`Last 7 days`}</option>
          <option value="own">{t`Between two times`}</option>
        </select>
      </label>
      {span === "own" && (
        <>
          <label className={form.field} data-wide="">
            <span>
              <Trans>From</Trans> {zone}
            </span>
            <input
              max="9999-12-31T23:59"
              onChange={(event) => onChange({ from: fromLocal(event.currentTarget.value, zone), to })}
              step={1}
              type="datetime-local"
              value={toLocal(from, zone)}
            />
          </label>
          <label className={form.field} data-wide="">
            <span>
              <Trans>To</Trans> {zone}
            </span>
            <input
              max="9999-12-31T23:59"
              onChange={(event) => onChange({ from, to: fromLocal(event.currentTarget.value, zone) })}
              step={1}
              type="datetime-local"
              value={toLocal(to, zone)}
            />
          </label>
        </>
      )}
    </>
  );
}
