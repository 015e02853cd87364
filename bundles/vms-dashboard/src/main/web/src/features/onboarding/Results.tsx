import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { Checkbox } from "@mantine/core";
import { inWords } from "../../api/problems";
import type { Camera, Device, Driver, Nvr } from "../../api/types";
import { Mark } from "../../ui/state";
import { deviceKey, type Kind, knownNvr } from "./onboard";
import classes from "./onboarding.module.css";

/** What became of adding one device. */
export type Outcome =
  | { state: "waiting" }
  | { state: "adding" }
  | { state: "added"; cameras?: number; problems?: string[] }
  | { state: "failed"; error: unknown };

interface Props {
  devices: Device[];
  cameras: Camera[];
  nvrs: Nvr[];
  drivers: Driver[];
  chosen: ReadonlySet<string>;
  /** By device; a camera where none is named. */
  kinds: ReadonlyMap<string, Kind>;
  outcomes: ReadonlyMap<string, Outcome>;
  disabled: boolean;
  onChoose: (chosen: ReadonlySet<string>) => void;
  onKind: (device: string, kind: Kind) => void;
}

/** The devices a scan found; those that are in the system already cannot be chosen. */
export function Results(props: Props) {
  const { devices, cameras, nvrs, drivers, chosen, kinds, outcomes, disabled, onChoose, onKind } = props;
  const { t } = useLingui();
  const isOnboarded = (device: Device) =>
    device.cameraId !== undefined ||
    knownNvr(device, cameras, nvrs) !== undefined ||
    outcomes.get(deviceKey(device))?.state === "added";
  const open = devices.filter((device) => !isOnboarded(device)).map(deviceKey);
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
              <Trans>Take in as</Trans>
            </th>
            <th>
              <Trans>State</Trans>
            </th>
          </tr>
        </thead>
        <tbody>
          {devices.map((device) => {
            const key = deviceKey(device);
            const onboarded = isOnboarded(device);
            const driver = drivers.find((each) => each.id === device.driver);
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
                <td className={classes.dim}>{driver?.name ?? (device.driver || "–")}</td>
                <td>
                  {!onboarded && driver?.recorders ? (
                    <select
                      aria-label={t`Take ${name} at ${device.ip} in as`}
                      className={classes.compact}
                      data-testid="scan-kind"
                      disabled={disabled}
                      onChange={(event) => onKind(key, event.currentTarget.value as Kind)}
                      value={kinds.get(key) ?? "camera"}
                    >
                      <option value="camera">{t`Camera`}</option>
                      <option value="recorder">{t`Recorder`}</option>
                    </select>
                  ) : (
                    <span className={classes.dim}>{onboarded ? "–" : t`Camera`}</span>
                  )}
                </td>
                <td>
                  <Present cameras={cameras} device={device} nvrs={nvrs} outcome={outcomes.get(key)} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

interface PresentProps {
  device: Device;
  cameras: Camera[];
  nvrs: Nvr[];
  outcome: Outcome | undefined;
}

function Present({ device, cameras, nvrs, outcome }: PresentProps) {
  const { t, i18n } = useLingui();
  if (outcome) {
    switch (outcome.state) {
      case "waiting":
        return <Mark icon="pause" severity="dim">{t`Waiting`}</Mark>;
      case "adding":
        return <Mark icon="wait" severity="dim">{t`Adding …`}</Mark>;
      case "added":
        return (
          <div role="status">
            <Mark icon="check" severity="normal">
              {outcome.cameras === undefined
                ? t`Added`
                : t`Added as a recorder with ${plural(outcome.cameras, { one: "# camera", other: "# cameras" })}`}
            </Mark>
            {outcome.problems?.map((problem) => (
              <div className={classes.dim} key={problem}>
                {problem}
              </div>
            ))}
          </div>
        );
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
  const nvr = knownNvr(device, cameras, nvrs);
  if (nvr) {
    return <Mark icon="check" severity="dim">{t`Already added as recorder ${nvr.name}`}</Mark>;
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
