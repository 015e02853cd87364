import { Trans } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { Icon } from "../../ui/icons";
import { Clip } from "./Clip";
import classes from "./events.module.css";

interface Props {
  cameraId: string;
  at: string;
  /** The still. */
  children: ReactNode;
}

/** Where footage is looked at around a moment. */
export function playbackAddress(cameraId: string, at: string): string {
  return `/playback?${new URLSearchParams({ cameras: cameraId, at })}`;
}

/** The still of a moment or the footage around it, and the way to playback. */
export function Moment({ cameraId, at, children }: Props) {
  const [clip, setClip] = useState(false);
  return (
    <>
      {clip ? <Clip at={at} cameraId={cameraId} /> : children}
      <div className={classes.acts}>
        <Button
          leftSection={<Icon name={clip ? "still" : "live"} />}
          onClick={() => setClip(!clip)}
          variant="default"
        >
          {clip ? <Trans>Show the picture</Trans> : <Trans>Play the clip</Trans>}
        </Button>
        <Button
          component="a"
          href={playbackAddress(cameraId, at)}
          leftSection={<Icon name="forward" />}
          variant="default"
        >
          <Trans>Open in playback</Trans>
        </Button>
      </div>
    </>
  );
}
