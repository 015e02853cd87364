import { Trans, useLingui } from "@lingui/react/macro";
import { ActionIcon } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { timeOf, wallTime } from "../../timeline/zone";
import { ErrorNote } from "../../ui/ErrorNote";
import { Icon } from "../../ui/icons";
import { daysQuery } from "./api";
import classes from "./calendar.module.css";

interface Props {
  cameras: readonly string[];
  zone: string;
  /** The time that is played. */
  time: number;
  now: number;
  onDay: (midnight: number) => void;
}

/** A month; the days that have footage can be chosen. */
export function Calendar({ cameras, zone, time, now, onDay }: Props) {
  const { t, i18n } = useLingui();
  const here = wallTime(zone, time);
  const today = wallTime(zone, now);
  const [shown, setShown] = useState({ year: here.year, month: here.month });
  const month = `${shown.year}-${two(shown.month)}`;
  const { data: days, error, isPending, refetch } = useQuery(daysQuery(cameras, month));
  const length = new Date(Date.UTC(shown.year, shown.month, 0)).getUTCDate();
  const first = (new Date(Date.UTC(shown.year, shown.month - 1, 1)).getUTCDay() + 6) % 7;
  const title = new Intl.DateTimeFormat(i18n.locale, {
    month: "long",
    year: "numeric",
    timeZone: "UTC",
  }).format(Date.UTC(shown.year, shown.month - 1, 15));
  const weekday = new Intl.DateTimeFormat(i18n.locale, { weekday: "narrow", timeZone: "UTC" });
  const long = new Intl.DateTimeFormat(i18n.locale, { dateStyle: "full", timeZone: "UTC" });
  const turn = (by: number) => {
    const next = new Date(Date.UTC(shown.year, shown.month - 1 + by, 1));
    setShown({ year: next.getUTCFullYear(), month: next.getUTCMonth() + 1 });
  };
  const isNow = shown.year === today.year && shown.month === today.month;
  return (
    <div className={classes.calendar}>
      <div className={classes.head}>
        <ActionIcon aria-label={t`Previous month`} color="gray" onClick={() => turn(-1)} variant="subtle">
          <Icon name="back" />
        </ActionIcon>
        <strong aria-live="polite">{title}</strong>
        <ActionIcon
          aria-label={t`Next month`}
          color="gray"
          disabled={isNow}
          onClick={() => turn(1)}
          variant="subtle"
        >
          <Icon name="forward" />
        </ActionIcon>
      </div>
      <div className={classes.grid}>
        {Array.from({ length: 7 }, (_, i) => {
          // The fifth of January 1970 was a Monday.
          const at = Date.UTC(1970, 0, 5 + i);
          return (
            <span aria-hidden="true" className={classes.weekday} key={at}>
              {weekday.format(at)}
            </span>
          );
        })}
        {Array.from({ length }, (_, i) => {
          const day = i + 1;
          const has = days?.has(`${month}-${two(day)}`) ?? false;
          const words = long.format(Date.UTC(shown.year, shown.month - 1, day));
          const current = here.year === shown.year && here.month === shown.month && here.day === day;
          return (
            <button
              aria-current={current ? "date" : undefined}
              aria-label={has ? t`${words}: has footage` : t`${words}: no footage`}
              className={classes.day}
              data-has={has ? "" : undefined}
              disabled={!has}
              key={day}
              onClick={() => onDay(timeOf(zone, { ...shown, day, hour: 0, minute: 0, second: 0 }))}
              style={day === 1 ? { gridColumnStart: first + 1 } : undefined}
              type="button"
            >
              {day}
            </button>
          );
        })}
      </div>
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      <p className={classes.legend}>
        {isPending ? (
          <Trans>Loading …</Trans>
        ) : days?.size === 0 ? (
          <Trans>No footage in this month</Trans>
        ) : (
          <Trans>Days with footage are underlined</Trans>
        )}
      </p>
    </div>
  );
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
