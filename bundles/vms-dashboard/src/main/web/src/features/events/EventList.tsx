import { Trans, useLingui } from "@lingui/react/macro";
import { memo, useEffect, useMemo, useRef } from "react";
import type { VmsEvent } from "../../api/types";
import { Icon } from "../../ui/icons";
import { Mark } from "../../ui/state";
import { useRows } from "../../ui/useRows";
import classes from "./events.module.css";
import type { FeedView } from "./feed";
import { type SiteTime, useSiteTime } from "./siteTime";
import { lookOfSeverity, percent, typeInWords } from "./words";

/** Beyond so many rows from the end, older ones are read. */
const AHEAD = 40;

interface Props {
  view: FeedView;
  selected: string | undefined;
  /** Two lines a row, for narrow screens. */
  narrow: boolean;
  onSelect: (id: string) => void;
  onOlder: () => void;
}

/** The events, of which only those in view are drawn: the list may hold a hundred thousand. */
export function EventList({ view, selected, narrow, onSelect, onOlder }: Props) {
  const { t } = useLingui();
  const scroll = useRef<HTMLDivElement>(null);
  const times = useSiteTime();
  const { items, older } = view;
  const size = narrow ? 48 : 36;
  const rows = useRows(scroll, items.length, size);
  useEffect(() => {
    if (older === "there" && rows.to >= items.length - AHEAD) {
      onOlder();
    }
  }, [older, rows.to, items.length, onOlder]);

  const place = useMemo(
    () => (selected === undefined ? -1 : items.findIndex((event) => event.id === selected)),
    [items, selected],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when another one is chosen; what comes in must not move the list
  useEffect(() => {
    if (place >= 0) {
      rows.show(place);
    }
  }, [selected]);

  return (
    <div className={classes.listPlace}>
      <div aria-hidden="true" className={classes.head}>
        <span>
          <Trans>Time</Trans>
        </span>
        <span>
          <Trans>Event</Trans>
        </span>
        <span>
          <Trans>Label</Trans>
        </span>
        <span>
          <Trans>Camera</Trans>
        </span>
        <span>
          <Trans>Severity</Trans>
        </span>
      </div>
      <div className={classes.scroll} data-testid="event-list" ref={scroll}>
        <ul aria-label={t`Events, newest first`} style={{ height: rows.height }}>
          {items.slice(rows.from, rows.to).map((event, at) => (
            <li
              aria-posinset={rows.from + at + 1}
              aria-setsize={older === "none" ? items.length : -1}
              key={event.id}
              style={{ height: size, transform: `translateY(${(rows.from + at) * size}px)` }}
            >
              <Row current={event.id === selected} event={event} onSelect={onSelect} times={times} />
            </li>
          ))}
        </ul>
        {older === "loading" && (
          <div className={classes.foot} role="status">
            <Icon name="wait" size={12} /> <Trans>Reading older events …</Trans>
          </div>
        )}
        {older === "failed" && (
          <div className={classes.foot} role="alert">
            <Trans>Older events could not be read.</Trans>{" "}
            <button onClick={onOlder} type="button">
              <Trans>Try again</Trans>
            </button>
          </div>
        )}
      </div>
    </div>
  );
}

interface RowProps {
  event: VmsEvent;
  current: boolean;
  times: SiteTime;
  onSelect: (id: string) => void;
}

const Row = memo(function Row({ event, current, times, onSelect }: RowProps) {
  const { i18n } = useLingui();
  const look = lookOfSeverity(event.severity);
  return (
    <button
      aria-current={current ? "true" : undefined}
      className={classes.row}
      data-event-id={event.id}
      data-testid="event-row"
      onClick={() => onSelect(event.id)}
      type="button"
    >
      <span>
        <time dateTime={event.time}>{times.short(event.time, event.cameraId)}</time>
      </span>
      <span>{typeInWords(i18n, event.type)}</span>
      <span>
        {event.label ?? ""}{" "}
        {event.confidence !== undefined && (
          <span className={classes.dim}>{percent(i18n, event.confidence)}</span>
        )}
      </span>
      <span>{event.cameraName ?? "–"}</span>
      <span>
        {event.severity !== "INFO" && (
          <Mark icon={look.icon} severity={look.colour}>
            {i18n._(look.words)}
          </Mark>
        )}
      </span>
    </button>
  );
});
