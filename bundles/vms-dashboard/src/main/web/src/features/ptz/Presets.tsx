import { Trans, useLingui } from "@lingui/react/macro";
import type { UseQueryResult } from "@tanstack/react-query";
import type { PtzPreset } from "../../api/types";
import { ErrorNote } from "../../ui/ErrorNote";
import type { PtzDrive } from "./drive";
import classes from "./ptz.module.css";

/** The stored positions of a camera. */
export function Presets({ drive, query }: { drive: PtzDrive; query: UseQueryResult<PtzPreset[]> }) {
  const { t } = useLingui();
  const { data, error, isPending, refetch } = query;
  if (isPending) {
    return (
      <p className={classes.dim}>
        <Trans>Reading the positions …</Trans>
      </p>
    );
  }
  if (!data) {
    return <ErrorNote error={error} onRetry={() => void refetch()} />;
  }
  if (data.length === 0) {
    return (
      <p className={classes.dim}>
        <Trans>No stored positions</Trans>
      </p>
    );
  }
  return (
    <ul aria-label={t`Stored positions`} className={classes.presets} data-testid="ptz-presets">
      {data.map((preset, at) => (
        <li key={preset.id}>
          <button
            data-testid={`ptz-preset-${preset.id}`}
            onClick={() => drive.recall(preset.id)}
            title={at < 9 ? t`Go there (${at + 1})` : t`Go there`}
            type="button"
          >
            <span aria-hidden="true" className={classes.dim}>
              {at < 9 ? at + 1 : ""}
            </span>{" "}
            {preset.name || t`Position ${preset.id}`}
          </button>
        </li>
      ))}
    </ul>
  );
}
