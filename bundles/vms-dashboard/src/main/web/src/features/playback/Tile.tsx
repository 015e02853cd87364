import { Trans, useLingui } from "@lingui/react/macro";
import { useEffect, useRef } from "react";
import type { Camera } from "../../api/types";
import type { Picture } from "./cameraPlayer";
import type { Deck } from "./deck";
import { PictureNote } from "./PictureNote";
import classes from "./playback.module.css";
import { Still } from "./Still";

interface Props {
  deck: Deck;
  camera: Camera;
  picture: Picture;
  selected: boolean;
  /** Hidden behind one that is shown large. */
  hidden: boolean;
  /** The time that is pulled to, if any. */
  scrub: number | null;
  scrubStep: number;
  format: (time: number) => string;
  onLarge: () => void;
}

/** One camera's picture at the time of the clock. */
export function Tile({ deck, camera, picture, selected, hidden, ...props }: Props) {
  const { t } = useLingui();
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => (video.current ? deck.attach(camera.id, video.current) : undefined), [deck, camera.id]);
  const still = props.scrub ?? (picture.kind === "loading" ? deck.clock.time : null);
  return (
    <div
      className={classes.tile}
      data-camera={camera.id}
      data-hidden={hidden ? "" : undefined}
      data-picture={picture.kind}
      data-selected={selected ? "" : undefined}
      data-testid="playback-tile"
    >
      {/* biome-ignore lint/a11y/useMediaCaption: cameras have no words to caption */}
      <video aria-label={camera.name} className={classes.video} ref={video} />
      {still !== null && (
        <Still
          camera={camera.id}
          className={classes.still}
          step={props.scrub === null ? 1_000 : props.scrubStep}
          time={still}
          width={480}
        />
      )}
      <button
        aria-label={t`Choose ${camera.name}`}
        aria-pressed={selected}
        className={classes.choose}
        onClick={() => deck.select(camera.id)}
        onDoubleClick={props.onLarge}
        type="button"
      />
      {props.scrub === null && (
        <PictureNote
          format={props.format}
          onJump={(time) => deck.seek(time)}
          onRetry={() => deck.retry(camera.id)}
          picture={picture}
        />
      )}
      <div className={classes.caption}>
        <span>{camera.name}</span>
        {selected && deck.sound && (
          <span className={classes.dim}>
            <Trans>Sound</Trans>
          </span>
        )}
      </div>
    </div>
  );
}
