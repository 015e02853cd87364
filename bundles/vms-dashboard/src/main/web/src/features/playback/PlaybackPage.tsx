import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Tooltip } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { camerasQuery } from "../../api/cameras";
import type { Camera } from "../../api/types";
import { useShortcut } from "../../app/keymap";
import { useSession } from "../../app/session";
import { clampView, type View, zoomed } from "../../timeline/scale";
import { Timeline } from "../../timeline/Timeline";
import { clockTime, fullTime } from "../../timeline/zone";
import { ErrorNote, Placeholder } from "../../ui/ErrorNote";
import { Icon } from "../../ui/icons";
import { ExportDialogue } from "../exports/ExportDialogue";
import { findEvent } from "./api";
import { CameraChecks, CameraChoice } from "./CameraChoice";
import { causeInWords, isFault } from "./causes";
import { Deck } from "./deck";
import { iso } from "./footage";
import { GoTo } from "./GoTo";
import type { GapCause } from "./gaps";
import { LockDialogue } from "./LockDialogue";
import classes from "./playback.module.css";
import { RangeList } from "./RangeList";
import { Still } from "./Still";
import { idsOf, searchOfPlayback } from "./search";
import { serverNow } from "./serverTime";
import { Tile } from "./Tile";
import { Transport } from "./Transport";
import { useTiles } from "./useTiles";
import { useZone } from "./useZone";

/** Footage of up to nine cameras at one time, on a timeline. */
export function PlaybackPage() {
  const { t } = useLingui();
  const navigate = useNavigate();
  const { cameras: wanted } = searchOfPlayback(useSearch({ strict: false }));
  const { data, error, isPending, refetch } = useQuery(camerasQuery);
  const choose = (ids: string[]) =>
    void navigate({
      to: "/playback",
      search: (before) => ({ ...before, cameras: ids.join(",") || undefined }),
      replace: true,
    });
  if (isPending) {
    return <Placeholder icon="wait" title={t`Loading the cameras …`} />;
  }
  if (!data) {
    return <ErrorNote error={error} onRetry={() => void refetch()} />;
  }
  const chosen = idsOf(wanted).flatMap((id) => data.find((camera) => camera.id === id) ?? []);
  if (chosen.length > 0) {
    return <Player all={data} cameras={chosen} onChoose={choose} />;
  }
  return (
    <Placeholder icon="camera" title={data.length === 0 ? t`No cameras yet` : t`Which cameras?`}>
      {idsOf(wanted).length > 0 && (
        <p>
          <Trans>The cameras of this link are not there any more, or are not granted to you.</Trans>
        </p>
      )}
      {data.length === 0 ? (
        <p>
          <Trans>There is no camera that you may see.</Trans>
        </p>
      ) : (
        <>
          <div className={classes.first}>
            <CameraChecks cameras={data} chosen={[]} onChange={choose} />
          </div>
          {data.length > 1 && (
            <Button onClick={() => choose(data.slice(0, 9).map(({ id }) => id))} variant="default">
              {data.length > 9 ? <Trans>The first nine</Trans> : <Trans>All of them</Trans>}
            </Button>
          )}
        </>
      )}
    </Placeholder>
  );
}

const ZOOM_IN = { key: "+", words: msg`Zoom the timeline in` };
const ZOOM_OUT = { key: "-", words: msg`Zoom the timeline out` };
const MARK_FROM = { key: "[", words: msg`Mark the beginning of a range` };
const MARK_TO = { key: "]", words: msg`Mark the end of a range` };
const EXPORT = { key: "e", words: msg`Export the marked range` };
const LOCK = { key: "b", words: msg`Lock the marked range as evidence` };
const LARGE = { key: "Enter", words: msg`Show the chosen camera alone, or all again` };
const SMALL = { key: "Escape", words: msg`Show all cameras again` };

const USUAL_SPAN = 3_600_000;
/** What is exported or locked where nothing is marked: so much before and after the time that is played. */
const AROUND = 30_000;
const SAVE_EVERY = 5_000;

function Player(props: { all: Camera[]; cameras: Camera[]; onChoose: (ids: string[]) => void }) {
  const { all, cameras, onChoose } = props;
  const { t, i18n } = useLingui();
  const search = searchOfPlayback(useSearch({ strict: false }));
  const zone = useZone(cameras[0]?.siteId);
  const [deck] = useState(
    () => new Deck(search.at ? Date.parse(search.at) : serverNow() - 60_000, search.rate ?? 1),
  );
  const state = useSyncExternalStore(deck.subscribe, () => deck.view);
  const { cache, version } = useTiles();
  const [view, setView] = useState<View>(() => {
    const span = search.span ? search.span * 1_000 : USUAL_SPAN;
    return clampView({ from: deck.clock.time - span / 2, span }, serverNow());
  });
  const follows = useRef(true);
  const [scrub, setScrub] = useState<number | null>(null);
  const [large, setLarge] = useState(false);
  const [list, setList] = useState(false);
  const [dialogue, setDialogue] = useState<"export" | "lock" | null>(null);
  const [note, setNote] = useState("");
  const [searching, setSearching] = useState(false);
  const operator = useSession(({ session }) => session.state === "in" && session.user.role !== "VIEWER");
  const ids = useMemo(() => cameras.map(({ id }) => id), [cameras]);
  const time = useCallback(() => scrubOr(scrub, deck), [scrub, deck]);
  const marks = {
    from: search.from ? Date.parse(search.from) : undefined,
    to: search.to ? Date.parse(search.to) : undefined,
  };
  const save = useAddress(deck, view);

  const seek = (to: number) => {
    follows.current = true;
    deck.seek(to);
    setNote("");
    save();
  };
  const show = (next: View) => {
    const at = deck.clock.time;
    follows.current = at >= next.from && at <= next.from + next.span;
    setView(next);
  };
  useFollowing(deck, state.jumps, view, setView, follows);

  const jump = async (direction: 1 | -1) => {
    setSearching(true);
    setNote("");
    try {
      const from = deck.clock.time + (direction > 0 ? 1_000 : -1_000);
      const event = await findEvent(ids, from, direction, serverNow());
      if (event) {
        seek(Date.parse(event.time));
        setNote([event.cameraName, event.type, event.label].filter(Boolean).join(" · "));
      } else {
        setNote(direction > 0 ? t`There is no later event` : t`There is no earlier event`);
      }
    } catch {
      setNote(t`The events cannot be read now`);
    } finally {
      setSearching(false);
    }
  };
  const mark = (which: "from" | "to") => {
    const at = deck.clock.time;
    const other = which === "from" ? marks.to : marks.from;
    const fits = other === undefined || (which === "from" ? at < other : at > other);
    save({ ...(fits ? {} : { from: undefined, to: undefined }), [which]: iso(at) });
  };
  const open = (which: "export" | "lock") => operator && setDialogue(which);
  useShortcut(ZOOM_IN, () => show(zoomed(view, 0.5, deck.clock.time, serverNow())));
  useShortcut(ZOOM_OUT, () => show(zoomed(view, 2, deck.clock.time, serverNow())));
  useShortcut(MARK_FROM, () => mark("from"));
  useShortcut(MARK_TO, () => mark("to"));
  useShortcut(EXPORT, () => open("export"));
  useShortcut(LOCK, () => open("lock"));
  useShortcut(LARGE, () => setLarge(!large), cameras.length > 1);
  useShortcut(SMALL, () => setLarge(false), large);
  const range = {
    from: marks.from ?? (marks.to ?? deck.clock.time) - AROUND,
    to: marks.to ?? (marks.from ?? deck.clock.time) + AROUND,
  };
  const format = (at: number) =>
    Math.abs(at - deck.clock.time) > 43_200_000
      ? fullTime(i18n.locale, zone, at)
      : clockTime(i18n.locale, zone, at);
  const step = Math.max(1_000, view.span / 400);
  const shown = large && cameras.length > 1 ? 1 : cameras.length;
  return (
    <div className={classes.page}>
      <h1 className={classes.heading}>
        <Trans>Playback</Trans>
      </h1>
      <div className={classes.toolbar}>
        <CameraChoice cameras={all} chosen={ids} onChange={onChoose} />
        <Button
          aria-pressed={list}
          leftSection={<Icon name="list" />}
          onClick={() => setList(!list)}
          variant="default"
        >
          {list ? <Trans>Show pictures</Trans> : <Trans>Show as list</Trans>}
        </Button>
        <CopyLink save={save} />
        <p aria-live="polite" className={classes.noteLine}>
          {note}
        </p>
        <div className={classes.marking}>
          <Button onClick={() => mark("from")} title={t`Mark the beginning of a range ([)`} variant="default">
            <Trans>Mark start</Trans>
          </Button>
          <Button onClick={() => mark("to")} title={t`Mark the end of a range (])`} variant="default">
            <Trans>Mark end</Trans>
          </Button>
          {(marks.from !== undefined || marks.to !== undefined) && (
            <span className={classes.range} data-testid="range">
              {marks.from === undefined ? "…" : format(marks.from)} –{" "}
              {marks.to === undefined ? "…" : format(marks.to)}
              <button
                aria-label={t`Clear the marks`}
                onClick={() => save({ from: undefined, to: undefined })}
                type="button"
              >
                <Icon name="close" />
              </button>
            </span>
          )}
          <Needs operator={operator}>
            <Button
              disabled={!operator}
              leftSection={<Icon name="lock" />}
              onClick={() => open("lock")}
              variant="default"
            >
              <Trans>Lock</Trans>
            </Button>
          </Needs>
          <Needs operator={operator}>
            <Button disabled={!operator} leftSection={<Icon name="export" />} onClick={() => open("export")}>
              <Trans>Export</Trans>
            </Button>
          </Needs>
        </div>
      </div>
      <div className={classes.stage}>
        {list && (
          <div className={classes.listing}>
            <RangeList
              cameras={cameras}
              from={view.from}
              onGo={seek}
              to={view.from + view.span}
              zone={zone}
            />
          </div>
        )}
        <div className={classes.grid} data-count={shown} data-hidden={list ? "" : undefined}>
          {cameras.map((camera) => (
            <Tile
              camera={camera}
              deck={deck}
              format={format}
              hidden={large && camera.id !== state.selected}
              key={camera.id}
              onLarge={() => setLarge(!large)}
              picture={state.pictures.get(camera.id) ?? { kind: "loading" }}
              scrub={scrub}
              scrubStep={step}
              selected={cameras.length > 1 && camera.id === state.selected}
            />
          ))}
        </div>
      </div>
      <Transport
        deck={deck}
        onChanged={() => {
          follows.current = true;
          save();
        }}
        onEvent={(direction) => void jump(direction)}
        searching={searching}
        view={state}
      >
        <GoTo cameras={ids} deck={deck} onGo={seek} time={time} zone={zone} />
        <span className={classes.waiting} role="status">
          {state.playing && state.waiting ? t`Waiting for the picture …` : ""}
        </span>
        <div className={classes.zoom}>
          <Button
            aria-label={t`Zoom out`}
            onClick={() => show(zoomed(view, 2, deck.clock.time, serverNow()))}
            size="compact-sm"
            title={t`Zoom out (−)`}
            variant="default"
          >
            <Icon name="remove" />
          </Button>
          <span className={classes.span}>{spanInWords(i18n.locale, view.span)}</span>
          <Button
            aria-label={t`Zoom in`}
            onClick={() => show(zoomed(view, 0.5, deck.clock.time, serverNow()))}
            size="compact-sm"
            title={t`Zoom in (+)`}
            variant="default"
          >
            <Icon name="add" />
          </Button>
        </div>
      </Transport>
      {cache.error ? <ErrorNote error={cache.error} onRetry={() => cache.invalidate()} /> : null}
      <Timeline
        cache={cache}
        cameras={cameras}
        causeInWords={(cause) => i18n._(causeInWords(cause as GapCause))}
        isFault={(cause) => isFault(cause as GapCause)}
        marks={marks}
        now={serverNow}
        onScrub={setScrub}
        onSeek={seek}
        onSelect={(id) => deck.select(id)}
        onView={show}
        preview={(camera, at) =>
          at < serverNow() && (
            <Still camera={camera} className={classes.preview} step={step} time={at} width={240} />
          )
        }
        selected={state.selected}
        time={time}
        version={version}
        view={view}
        zone={zone}
      />
      {dialogue === "export" && (
        <ExportDialogue cameras={cameras} onClose={() => setDialogue(null)} zone={zone} {...range} />
      )}
      {dialogue === "lock" && (
        <LockDialogue
          cameras={cameras}
          onChanged={() => cache.invalidate()}
          onClose={() => setDialogue(null)}
          zone={zone}
          {...range}
        />
      )}
    </div>
  );
}

function scrubOr(scrub: number | null, deck: Deck): number {
  return scrub ?? deck.clock.time;
}

type Change = { from?: string | undefined; to?: string | undefined };

/** Keeps the address as things are, so that it can be shared or come back to; and follows it when it changes by itself. */
function useAddress(deck: Deck, view: View): (change?: Change) => void {
  const navigate = useNavigate();
  const { at } = searchOfPlayback(useSearch({ strict: false }));
  const written = useRef(at);
  const span = Math.round(view.span / 1_000);
  const save = useCallback(
    (change: Change = {}) => {
      written.current = iso(deck.clock.time);
      void navigate({
        to: "/playback",
        search: (before) => ({
          ...before,
          ...change,
          at: written.current,
          rate: deck.clock.rate === 1 ? undefined : deck.clock.rate,
          span,
        }),
        replace: true,
      });
    },
    [deck, navigate, span],
  );
  useEffect(() => {
    if (at !== undefined && at !== written.current) {
      written.current = at;
      deck.seek(Date.parse(at));
    }
  }, [at, deck]);
  useEffect(() => {
    const timer = setInterval(() => {
      if (deck.clock.playing) {
        save();
      }
    }, SAVE_EVERY);
    return () => clearInterval(timer);
  }, [deck, save]);
  return save;
}

/** Turns the page when what is played comes to its edge, unless somebody looks elsewhere. */
function useFollowing(
  deck: Deck,
  jumps: number,
  view: View,
  setView: (view: View) => void,
  follows: { current: boolean },
): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: looks again after each jump
  useEffect(() => {
    const look = () => {
      const share = (deck.clock.time - view.from) / view.span;
      const backwards = deck.clock.rate < 0;
      if (follows.current && (share < (backwards ? 0.04 : 0) || share > (backwards ? 1 : 0.96))) {
        const place = deck.clock.playing ? (backwards ? 0.9 : 0.1) : 0.5;
        setView(clampView({ ...view, from: deck.clock.time - place * view.span }, serverNow()));
      }
    };
    look();
    const timer = setInterval(look, 500);
    return () => clearInterval(timer);
  }, [deck, jumps, view, setView, follows]);
}

function Needs({ operator, children }: { operator: boolean; children: React.ReactNode }) {
  const { t } = useLingui();
  return operator ? (
    children
  ) : (
    <Tooltip label={t`This needs the role Operator`}>
      <span>{children}</span>
    </Tooltip>
  );
}

function CopyLink({ save }: { save: () => void }) {
  const { t } = useLingui();
  const [copied, setCopied] = useState(false);
  return (
    <Button
      leftSection={<Icon name={copied ? "check" : "link"} />}
      onClick={() => {
        save();
        // The address is written by then.
        setTimeout(() => {
          void navigator.clipboard?.writeText(location.href).then(() => setCopied(true));
        }, 50);
      }}
      title={t`A link to these cameras at this time`}
      variant="default"
    >
      {copied ? <Trans>Copied</Trans> : <Trans>Copy link</Trans>}
    </Button>
  );
}

function spanInWords(locale: string, span: number): string {
  const [unit, length] = (
    [
      ["day", 86_400_000],
      ["hour", 3_600_000],
      ["minute", 60_000],
      ["second", 1_000],
    ] as const
  ).find(([, size]) => span >= size * 1.5) ?? ["second", 1_000];
  return new Intl.NumberFormat(locale, {
    style: "unit",
    unit,
    unitDisplay: "short",
    maximumFractionDigits: 1,
  }).format(span / length);
}
