import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { ActionIcon } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type PointerEvent, type ReactNode, useEffect, useState, useSyncExternalStore } from "react";
import { api, unwrap } from "../../api/client";
import { inWords } from "../../api/problems";
import type { Camera } from "../../api/types";
import { useShortcut } from "../../app/keymap";
import { useView } from "../../app/preferences";
import { ErrorNote } from "../../ui/ErrorNote";
import { Icon, type IconName } from "../../ui/icons";
import { isUnsupported, PtzDrive, type Velocity } from "./drive";
import { useDriveGamepad, useGamepad } from "./gamepad";
import { useDriveKeys } from "./keys";
import { Presets } from "./Presets";
import { presetsQuery } from "./positions";
import classes from "./ptz.module.css";

const TOGGLE = { key: "p", words: msg`Show or hide the controls that turn the camera` };

/** What an error means where a camera is turned. */
const OF_PTZ = {
  BUSY: msg`The server is doing too much at the moment, and the camera was not turned.`,
  DEVICE_UNREACHABLE: msg`The camera does not answer.`,
  NOT_FOUND: msg`The camera has no such position, or it is no longer in the system.`,
};

const SPEEDS: [number, ReturnType<typeof msg>][] = [
  [0.2, msg`Slow`],
  [0.5, msg`Medium`],
  [1, msg`Fast`],
];

/** On the picture of a camera that can be turned: a button, and behind it the controls. A gamepad needs no button. */
export function PtzPanel({ camera }: { camera: Camera }) {
  const { t } = useLingui();
  const open = useView((view) => view.ptz);
  const pad = useGamepad();
  const toggle = () => useView.setState((view) => ({ ptz: !view.ptz }));
  useShortcut(TOGGLE, toggle);
  return (
    <div className={classes.place}>
      {(open || pad) && <Controls camera={camera} key={camera.id} open={open} pad={pad !== undefined} />}
      <button
        aria-expanded={open}
        className={classes.toggle}
        data-testid="ptz-toggle"
        onClick={toggle}
        title={t`Turn and zoom the camera (P)`}
        type="button"
      >
        <Icon name="crosshair" /> <Trans>PTZ</Trans>
      </button>
      {pad && (
        <span className={classes.gamepad} role="status" title={pad.id}>
          <Icon name="gamepad" /> <Trans>Gamepad</Trans>
        </span>
      )}
    </div>
  );
}

function useDrive(camera: Camera): PtzDrive | undefined {
  const [drive, setDrive] = useState<PtzDrive>();
  useEffect(() => {
    const path = { id: camera.id };
    const made = new PtzDrive((command) =>
      // Kept alive: a stop must arrive even when the page is left.
      unwrap(api.POST("/cameras/{id}/ptz", { params: { path }, body: command, keepalive: true })),
    );
    const stop = () => made.letGoAll();
    const stopHidden = () => document.hidden && stop();
    const end = () => made.end();
    setDrive(made);
    window.addEventListener("blur", stop);
    window.addEventListener("pagehide", end);
    document.addEventListener("visibilitychange", stopHidden);
    return () => {
      window.removeEventListener("blur", stop);
      window.removeEventListener("pagehide", end);
      document.removeEventListener("visibilitychange", stopHidden);
      made.end();
    };
  }, [camera.id]);
  return drive;
}

interface ControlsProps {
  camera: Camera;
  /** Whether they are seen. */
  open: boolean;
  /** Whether a gamepad is connected. */
  pad: boolean;
}

function Controls(props: ControlsProps) {
  const drive = useDrive(props.camera);
  return drive ? <Driven drive={drive} {...props} /> : null;
}

function Driven({ camera, drive, open, pad }: ControlsProps & { drive: PtzDrive }) {
  const { t, i18n } = useLingui();
  const { error, runaway, unsupported } = useSyncExternalStore(drive.subscribe, drive.snapshot);
  const presets = useQuery(presetsQuery(camera.id));
  const refusal = unsupported ?? (isUnsupported(presets.error) ? presets.error : undefined);
  useDriveKeys(drive, presets.data, open && refusal === undefined);
  useDriveGamepad(drive, presets.data, pad && refusal === undefined);

  if (!open) {
    // Who turns by the gamepad alone still has to know when it fails.
    return error === undefined ? null : <Failure error={error} runaway={runaway} />;
  }
  if (refusal !== undefined) {
    const { detail } = inWords(i18n, refusal);
    return (
      <div className={classes.panel} data-testid="ptz-unsupported" role="status">
        <Trans>This camera cannot be turned or zoomed.</Trans>
        {detail && <div className={classes.dim}>{detail}</div>}
      </div>
    );
  }
  return (
    <section aria-label={t`Turn and zoom ${camera.name}`} className={classes.panel} data-testid="ptz-panel">
      <div className={classes.pad}>
        <Hold drive={drive} icon="up" name="up" to={{ tilt: 1 }} words={t`Up`} />
        <Hold drive={drive} icon="back" name="left" to={{ pan: -1 }} words={t`Left`} />
        <Hold drive={drive} icon="forward" name="right" to={{ pan: 1 }} words={t`Right`} />
        <Hold drive={drive} icon="down" name="down" to={{ tilt: -1 }} words={t`Down`} />
      </div>
      <div className={classes.zoom}>
        <Hold drive={drive} icon="add" name="zoom-in" to={{ zoom: 1 }} words={t`Zoom in`} />
        <span aria-hidden="true" className={classes.dim}>
          <Trans>Zoom</Trans>
        </span>
        <Hold drive={drive} icon="remove" name="zoom-out" to={{ zoom: -1 }} words={t`Zoom out`} />
      </div>
      <div className={classes.side}>
        <Speed drive={drive} />
        <Presets drive={drive} query={presets} />
      </div>
      {error !== undefined && <Failure error={error} runaway={runaway} />}
      <p className={classes.keys}>
        <Trans>Arrow keys turn, + and − zoom, digits go to stored positions.</Trans>
        {pad && (
          <>
            {" "}
            <Trans>On the gamepad the left stick turns and the triggers zoom.</Trans>
          </>
        )}
      </p>
    </section>
  );
}

function Failure({ error, runaway }: { error: unknown; runaway: boolean | undefined }) {
  return (
    <div className={classes.error} data-testid="ptz-error">
      <ErrorNote error={error} overrides={OF_PTZ} />
      {runaway && (
        <p role="alert">
          <Trans>The camera may still be moving.</Trans>
        </p>
      )}
    </div>
  );
}

function Speed({ drive }: { drive: PtzDrive }) {
  const { i18n } = useLingui();
  const [speed, setSpeed] = useState(drive.speed);
  return (
    <label className={classes.speed}>
      <span className={classes.dim}>
        <Trans>Speed</Trans>
      </span>
      <select
        data-testid="ptz-speed"
        onChange={(event) => {
          drive.speed = Number(event.currentTarget.value);
          setSpeed(drive.speed);
        }}
        value={speed}
      >
        {SPEEDS.map(([value, words]) => (
          <option key={value} value={value}>
            {i18n._(words)}
          </option>
        ))}
      </select>
    </label>
  );
}

/** How long a press lasts that has no end of its own, as of a voice command or a switch control. */
const NUDGE = 400;

interface HoldProps {
  drive: PtzDrive;
  name: string;
  to: Partial<Velocity>;
  icon: IconName;
  words: string;
}

/** A button that moves the camera while it is held, by pointer or by key. */
function Hold({ drive, name, to, icon, words }: HoldProps): ReactNode {
  const start = () => drive.hold(name, to);
  const stop = () => drive.letGo(name);
  const capture = (event: PointerEvent<HTMLButtonElement>) => {
    if (event.button === 0) {
      // The end of the press belongs to this button, wherever the pointer is by then.
      event.currentTarget.setPointerCapture?.(event.pointerId);
      start();
    }
  };
  return (
    <ActionIcon
      aria-label={words}
      className={classes[name]}
      data-testid={`ptz-${name}`}
      onBlur={stop}
      onClick={(event) => {
        // Only what neither a pointer nor a key has begun.
        if (event.detail === 0) {
          start();
          setTimeout(stop, NUDGE);
        }
      }}
      onContextMenu={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        if (event.key === " " || event.key === "Enter") {
          event.preventDefault();
          start();
        }
      }}
      onKeyUp={(event) => {
        if (event.key === " " || event.key === "Enter") {
          event.preventDefault();
          stop();
        }
      }}
      onLostPointerCapture={stop}
      onPointerCancel={stop}
      onPointerDown={capture}
      onPointerUp={stop}
      size={32}
      title={words}
      variant="default"
    >
      <Icon name={icon} />
    </ActionIcon>
  );
}
