import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button, PasswordInput, Progress, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { camerasQuery } from "../../api/cameras";
import { driversQuery } from "../../api/drivers";
import { connectNvr, nvrsQuery } from "../../api/nvrs";
import type { Device, Driver } from "../../api/types";
import { usePreferences } from "../../app/preferences";
import { ErrorNote } from "../../ui/ErrorNote";
import { Icon } from "../../ui/icons";
import { DriverOptions } from "./DriverOptions";
import { KeepField } from "./KeepField";
import { deviceKey, eachAtOnce, type Keep, type Kind, nvrRequestFor, onboard, requestFor } from "./onboard";
import classes from "./onboarding.module.css";
import { type OptionValues, optionsOf } from "./options";
import { type Outcome, Results } from "./Results";
import { type ScanView, useScan } from "./useScan";

/** Looks for devices in a subnet, and adds the chosen ones, each with its own result. */
export function ScanPanel({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const queries = useQueryClient();
  const remembered = usePreferences((state) => state.subnet);
  const [subnet, setSubnet] = useState(remembered || networkOf(location.hostname));
  const { scan, start } = useScan();
  const { data: cameras = [] } = useQuery(camerasQuery);
  const { data: nvrs = [] } = useQuery(nvrsQuery);
  const { data: drivers = [] } = useQuery(driversQuery);
  const [kinds, setKinds] = useState<ReadonlyMap<string, Kind>>(new Map());
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [outcomes, setOutcomes] = useState<ReadonlyMap<string, Outcome>>(new Map());
  const [adding, setAdding] = useState(false);
  const busy = scan.state === "RUNNING" || scan.state === "STARTING";

  const search = (event: FormEvent) => {
    event.preventDefault();
    const wanted = subnet.trim();
    if (wanted !== "" && !busy) {
      usePreferences.setState({ subnet: wanted });
      setChosen(new Set());
      setOutcomes(new Map());
      setKinds(new Map());
      start(wanted);
    }
  };
  const takeIn = async (device: Device, { user, pass, options, keep }: Login): Promise<Outcome> => {
    const given = optionsOf(options, device.driver);
    if (kinds.get(deviceKey(device)) === "recorder") {
      const nvr = await connectNvr({ ...nvrRequestFor(device, user, pass), ...given }, queries);
      return { state: "added", cameras: nvr.cameraCount, problems: nvr.problems };
    }
    const { unkept } = await onboard({ ...requestFor(device, user, pass), ...given }, keep, queries);
    return unkept === undefined
      ? { state: "added" }
      : { state: "added", problems: [t`It is not recorded yet: set the recording on its page.`] };
  };
  const add = async (login: Login) => {
    const devices = scan.devices.filter((device) => chosen.has(deviceKey(device)));
    const tell = (device: Device, outcome: Outcome) =>
      setOutcomes((before) => new Map(before).set(deviceKey(device), outcome));
    setAdding(true);
    for (const device of devices) {
      tell(device, { state: "waiting" });
    }
    await eachAtOnce(devices, async (device) => {
      tell(device, { state: "adding" });
      try {
        tell(device, await takeIn(device, login));
        setChosen((before) => without(before, deviceKey(device)));
      } catch (error) {
        tell(device, { state: "failed", error });
      }
    });
    setAdding(false);
  };

  return (
    <>
      <form className={classes.line} onSubmit={search}>
        <TextInput
          className={classes.grow}
          data-autofocus
          data-testid="scan-subnet"
          description={
            <Trans>The network of the cameras as the server sees it, at most 4096 addresses (/20).</Trans>
          }
          label={<Trans>Subnet</Trans>}
          onChange={(event) => setSubnet(event.currentTarget.value)}
          placeholder="192.168.1.0/24"
          spellCheck={false}
          value={subnet}
        />
        <Button data-testid="scan-start" disabled={busy || adding || subnet.trim() === ""} type="submit">
          {scan.state === "IDLE" ? <Trans>Scan</Trans> : <Trans>Scan again</Trans>}
        </Button>
      </form>
      <Course scan={scan} />
      {scan.devices.length > 0 && (
        <>
          <Results
            cameras={cameras}
            chosen={chosen}
            devices={scan.devices}
            disabled={adding}
            drivers={drivers}
            kinds={kinds}
            nvrs={nvrs}
            onChoose={setChosen}
            onKind={(device, kind) => {
              setKinds((before) => new Map(before).set(device, kind));
              // Who says what it is wants it.
              setChosen((before) => new Set(before).add(device));
            }}
            outcomes={outcomes}
          />
          <Credentials
            adding={adding}
            drivers={drivers.filter((driver) =>
              scan.devices.some((device) => device.driver === driver.id && chosen.has(deviceKey(device))),
            )}
            count={chosen.size}
            finished={outcomes.size > 0 && chosen.size === 0}
            onAdd={(login) => void add(login)}
            onClose={onClose}
          />
        </>
      )}
    </>
  );
}

function without(set: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(set);
  next.delete(key);
  return next;
}

/** Where the server is reached by its address, the cameras are usually beside it. */
export function networkOf(host: string): string {
  const address = /^(\d+\.\d+\.\d+)\.\d+$/.exec(host);
  return address && !host.startsWith("127.") ? `${address[1]}.0/24` : "";
}

/** How far the scan is, or how it ended. */
function Course({ scan }: { scan: ScanView }) {
  const { t } = useLingui();
  const { probed, total } = scan;
  const found = scan.devices.length;
  switch (scan.state) {
    case "IDLE":
      return null;
    case "FAILED":
      return (
        <div className={classes.block}>
          {scan.error ? (
            <ErrorNote error={scan.error} />
          ) : (
            <p role="alert">
              <Trans>The scan failed.</Trans> {scan.detail ?? <Trans>The server's log says why.</Trans>}
            </p>
          )}
        </div>
      );
    case "COMPLETE":
      return (
        <p className={classes.course} role="status">
          <Icon name={found > 0 ? "check" : "info"} />
          {found > 0 ? (
            <Plural one="# device found." other="# devices found." value={found} />
          ) : (
            <Trans>
              No camera answered. Check the subnet and that the cameras are switched on, or add one by its
              address.
            </Trans>
          )}
        </p>
      );
    default:
      return (
        <div className={classes.block}>
          <p className={classes.course} role="status">
            {total > 0 ? (
              <Trans>
                {probed} of {total} addresses probed
              </Trans>
            ) : (
              <Trans>Starting …</Trans>
            )}
            {found > 0 && (
              <span className={classes.dim}>
                <Plural one="# device so far" other="# devices so far" value={found} />
              </span>
            )}
          </p>
          <Progress
            aria-label={t`Progress of the scan`}
            size="sm"
            value={total > 0 ? (100 * probed) / total : 0}
          />
        </div>
      );
  }
}

/** One for all devices that are added together. */
interface Login {
  user: string;
  pass: string;
  options: OptionValues;
  keep: Keep;
}

interface CredentialsProps {
  count: number;
  /** Of the devices that are chosen. */
  drivers: Driver[];
  adding: boolean;
  finished: boolean;
  onAdd: (login: Login) => void;
  onClose: () => void;
}

function Credentials({ count, drivers, adding, finished, onAdd, onClose }: CredentialsProps) {
  const { t } = useLingui();
  const [user, setUser] = useState("");
  const [pass, setPass] = useState("");
  const [options, setOptions] = useState<OptionValues>({});
  const [keep, setKeep] = useState<Keep>("CONTINUOUS");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (count > 0 && !adding) {
      onAdd({ user, pass, options, keep });
    }
  };
  return (
    <form className={classes.line} onSubmit={submit}>
      <TextInput
        autoComplete="off"
        className={classes.grow}
        data-testid="onboard-user"
        label={<Trans>User name on the devices</Trans>}
        onChange={(event) => setUser(event.currentTarget.value)}
        spellCheck={false}
        value={user}
      />
      <PasswordInput
        autoComplete="new-password"
        className={classes.grow}
        data-testid="onboard-password"
        label={<Trans>Password on the devices</Trans>}
        onChange={(event) => setPass(event.currentTarget.value)}
        value={pass}
        visibilityToggleButtonProps={{ "aria-label": t`Show the password`, tabIndex: 0 }}
      />
      <KeepField onChange={setKeep} value={keep} />
      {finished ? (
        <Button data-testid="onboard-close" onClick={onClose}>
          <Trans>Done</Trans>
        </Button>
      ) : (
        <Button data-testid="onboard-submit" disabled={count === 0} loading={adding} type="submit">
          {count === 0 ? (
            <Trans>Choose devices</Trans>
          ) : (
            <Plural one="Add # device" other="Add # devices" value={count} />
          )}
        </Button>
      )}
      <DriverOptions drivers={drivers} onChange={setOptions} values={options} />
    </form>
  );
}
