import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { camerasQuery } from "../../api/cameras";
import type { Camera } from "../../api/types";
import { useSession } from "../../app/session";
import { Screen, usePlayer } from "../../media/Player";
import { ErrorNote, Placeholder } from "../../ui/ErrorNote";
import form from "../../ui/form.module.css";
import { Icon } from "../../ui/icons";
import { isDown, StateMark } from "../../ui/state";
import { Since } from "../../ui/time";
import { DetectionPanel } from "../detection/DetectionPanel";
import { playbackAddress } from "../events/Moment";
import { PrivacyPanel } from "../privacy/PrivacyPanel";
import { PositionsPanel } from "../ptz/PositionsPanel";
import { PtzPanel } from "../ptz/PtzPanel";
import classes from "./camera.module.css";
import { CredentialsDialogue, RemoveDialogue, RenameDialogue } from "./dialogues";
import { RecordingPanel } from "./RecordingPanel";
import { type CameraTab, searchOfCamera } from "./search";

type Dialogue = "rename" | "credentials" | "remove";

/** All about one camera: what it shows, and how it is set up. */
export function CameraPage() {
  const { t } = useLingui();
  const { id } = useParams({ strict: false }) as { id?: string };
  const { data: cameras, error, isPending, refetch } = useQuery(camerasQuery);
  const camera = cameras?.find((each) => each.id === id);
  if (camera) {
    return <Page camera={camera} key={camera.id} />;
  }
  if (isPending) {
    return <Placeholder icon="wait" title={t`Loading the camera …`} />;
  }
  return cameras ? (
    <Placeholder icon="search" title={t`There is no such camera`}>
      <p>
        <Trans>It has been removed, or it is not granted to you. Ask an administrator.</Trans>
      </p>
      <Link to="/cameras">
        <Trans>All cameras</Trans>
      </Link>
    </Placeholder>
  ) : (
    <ErrorNote error={error} onRetry={() => void refetch()} />
  );
}

function Page({ camera }: { camera: Camera }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const { tab = "overview" } = searchOfCamera(useSearch({ strict: false }));
  const admin = useSession(({ session }) => session.state === "in" && session.user.role === "ADMIN");
  const [open, setOpen] = useState<Dialogue>();
  const close = () => setOpen(undefined);
  const tabs: [CameraTab | "overview", string][] = [
    ["overview", t`Overview`],
    ["recording", t`Recording`],
    ["detection", t`Detection`],
    ["privacy", t`Privacy`],
    ...(admin && camera.capabilities.includes("PtzControl")
      ? ([["ptz", t`Positions`]] as [CameraTab, string][])
      : []),
  ];
  return (
    <div className={classes.page}>
      <div className={classes.toolbar}>
        <h1>{camera.name}</h1>
        <StateMark state={camera.status.state} />
        <Link to="/cameras">
          <Trans>All cameras</Trans>
        </Link>
      </div>
      <nav aria-label={t`Parts of the camera`} className={classes.tabs}>
        {tabs.map(([each, words]) => (
          <Link
            activeOptions={{ exact: true, explicitUndefined: true }}
            key={each}
            params={{ id: camera.id }}
            search={{ tab: each === "overview" ? undefined : each }}
            to="/cameras/$id"
          >
            {words}
          </Link>
        ))}
      </nav>
      {tab === "overview" && <Overview admin={admin} camera={camera} onOpen={setOpen} />}
      {tab === "recording" && <RecordingPanel admin={admin} camera={camera} />}
      {tab === "detection" && <DetectionPanel admin={admin} camera={camera} />}
      {tab === "privacy" && <PrivacyPanel admin={admin} camera={camera} />}
      {tab === "ptz" && admin && <PositionsPanel camera={camera} />}
      {open === "rename" && <RenameDialogue camera={camera} onClose={close} />}
      {open === "credentials" && <CredentialsDialogue camera={camera} onClose={close} />}
      {open === "remove" && (
        <RemoveDialogue
          camera={camera}
          onClose={() => {
            close();
            void navigate({ to: "/cameras" });
          }}
        />
      )}
    </div>
  );
}

interface OverviewProps {
  camera: Camera;
  admin: boolean;
  onOpen: (dialogue: Dialogue) => void;
}

function Overview({ camera, admin, onOpen }: OverviewProps) {
  const { t, i18n } = useLingui();
  const down = isDown(camera.status.state);
  const operator = useSession(({ session }) => session.state === "in" && session.user.role !== "VIEWER");
  const playing = usePlayer(camera.id, "MAIN", !down, false);
  return (
    <div className={classes.overview}>
      <div className={classes.live} data-testid="camera-live">
        <Screen {...playing} />
        {down && (
          <p>
            <StateMark state={camera.status.state} />
          </p>
        )}
        {!down && operator && camera.capabilities.includes("PtzControl") && <PtzPanel camera={camera} />}
      </div>
      <div className={classes.side}>
        <dl className={form.facts}>
          <dt>
            <Trans>State</Trans>
          </dt>
          <dd>
            <StateMark state={camera.status.state} />
            {camera.status.detail && <div className={form.dim}>{camera.status.detail}</div>}
            <div className={form.dim}>
              <Since at={camera.status.since} />
            </div>
          </dd>
          <dt>
            <Trans>Address</Trans>
          </dt>
          <dd>
            {camera.ip || "–"}
            {camera.port ? `:${camera.port}` : ""}
          </dd>
          <dt>
            <Trans>Driver</Trans>
          </dt>
          <dd>{camera.driver}</dd>
          <dt>
            <Trans>Device</Trans>
          </dt>
          <dd>
            {[camera.manufacturer, camera.model].filter(Boolean).join(" ") || "–"}
            {camera.firmware && <div className={form.dim}>{camera.firmware}</div>}
          </dd>
          <dt>
            <Trans>Serial</Trans>
          </dt>
          <dd>{camera.serial || "–"}</dd>
        </dl>
        <table className={classes.table}>
          <thead>
            <tr>
              <th>
                <Trans>Stream</Trans>
              </th>
              <th>
                <Trans>Codec</Trans>
              </th>
              <th>
                <Trans>Size</Trans>
              </th>
              <th>
                <Trans>Frames/s</Trans>
              </th>
            </tr>
          </thead>
          <tbody>
            {camera.streams.map((stream) => (
              <tr key={stream.id}>
                <td>{stream.role === "MAIN" ? t`Main` : t`Sub`}</td>
                <td>{stream.codec === "UNKNOWN" ? "–" : stream.codec}</td>
                <td>{stream.width > 0 ? `${stream.width} × ${stream.height}` : "–"}</td>
                <td>{stream.fps > 0 ? i18n.number(stream.fps, { maximumFractionDigits: 1 }) : "–"}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <div className={form.acts}>
          <Button
            component="a"
            href={playbackAddress(camera.id, new Date(Date.now() - 60_000).toISOString())}
            leftSection={<Icon name="forward" />}
            mt="sm"
            variant="default"
          >
            <Trans>Open in playback</Trans>
          </Button>
          {admin && (
            <>
              <Button
                leftSection={<Icon name="pencil" />}
                mt="sm"
                onClick={() => onOpen("rename")}
                variant="default"
              >
                <Trans>Rename</Trans>
              </Button>
              <Button
                leftSection={<Icon name="key" />}
                mt="sm"
                onClick={() => onOpen("credentials")}
                variant="default"
              >
                <Trans>Change credentials</Trans>
              </Button>
              <Button
                leftSection={<Icon name="trash" />}
                mt="sm"
                onClick={() => onOpen("remove")}
                variant="default"
              >
                <Trans>Remove</Trans>
              </Button>
            </>
          )}
        </div>
      </div>
    </div>
  );
}
