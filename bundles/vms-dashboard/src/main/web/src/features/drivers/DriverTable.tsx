import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import type { Driver, DriverOption } from "../../api/types";
import { Mark } from "../../ui/state";
import { Dotted } from "./Dotted";
import classes from "./drivers.module.css";
import { CAPABILITIES, lookOfDriver } from "./words";

export function DriverTable({ drivers }: { drivers: Driver[] }) {
  return (
    <table className={classes.table} data-testid="driver-list">
      <thead>
        <tr>
          <th>
            <Trans>Driver</Trans>
          </th>
          <th>
            <Trans>State</Trans>
          </th>
          <th>
            <Trans>Version</Trans>
          </th>
          <th>
            <Trans>Cameras</Trans>
          </th>
          <th>
            <Trans>Can do</Trans>
          </th>
          <th>
            <Trans>Last errors and options</Trans>
          </th>
        </tr>
      </thead>
      <tbody>
        {drivers.map((driver) => (
          <Row driver={driver} key={`${driver.id} ${driver.state} ${driver.version}`} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ driver }: { driver: Driver }) {
  const { t, i18n } = useLingui();
  const { words, icon, severity } = lookOfDriver(driver.state);
  const powers = driver.capabilities.map((name) => {
    const known = CAPABILITIES[name];
    return known ? i18n._(known) : name;
  });
  if (driver.recorders) {
    powers.push(t`Recorders`);
  }
  const { lastErrors, options } = driver;
  return (
    <tr data-driver={driver.id} data-state={driver.state} data-testid={`driver-${driver.id}`}>
      <th scope="row">
        {driver.name}
        <div className={classes.dim}>{driver.id}</div>
      </th>
      <td>
        <Mark icon={icon} severity={severity}>
          {i18n._(words)}
        </Mark>
        {driver.state === "MISSING" && (
          <div className={classes.dim}>
            <Trans>Cameras name it, and it is not installed</Trans>
          </div>
        )}
      </td>
      <td>
        {driver.version || "–"}
        <div className={classes.dim}>
          <Dotted name={driver.bundle} />
        </div>
      </td>
      <td className={classes.figure}>
        {driver.cameras > 0 ? (
          <Link className={classes.link} search={{ find: driver.id }} to="/cameras">
            {driver.cameras}
          </Link>
        ) : (
          0
        )}
      </td>
      <td>
        {powers.length === 0 ? (
          "–"
        ) : (
          <ul className={classes.powers}>
            {powers.map((power) => (
              <li key={power}>{power}</li>
            ))}
          </ul>
        )}
      </td>
      <td>
        {lastErrors.length === 0 ? (
          <div className={classes.dim}>
            <Trans>No errors</Trans>
          </div>
        ) : (
          <details>
            <summary>
              <Plural one="# error" other="# errors" value={lastErrors.length} />
            </summary>
            <ol className={classes.errors}>
              {lastErrors.map((line, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: lines of a log, in which one may stand twice
                <li key={`${at} ${line}`}>{line}</li>
              ))}
            </ol>
          </details>
        )}
        {options.length > 0 && (
          <details>
            <summary>
              <Plural one="# option" other="# options" value={options.length} />
            </summary>
            <dl className={classes.options}>
              {options.map((option) => (
                <Option key={option.key} option={option} />
              ))}
            </dl>
          </details>
        )}
      </td>
    </tr>
  );
}

function Option({ option }: { option: DriverOption }) {
  const { key, label, description, values, defaultValue } = option;
  return (
    <div>
      <dt>
        {label} <code>{key}</code>
      </dt>
      <dd>
        {description}
        {values.length > 0 && (
          <div className={classes.dim}>
            <Trans>One of {values.join(", ")}</Trans>
          </div>
        )}
        {defaultValue && (
          <div className={classes.dim}>
            <Trans>Without a setting: {defaultValue}</Trans>
          </div>
        )}
      </dd>
    </div>
  );
}
