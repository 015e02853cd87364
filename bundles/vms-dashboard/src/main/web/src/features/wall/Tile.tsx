import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { lazy, type Ref, Suspense, useEffect, useRef, useState } from "react";
import type { Camera, StreamRole } from "../../api/types";
import { useShortcut } from "../../app/keymap";
import { usePreferences, useView } from "../../app/preferences";
import { useSession } from "../../app/session";
import { FiguresOverlay } from "../../media/FiguresOverlay";
import type { LadderState } from "../../media/ladder";
import { Screen, usePlayer } from "../../media/Player";
import type { PlayerView } from "../../media/player";
import { reasonInWords } from "../../media/reasons";
import { Icon, type IconName } from "../../ui/icons";
import { isDown, lookOf, Mark, type Severity } from "../../ui/state";
import { timeOfDay, useSecondsUntil } from "../../ui/time";
import { Audio } from "./Audio";
import { Notes } from "./Notes";
import { Overlay } from "./Overlay";
import { saveSnapshot } from "./snapshot";
import { silence, useSound } from "./sound";
import { TileMenu } from "./TileMenu";
import { useZoom } from "./useZoom";
import classes from "./wall.module.css";

const REPLAY_SECONDS = 30;
/** So long a recording may take to begin. */
const BEGINS_WITHIN = 30_000;
const SNAPSHOT = { key: "s", words: msg`Save the picture` };
const REPLAY = { key: "r", words: msg`Replay the last 30 seconds` };

const Replay = lazy(() => import("../playback/Replay").then((m) => ({ default: m.Replay })));
const PtzPanel = lazy(() => import("../ptz/PtzPanel").then((m) => ({ default: m.PtzPanel })));

interface Props {
  camera: Camera;
  role: StreamRole;
  large: boolean;
  hidden: boolean;
  /** The one tile that Tab leads to; arrows lead on from there. */
  tabbable: boolean;
  cover: Ref<HTMLButtonElement>;
  onFocus: () => void;
  onToggle: () => void;
  /** Moves it by so many places; puts it where another is; takes it off. Absent where nothing can be arranged. */
  arrange?: ArrangeTile | undefined;
}

export interface ArrangeTile {
  onMove: (by: number) => void;
  onDrop: (dragged: string) => void;
  onRemove: () => void;
}

const TYPE = "application/x-vms-camera";

/** One camera: its name, its state in a word, and its picture or the reason why there is none. */
export function Tile(props: Props) {
  const { camera, role, large, hidden, tabbable, cover, onFocus, onToggle, arrange } = props;
  const { t } = useLingui();
  const tile = useRef<HTMLLIElement>(null);
  const figures = useView((view) => view.figures);
  const loud = useSound((sound) => sound.cameraId === camera.id);
  const playing = usePlayer(camera.id, role, !isDown(camera.status.state), loud);
  const { player, view } = playing;
  const look = useLook(camera, view);
  const operator = useSession(({ session }) => session.state === "in" && session.user.role !== "VIEWER");
  const controls = large && !isDown(camera.status.state);
  const turns = controls && operator && camera.capabilities.includes("PtzControl");
  useEffect(() => () => silence(camera.id), [camera.id]);
  const navigate = useNavigate();
  const content = useRef<HTMLDivElement>(null);
  const zoom = useZoom(tile, content, large && !hidden);
  const { boxes, zones } = usePreferences();
  const [replay, setReplay] = useState(false);
  const [over, setOver] = useState(false);
  const [snapshotError, setSnapshotError] = useState(false);
  const video = () => content.current?.querySelector<HTMLVideoElement>("video.shown") ?? undefined;
  const save = () => {
    setSnapshotError(false);
    saveSnapshot(camera, video()).catch(() => setSnapshotError(true));
  };
  useShortcut(SNAPSHOT, save, large);
  useShortcut(REPLAY, () => setReplay((on) => !on), large);
  return (
    <li
      className={classes.tile}
      data-camera-id={camera.id}
      data-large={large ? "" : undefined}
      data-role={view.ladder.shown?.given.role}
      data-rung={view.ladder.shown?.rung}
      data-severity={look.severity}
      data-state={look.state}
      data-over={over ? "" : undefined}
      data-testid="tile"
      hidden={hidden}
      onDragLeave={() => setOver(false)}
      onDragOver={(event) => {
        if (arrange && event.dataTransfer.types.includes(TYPE)) {
          event.preventDefault();
          setOver(true);
        }
      }}
      onDrop={(event) => {
        setOver(false);
        const dragged = event.dataTransfer.getData(TYPE);
        if (arrange && dragged && dragged !== camera.id) {
          event.preventDefault();
          arrange.onDrop(dragged);
        }
      }}
      ref={tile}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dragging is the pointer's way; the menu and Shift with arrows are the others */}
      <div
        className={classes.strip}
        data-movable={arrange ? "" : undefined}
        draggable={arrange !== undefined}
        onDragStart={(event) => event.dataTransfer.setData(TYPE, camera.id)}
      >
        <span className={classes.name} title={camera.name}>
          {camera.name}
        </span>
        {loud && <Icon name="speaker" size={12} />}
        <Recorded camera={camera} />
        {replay ? (
          <Mark icon="replay" severity="warning">{t`Replay`}</Mark>
        ) : (
          <Mark icon={look.icon} severity={look.severity}>
            {look.word}
          </Mark>
        )}
        <TileMenu
          arrange={arrange}
          camera={camera}
          large={large}
          loud={loud}
          onReplay={() => setReplay(true)}
          onSnapshot={save}
          player={player}
          tabbable={tabbable}
          view={view}
        />
      </div>
      <div className={classes.picture}>
        <div className={classes.zoomed} ref={content}>
          <Screen {...playing} />
          {view.live && !hidden && (boxes || (zones && large)) && (
            <Overlay boxes={boxes} camera={camera} picture={video} zones={zones && large} />
          )}
        </div>
        {replay && !hidden && (
          <div className={classes.replay}>
            <Suspense>
              <Replay camera={camera.id} seconds={REPLAY_SECONDS} />
            </Suspense>
            <div className={classes.replayBar}>
              <span>
                <Icon name="replay" size={12} /> <Trans>Replay, not live</Trans>
              </span>
              <Button
                onClick={() => void navigate({ to: "/playback", search: { cameras: camera.id } })}
                size="compact-xs"
                variant="default"
              >
                <Trans>Open in playback</Trans>
              </Button>
              <Button onClick={() => setReplay(false)} size="compact-xs" variant="default">
                <Trans>Back to live</Trans>
              </Button>
            </div>
          </div>
        )}
        {zoom.scale > 1 && (
          <button className={classes.zoomChip} onClick={zoom.reset} type="button">
            {`${zoom.scale.toFixed(1)}×`} <Trans>Show the whole picture</Trans>
          </button>
        )}
        {snapshotError && (
          <p className={classes.snapshotError} role="alert">
            <Trans>The picture could not be saved.</Trans>
          </p>
        )}
        <Middle camera={camera} onRetry={() => player.dispatch({ type: "retry" })} view={view} />
        <Notes large={large} view={view} />
        {figures && !hidden && <FiguresOverlay player={player} tile={tile} />}
        {turns && !replay && (
          <Suspense>
            <PtzPanel camera={camera} />
          </Suspense>
        )}
        {controls && !replay && (
          <Audio camera={camera} loud={loud} talks={operator && camera.talkBack} view={view} />
        )}
      </div>
      <button
        aria-label={large ? t`Show all cameras` : t`Show ${camera.name} large, ${look.word}`}
        className={classes.cover}
        data-tile-cover=""
        onClick={onToggle}
        onFocus={onFocus}
        ref={cover}
        tabIndex={tabbable ? 0 : -1}
        type="button"
      />
    </li>
  );
}

/** Whether what is seen here is kept: said where it is, and loudly where it should be and is not. */
function Recorded({ camera }: { camera: Camera }) {
  const { t } = useLingui();
  const { recording } = camera;
  if (recording?.recording) {
    return (
      <span aria-label={t`Recording`} className={classes.record} role="img" title={t`Recording`}>
        <Icon name="record" size={12} />
      </span>
    );
  }
  // A camera that is down says more itself, and one that was just switched on needs a moment.
  const missing =
    recording?.mode === "CONTINUOUS" &&
    recording.reason !== "" &&
    camera.status.state === "ONLINE" &&
    Date.now() - Date.parse(recording.since) > BEGINS_WITHIN;
  return missing ? (
    <span title={recording.reason}>
      <Mark icon="alert" severity="warning">{t`Not recorded`}</Mark>
    </span>
  ) : null;
}

interface Look {
  /** For style and for tests: what the picture is doing. */
  state: "playing" | "connecting" | "failed" | "unavailable" | "offline" | "paused";
  word: string;
  icon: IconName;
  severity: Severity;
}

function useLook(camera: Camera, { live, phase, ladder }: PlayerView): Look {
  const { t, i18n } = useLingui();
  if (live) {
    return ladder.shown?.rung === "stills"
      ? { state: "playing", word: t`Stills`, icon: "still", severity: "warning" }
      : { state: "playing", word: t`Live`, icon: "live", severity: "dim" };
  }
  switch (phase) {
    case "offline": {
      const { words, icon, severity } = lookOf(camera.status.state);
      return { state: "offline", word: i18n._(words), icon, severity };
    }
    case "waiting":
      return { state: "failed", word: t`No picture`, icon: "alert", severity: "warning" };
    case "unavailable":
      return { state: "unavailable", word: t`Unavailable`, icon: "alert", severity: "warning" };
    case "paused":
      return { state: "paused", word: t`Paused`, icon: "pause", severity: "dim" };
    default:
      return { state: "connecting", word: t`Connecting`, icon: "wait", severity: "dim" };
  }
}

/** In the middle of a tile without a live picture: why, and what happens next. */
function Middle({ camera, view, onRetry }: { camera: Camera; view: PlayerView; onRetry: () => void }) {
  const { i18n } = useLingui();
  const { ladder, phase, live, stillFrom } = view;
  if (live || phase === "paused") {
    return null;
  }
  const failed = phase === "waiting" || phase === "unavailable";
  return (
    <div className={classes.middle}>
      {phase === "connecting" && <Icon className={classes.spinner} name="wait" size={20} />}
      {phase === "offline" && camera.status.detail && <p>{camera.status.detail}</p>}
      {failed && ladder.reason && <p>{reasonInWords(i18n, ladder.reason)}</p>}
      {stillFrom !== undefined && (
        <p className={classes.dim}>
          <Trans>Last picture {timeOfDay(i18n.locale, stillFrom)}</Trans>
        </p>
      )}
      {failed && <Next ladder={ladder} onRetry={onRetry} />}
    </div>
  );
}

function Next({ ladder, onRetry }: { ladder: LadderState; onRetry: () => void }) {
  const until = ladder.hold?.until;
  if (until === undefined) {
    return null;
  }
  return (
    <Button
      className={classes.above}
      leftSection={<Icon name="retry" />}
      onClick={onRetry}
      size="compact-sm"
      variant="default"
    >
      <Trans>Try again</Trans>&nbsp;
      <Countdown deadline={until} />
    </Button>
  );
}

function Countdown({ deadline }: { deadline: number }) {
  // The ladder's clock is the page's, which never goes back; the countdown's is the wall's.
  const seconds = useSecondsUntil(performance.timeOrigin + deadline);
  return (
    <span aria-hidden="true">
      <Trans>({seconds} s)</Trans>
    </span>
  );
}
