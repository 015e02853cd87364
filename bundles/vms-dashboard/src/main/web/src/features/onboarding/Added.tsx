import { Trans } from "@lingui/react/macro";
import type { Camera } from "../../api/types";
import { ErrorNote } from "../../ui/ErrorNote";
import { Icon } from "../../ui/icons";
import classes from "./onboarding.module.css";

/** What came of adding one camera by a form. */
export function Added({ camera, error }: { camera: Camera | undefined; error: unknown }) {
  if (error) {
    return (
      <div className={classes.whole}>
        <ErrorNote error={error} />
      </div>
    );
  }
  if (camera) {
    const { name } = camera;
    return (
      <p className={classes.whole} role="status">
        <Icon name="check" /> <Trans>{name} is added.</Trans>
      </p>
    );
  }
  return null;
}
