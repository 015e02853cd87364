import { Trans, useLingui } from "@lingui/react/macro";
import { Checkbox } from "@mantine/core";
import { inWords } from "../../api/problems";
import type { Camera, Device } from "../../api/types";
import { Mark } from "../../ui/state";
import { deviceKey } from "./onboard";
import classes from "./onboarding.module.css";

/** What became of adding one device. */
export type Outcome =
  | { state: "waiting" }
  | { state: "adding" }
  | { state: "added"; name: string }
  | { state: "failed"; error: unknown };

interface Props {
  devices: Device[];
  cameras: Camera[];
  chosen: ReadonlySet<string>;
  outcomes: ReadonlyMap<string, Outcome>;
  disabled: boolean;
  onChoose: (chosen: ReadonlySet<string>) => void;
}

/** The devices a scan found; those that are cameras of the system already cannot be chosen. */
export function Results({ devices, cameras, chosen, outcomes, disabled, onChoose }: Props) {
  const { t } = useLingui();
  const open = devices.filter((device) => !isOnboarded(device, outcomes)).map(deviceKey);
  const all = open.length > 0 && open.every((key) => chosen.has(key));
  const toggle = (key: string) => {
    const next = new Set(chosen);
    if (!next.delete(key)) {
      next.add(key);
    }
    onChoose(next);
  };
  return (
    <div className={classes.results}>
      <table>
        <thead>
          <tr>
            <th>
              <Checkbox
                aria-label={t`Choose all`}
                checked={all}
                disabled={disabled || open.length === 0}
                indeterminate={!all && chosen.size > 0}
                onChange={() => onChoose(new Set(all ? [] : open))}
                size="xs"
              />
            </th>
            <th>
              <Trans>Address</Trans>
            </th>
            <th>
              <Trans>Device</Trans>
            </th>
            <th>
              <Trans>Driver</Trans>
            </th>
            <th>
              <Trans>State</Trans>
            </th>
          </tr>
        </thead>
        <tbody>
          {devices.map((device) => {
            const key = deviceKey(device);
            const onboarded = isOnboarded(device, outcomes);
            const name = device.name || device.hardware || device.ip;
            return (
              <tr data-ip={device.ip} data-port={device.port} data-testid="scan-result" key={key}>
                <td>
                  <Checkbox
                    aria-label={t`Choose ${name} at ${device.ip}`}
                    checked={chosen.has(key)}
                    disabled={disabled || onboarded}
                    onChange={() => toggle(key)}
                    size="xs"
                  />
                </td>
                <td>
                  {device.ip}
                  {device.port !== undefined && <span className={classes.dim}>:{device.port}</span>}
                </td>
                <td>
                  {name}
                  {device.name && device.hardware && <div className={classes.dim}>{device.hardware}</div>}
                </td>
                <td className={classes.dim}>{device.driver ?? "–"}</td>
                <td>
                  <Present cameras={cameras} device={device} outcome={outcomes.get(key)} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function isOnboarded(device: Device, outcomes: ReadonlyMap<string, Outcome>): boolean {
  return device.cameraId !== undefined || outcomes.get(deviceKey(device))?.state === "added";
}

interface PresentProps {
  device: Device;
  cameras: Camera[];
  outcome: Outcome | undefined;
}

function Present({ device, cameras, outcome }: PresentProps) {
  const { t, i18n } = useLingui();
  if (outcome) {
    switch (outcome.state) {
      case "waiting":
        return <Mark icon="pause" severity="dim">{t`Waiting`}</Mark>;
      case "adding":
        return <Mark icon="wait" severity="dim">{t`Adding …`}</Mark>;
      case "added":
        return <Mark icon="check" severity="normal">{t`Added`}</Mark>;
      case "failed": {
        const { text, detail } = inWords(i18n, outcome.error);
        return (
          <div role="alert">
            <Mark icon="cross" severity="critical">{t`Not added`}</Mark>
            <div>{text}</div>
            {detail && <div className={classes.dim}>{detail}</div>}
          </div>
        );
      }
    }
  }
  if (device.cameraId !== undefined) {
    const name = cameras.find((camera) => camera.id === device.cameraId)?.name;
    return (
      <Mark icon="check" severity="dim">
        {name ? t`Already added as ${name}` : t`Already added`}
      </Mark>
    );
  }
  return <span className={classes.dim}>{device.driver ? t`New` : t`New, no driver knows it`}</span>;
}
