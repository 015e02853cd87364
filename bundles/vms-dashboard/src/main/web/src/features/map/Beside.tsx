import { Trans, useLingui } from "@lingui/react/macro";
import { ActionIcon } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { Alarm, Camera } from "../../api/types";
import { Screen, usePlayer } from "../../media/Player";
import { Icon } from "../../ui/icons";
import { isDown, Mark, StateMark } from "../../ui/state";
import { Since } from "../../ui/time";
import { lookOfSeverity } from "../events/words";
import classes from "./map.module.css";

interface Props {
  camera: Camera;
  alarms: readonly Alarm[];
  onClose: () => void;
}

/** What a camera of the plan shows now, and what is wrong there. */
export function Beside({ camera, alarms, onClose }: Props) {
  const { t } = useLingui();
  const down = isDown(camera.status.state);
  return (
    <section aria-label={camera.name} className={classes.beside}>
      <div className={classes.besideHead}>
        <h2>{camera.name}</h2>
        <StateMark state={camera.status.state} />
        <ActionIcon aria-label={t`Close`} color="gray" onClick={onClose} size={28} variant="subtle">
          <Icon name="close" />
        </ActionIcon>
      </div>
      <Live cameraId={camera.id} down={down} />
      {down && camera.status.detail && <p className={classes.dim}>{camera.status.detail}</p>}
      <h3>
        <Trans>Open alarms</Trans>
      </h3>
      {alarms.length === 0 ? (
        <p className={classes.dim}>
          <Trans>None.</Trans>
        </p>
      ) : (
        <ul className={classes.alarms}>
          {alarms.map((alarm) => (
            <li key={alarm.id}>
              <AlarmSeverity severity={alarm.severity} />
              <Link search={{ alarm: alarm.id }} to="/alarms">
                {alarm.title}
              </Link>
              <span className={classes.dim}>
                <Since at={alarm.lastAt} />
              </span>
            </li>
          ))}
        </ul>
      )}
      <p className={classes.links}>
        <Link search={{ camera: camera.id }} to="/wall">
          <Trans>Show large on the wall</Trans>
        </Link>
        <Link params={{ id: camera.id }} to="/cameras/$id">
          <Trans>About this camera</Trans>
        </Link>
      </p>
    </section>
  );
}

function AlarmSeverity({ severity }: Pick<Alarm, "severity">) {
  const { i18n } = useLingui();
  const { words, icon, colour } = lookOfSeverity(severity);
  return (
    <Mark icon={icon} severity={colour}>
      {i18n._(words)}
    </Mark>
  );
}

function Live({ cameraId, down }: { cameraId: string; down: boolean }) {
  const playing = usePlayer(cameraId, "SUB", !down, false);
  return (
    <div className={classes.live}>
      <Screen {...playing} />
    </div>
  );
}
