import { Trans, useLingui } from "@lingui/react/macro";
import { ActionIcon, Menu } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { Camera, CameraStream } from "../../api/types";
import { Icon } from "../../ui/icons";
import { StateMark } from "../../ui/state";
import { Since } from "../../ui/time";
import classes from "./cameras.module.css";

export type Action = "rename" | "credentials" | "remove";

interface Props {
  cameras: Camera[];
  /** Whether this user may change cameras. */
  admin: boolean;
  onAction: (action: Action, camera: Camera) => void;
}

export function CameraTable({ cameras, admin, onAction }: Props) {
  const { t } = useLingui();
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th>
            <Trans>Name</Trans>
          </th>
          <th>
            <Trans>State</Trans>
          </th>
          <th>
            <Trans>Address</Trans>
          </th>
          <th>
            <Trans>Device</Trans>
          </th>
          <th>
            <Trans>Streams</Trans>
          </th>
          {admin && <th aria-label={t`Actions`} />}
        </tr>
      </thead>
      <tbody>
        {cameras.map((camera) => (
          <tr data-camera-id={camera.id} data-testid="camera-row" key={camera.id}>
            <td>
              <Link className={classes.name} params={{ id: camera.id }} to="/cameras/$id">
                {camera.name}
              </Link>
            </td>
            <td>
              <StateMark state={camera.status.state} />
              <div className={classes.dim}>
                {camera.status.detail && <div className={classes.detail}>{camera.status.detail}</div>}
                <Since at={camera.status.since} />
              </div>
            </td>
            <td>
              {camera.ip ?? "–"}
              <div className={classes.dim}>{camera.driver}</div>
            </td>
            <td>
              {[camera.manufacturer, camera.model].filter(Boolean).join(" ") || "–"}
              {camera.firmware && <div className={classes.dim}>{camera.firmware}</div>}
            </td>
            <td>
              {camera.streams.length === 0
                ? "–"
                : camera.streams.map((stream) => <StreamLine key={stream.id} stream={stream} />)}
            </td>
            {admin && (
              <td>
                <Actions camera={camera} onAction={onAction} />
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function StreamLine({ stream }: { stream: CameraStream }) {
  const { t, i18n } = useLingui();
  const role = stream.role === "MAIN" ? t`Main` : t`Sub`;
  const size = stream.width && stream.height ? `${stream.width} × ${stream.height}` : "";
  const rate = stream.fps
    ? t`${stream.fps.toLocaleString(i18n.locale, { maximumFractionDigits: 1 })} frames/s`
    : "";
  return (
    <div className={classes.stream}>
      <span className={classes.dim}>{role}</span>{" "}
      {[stream.codec === "UNKNOWN" ? t`codec not known yet` : stream.codec, size, rate]
        .filter(Boolean)
        .join(", ")}
    </div>
  );
}

function Actions({ camera, onAction }: { camera: Camera; onAction: Props["onAction"] }) {
  const { t } = useLingui();
  return (
    <Menu position="bottom-end" width={200}>
      <Menu.Target>
        <ActionIcon
          aria-label={t`Actions for ${camera.name}`}
          color="gray"
          data-testid="camera-actions"
          size={28}
          variant="subtle"
        >
          <Icon name="dots" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<Icon name="pencil" />} onClick={() => onAction("rename", camera)}>
          <Trans>Rename</Trans>
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="key" />} onClick={() => onAction("credentials", camera)}>
          <Trans>Change credentials</Trans>
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item color="red" leftSection={<Icon name="trash" />} onClick={() => onAction("remove", camera)}>
          <Trans>Remove</Trans>
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
