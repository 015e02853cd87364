import { msg } from "@lingui/core/macro";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { api, unwrap } from "../../api/client";
import { useShortcut } from "../../app/keymap";
import { useServices } from "../../app/services";
import { useSession } from "../../app/session";
import { ErrorNote, Placeholder } from "../../ui/ErrorNote";
import { Icon } from "../../ui/icons";
import { EventDetail } from "./EventDetail";
import { EventList } from "./EventList";
import classes from "./events.module.css";
import { Filters } from "./Filters";
import { EventFeed, type EventPage } from "./feed";
import { type EventFilter, isFiltered, searchOfEvents } from "./search";

const NEXT = { key: "j", words: msg`Next event or alarm` };
const BACK = { key: "k", words: msg`Previous event or alarm` };
const CLOSE = { key: "Escape", words: msg`Close the details` };
/** The first answer is there sooner; whoever scrolls on wants more at once. */
const FIRST_PAGE = 200;
const PAGE = 500;

async function readPage(filter: EventFilter, cursor: string | undefined): Promise<EventPage> {
  const { camera, type, label, severity, from, to } = filter;
  const query = {
    limit: cursor ? PAGE : FIRST_PAGE,
    ...(camera && { cameraId: [camera] }),
    ...(type && { type: [type] }),
    ...(label && { label }),
    ...(severity && { severity: [severity] }),
    ...(from && { from }),
    ...(to && { to }),
    ...(cursor && { cursor }),
  };
  return (await unwrap(api.GET("/events", { params: { query } }))) as EventPage;
}

function useFeed(filter: EventFilter) {
  const { socket } = useServices();
  const key = JSON.stringify(filter);
  const feed = useMemo(() => {
    const mine = JSON.parse(key) as EventFilter;
    return new EventFeed(mine, (cursor) => readPage(mine, cursor));
  }, [key]);
  useEffect(() => feed.follow(socket), [feed, socket]);
  return { feed, view: useSyncExternalStore(feed.subscribe, feed.snapshot) };
}

/** What happens, as it happens, and what happened. */
export function EventsPage() {
  const { t } = useLingui();
  const navigate = useNavigate();
  const { event: selected, ...filter } = searchOfEvents(useSearch({ strict: false }));
  const { feed, view } = useFeed(filter);
  const admin = useSession(({ session }) => session.state === "in" && session.user.role === "ADMIN");
  const narrow = useMediaQuery("(max-width: 760px)") ?? false;
  const [seen, setSeen] = useState<readonly string[]>([]);
  const { items } = view;

  useEffect(() => {
    // A hundred thousand need not be looked through for the types there are.
    const types = new Set(items.slice(0, 500).map((event) => event.type));
    setSeen((before) =>
      [...types].every((type) => before.includes(type)) ? before : [...new Set([...before, ...types])],
    );
  }, [items]);

  const go = useCallback(
    (search: Record<string, string | undefined>, replace: boolean) =>
      void navigate({ to: "/events", search, replace }),
    [navigate],
  );
  const filterKey = JSON.stringify(filter);
  const select = useCallback(
    (event: string | undefined) => go({ ...JSON.parse(filterKey), event }, true),
    [go, filterKey],
  );
  const place = useMemo(
    () => (selected === undefined ? -1 : items.findIndex((event) => event.id === selected)),
    [items, selected],
  );
  const step = (by: number) => {
    const next = items[place < 0 ? 0 : Math.max(0, Math.min(items.length - 1, place + by))];
    if (next) {
      select(next.id);
    }
  };
  useShortcut(NEXT, () => step(1));
  useShortcut(BACK, () => step(-1));
  useShortcut(CLOSE, () => select(undefined), selected !== undefined);

  return (
    <div className={classes.page}>
      <div className={classes.toolbar}>
        <h1>
          <Trans>Events</Trans>
        </h1>
        <span aria-live="polite" className={classes.dim} role="status">
          {view.paused ? (
            <Plural one="Paused, # new event" other="Paused, # new events" value={view.held} />
          ) : filter.to === undefined ? (
            <Trans>Live</Trans>
          ) : null}
        </span>
        <div className={classes.end}>
          {admin && (
            <Link to="/events/rejected">
              <Trans>Rejected events</Trans>
            </Link>
          )}
          <Button
            aria-pressed={view.paused}
            leftSection={<Icon name={view.paused ? "live" : "pause"} />}
            onClick={() => feed.pause(!view.paused)}
            variant="default"
          >
            {view.paused ? <Trans>Go on</Trans> : <Trans>Pause</Trans>}
          </Button>
        </div>
      </div>
      <Filters filter={filter} onChange={(next) => go({ ...next }, false)} seen={seen} />
      {view.lost > 0 && (
        <div role="status">
          <Plural
            one="# event came too fast to be shown here."
            other="# events came too fast to be shown here."
            value={view.lost}
          />{" "}
          <Button onClick={() => feed.reload()} size="compact-sm" variant="default">
            <Trans>Read again</Trans>
          </Button>
        </div>
      )}
      {view.state === "failed" && <ErrorNote error={view.error} onRetry={() => feed.reload()} />}
      <div className={classes.columns} data-open={selected ? "" : undefined}>
        {items.length > 0 ? (
          <EventList
            narrow={narrow}
            onOlder={feed.loadOlder}
            onSelect={select}
            selected={selected}
            view={view}
          />
        ) : view.state === "loading" ? (
          <div className={classes.listPlace}>
            <Placeholder icon="wait" title={t`Loading the events …`} />
          </div>
        ) : view.state === "ready" ? (
          <div className={classes.listPlace}>
            {isFiltered(filter) ? (
              <Placeholder icon="search" title={t`No event matches the filters`}>
                <Button onClick={() => go({}, false)} variant="default">
                  <Trans>Clear the filters</Trans>
                </Button>
              </Placeholder>
            ) : (
              <Placeholder icon="list" title={t`No events yet`}>
                <p>
                  <Trans>
                    What cameras, detection and other systems tell appears here by itself. Switch detection on
                    in the set-up of a camera.
                  </Trans>
                </p>
              </Placeholder>
            )}
          </div>
        ) : null}
        {selected && <EventDetail id={selected} listed={items[place]} onClose={() => select(undefined)} />}
      </div>
    </div>
  );
}
