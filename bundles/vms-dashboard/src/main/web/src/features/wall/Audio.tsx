import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { type KeyboardEvent, type PointerEvent, useEffect, useState, useSyncExternalStore } from "react";
import type { Camera } from "../../api/types";
import { useServices } from "../../app/services";
import type { PlayerView } from "../../media/player";
import { whyNoSound } from "../../media/reasons";
import { Talk, type TalkProblem, type TalkState } from "../../media/talk";
import { Icon } from "../../ui/icons";
import { toggleSound } from "./sound";
import classes from "./wall.module.css";

/** Beside a picture shown large: hears the camera, and speaks to it where it has a loudspeaker. */
export function Audio(props: { camera: Camera; view: PlayerView; loud: boolean; talks: boolean }) {
  const { camera, view, loud, talks } = props;
  const { t, i18n } = useLingui();
  const { shown, audio, coming } = view.ladder;
  const none = whyNoSound(view, i18n);
  return (
    <div className={classes.audio}>
      <button
        aria-pressed={loud}
        className={classes.control}
        data-testid="sound"
        onClick={() => toggleSound(camera.id)}
        title={loud ? t`Switch the sound off` : t`Hear the camera`}
        type="button"
      >
        <Icon name={loud ? "speaker" : "muted"} />
        {loud ? <Trans>Sound on</Trans> : <Trans>Sound off</Trans>}
      </button>
      {loud && (
        <span className={classes.aside} role="status">
          {view.silenced ? (
            <Trans>The browser did not let the sound start: switch it off and on again.</Trans>
          ) : none !== undefined ? (
            none
          ) : audio && coming && !shown?.audio ? (
            <Trans>Fetching the sound …</Trans>
          ) : null}
        </span>
      )}
      {talks && <TalkButton camera={camera} key={camera.id} />}
    </div>
  );
}

const PROBLEMS: Record<TalkProblem, MessageDescriptor> = {
  needs_https: msg`Browsers give the microphone only to pages opened by https.`,
  no_microphone: msg`There is no microphone at this computer.`,
  microphone_refused: msg`The browser was not allowed to use the microphone.`,
  busy: msg`Somebody else is speaking.`,
  refused: msg`Speaking is not available.`,
  no_link: msg`No connection to the server.`,
  failed: msg`No connection for your voice came about.`,
  ended: msg`The server ended it.`,
};

function TalkButton({ camera }: { camera: Camera }) {
  const { t } = useLingui();
  const { socket } = useServices();
  const [talk] = useState(() => new Talk(socket, camera.id));
  const state = useSyncExternalStore(talk.subscribe, talk.snapshot);
  useEffect(() => {
    const end = () => talk.release();
    // A microphone must never stay open because a release went elsewhere.
    window.addEventListener("blur", end);
    window.addEventListener("pagehide", end);
    return () => {
      window.removeEventListener("blur", end);
      window.removeEventListener("pagehide", end);
      end();
    };
  }, [talk]);

  const press = (event: PointerEvent<HTMLButtonElement>) => {
    if (event.button === 0) {
      event.currentTarget.setPointerCapture?.(event.pointerId);
      talk.press();
    }
  };
  const isHold = (event: KeyboardEvent) => event.key === " " || event.key === "Enter";
  return (
    <>
      <button
        className={classes.control}
        data-phase={state.phase}
        data-testid="talk"
        onBlur={() => talk.release()}
        onContextMenu={(event) => event.preventDefault()}
        onKeyDown={(event) => {
          if (isHold(event)) {
            event.preventDefault();
            talk.press();
          }
        }}
        onKeyUp={(event) => isHold(event) && talk.release()}
        onPointerCancel={() => talk.release()}
        onPointerDown={press}
        onPointerUp={() => talk.release()}
        title={t`Hold to speak to the camera`}
        type="button"
      >
        <Icon name="microphone" /> <TalkWords state={state} />
      </button>
      <span className={classes.aside} role="status">
        <TalkProblemWords state={state} />
      </span>
    </>
  );
}

function TalkWords({ state }: { state: TalkState }) {
  switch (state.phase) {
    case "asking":
      return <Trans>Connecting …</Trans>;
    case "talking":
      return <Trans>Speak now</Trans>;
    default:
      return <Trans>Hold to talk</Trans>;
  }
}

function TalkProblemWords({ state }: { state: TalkState }) {
  const { i18n } = useLingui();
  if (state.phase !== "problem") {
    return null;
  }
  // The server names who speaks, or what is refused.
  return state.detail && state.problem !== "ended" ? state.detail : i18n._(PROBLEMS[state.problem]);
}
