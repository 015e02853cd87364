import { Plural, Trans, useLingui } from "@lingui/react/macro";
import type { Detector } from "../../api/types";
import { Mark } from "../../ui/state";
import { Dotted } from "./Dotted";
import classes from "./drivers.module.css";
import { lookOfModel } from "./words";

const SHOWN_LABELS = 12;

/** What looks at pictures: models, and what came with the server. */
export function ModelTable({ models }: { models: Detector[] }) {
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th>
            <Trans>Model</Trans>
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
            <Trans>Tells</Trans>
          </th>
        </tr>
      </thead>
      <tbody>
        {models.map((model) => (
          <Row key={`${model.id} ${model.version} ${model.state}`} model={model} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ model }: { model: Detector }) {
  const { i18n, t } = useLingui();
  const { words, icon, severity } = lookOfModel(model.state);
  const labels = model.capabilities;
  const more = labels.length - SHOWN_LABELS;
  return (
    <tr data-state={model.state}>
      <th className={classes.long} scope="row">
        {model.name}
        <div className={classes.dim}>
          <Dotted name={model.bundle} />
        </div>
      </th>
      <td>
        <Mark icon={icon} severity={severity}>
          {i18n._(words)}
        </Mark>
        <div className={classes.detail}>{model.detail}</div>
        {model.runsOn && (
          <div className={classes.dim}>
            <Trans>Runs on {model.runsOn}</Trans>
          </div>
        )}
      </td>
      <td data-label={t`Version`}>{model.version}</td>
      <td className={classes.figure} data-label={t`Cameras`}>
        {model.cameras}
      </td>
      <td>
        <ul className={classes.powers}>
          {labels.slice(0, SHOWN_LABELS).map((label) => (
            <li key={label}>{label}</li>
          ))}
          {more > 0 && (
            <li title={labels.slice(SHOWN_LABELS).join(", ")}>
              <Plural one="and # more" other="and # more" value={more} />
            </li>
          )}
        </ul>
      </td>
    </tr>
  );
}
