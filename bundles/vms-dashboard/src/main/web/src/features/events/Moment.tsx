import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Tooltip } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { camerasQuery } from "../../api/cameras";
import { useSession } from "../../app/session";
import { Icon } from "../../ui/icons";
import { useZone } from "../playback/useZone";
import { Clip } from "./Clip";
import classes from "./events.module.css";

const ExportDialogue = lazy(() =>
  import("../exports/ExportDialogue").then((m) => ({ default: m.ExportDialogue })),
);

/** What is taken away where nobody says more: so much before and after the moment. */
const BEFORE = 10_000;
const AFTER = 20_000;

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

/** The still of a moment or the footage around it, and the ways to playback and to a copy of it. */
export function Moment({ cameraId, at, children }: Props) {
  const { t } = useLingui();
  const [clip, setClip] = useState(false);
  const [range, setRange] = useState<{ from: number; to: number }>();
  const operator = useSession(({ session }) => session.state === "in" && session.user.role !== "VIEWER");
  const { data: cameras } = useQuery(camerasQuery);
  const camera = cameras?.find(({ id }) => id === cameraId);
  const zone = useZone(camera?.siteId);
  const moment = Date.parse(at);
  return (
    <>
      {clip ? <Clip at={at} cameraId={cameraId} /> : children}
      <div className={classes.acts}>
        <Button
          leftSection={<Icon name={clip ? "still" : "play"} />}
          onClick={() => setClip(!clip)}
          variant="default"
        >
          {clip ? <Trans>Show the picture</Trans> : <Trans>Play the clip</Trans>}
        </Button>
        <Button
          leftSection={<Icon name="forward" />}
          renderRoot={(props) => <Link {...props} search={{ cameras: cameraId, at }} to="/playback" />}
          variant="default"
        >
          <Trans>Open in playback</Trans>
        </Button>
        {camera && (
          <Tooltip disabled={operator} label={t`This needs the role Operator`}>
            <Button
              disabled={!operator}
              leftSection={<Icon name="export" />}
              // What has not happened yet cannot be copied.
              onClick={() =>
                setRange({
                  from: moment - BEFORE,
                  to: Math.max(moment, Math.min(moment + AFTER, Date.now())),
                })
              }
              variant="default"
            >
              <Trans>Export</Trans>
            </Button>
          </Tooltip>
        )}
      </div>
      {range && camera && (
        <Suspense>
          <ExportDialogue
            cameras={[camera]}
            from={range.from}
            onClose={() => setRange(undefined)}
            to={range.to}
            zone={zone}
          />
        </Suspense>
      )}
    </>
  );
}
