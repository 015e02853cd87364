import { Trans } from "@lingui/react/macro";
import type { Camera } from "../../api/types";
import { CameraChecks } from "./CameraChoice";
import classes from "./playback.module.css";

export interface RangeText {
  cameras: string[];
  from: string;
  to: string;
}

interface Props {
  all: readonly Camera[];
  zone: string;
  value: RangeText;
  onChange: (value: RangeText) => void;
}

/** Which cameras, and from when to when. */
export function RangeFields({ all, zone, value, onChange }: Props) {
  return (
    <>
      <fieldset className={classes.fieldset}>
        <legend>
          <Trans>Cameras</Trans>
        </legend>
        <CameraChecks
          cameras={all}
          chosen={value.cameras}
          onChange={(cameras) => onChange({ ...value, cameras })}
        />
      </fieldset>
      <div className={classes.pair}>
        <label>
          <Trans>From ({zone})</Trans>
          <input
            className={classes.field}
            onChange={(event) => onChange({ ...value, from: event.currentTarget.value })}
            step={1}
            type="datetime-local"
            value={value.from}
          />
        </label>
        <label>
          <Trans>To ({zone})</Trans>
          <input
            className={classes.field}
            onChange={(event) => onChange({ ...value, to: event.currentTarget.value })}
            step={1}
            type="datetime-local"
            value={value.to}
          />
        </label>
      </div>
    </>
  );
}
