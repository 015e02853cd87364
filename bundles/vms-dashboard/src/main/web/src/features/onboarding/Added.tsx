import { Trans } from "@lingui/react/macro";
import { ErrorNote } from "../../ui/ErrorNote";
import { Icon } from "../../ui/icons";
import type { Taken } from "./onboard";
import classes from "./onboarding.module.css";

/** What came of adding one camera by a form. */
export function Added({ taken, error }: { taken: Taken | undefined; error: unknown }) {
  if (error) {
    return (
      <div className={classes.whole}>
        <ErrorNote error={error} />
      </div>
    );
  }
  if (taken) {
    const { name } = taken.camera;
    return (
      <>
        <p className={classes.whole} role="status">
          <Icon name="check" /> <Trans>{name} is added.</Trans>
        </p>
        {taken.unkept !== undefined && (
          <div className={classes.whole}>
            <p role="alert">
              <Trans>It is not recorded yet: set the recording on its page.</Trans>
            </p>
            <ErrorNote error={taken.unkept} />
          </div>
        )}
      </>
    );
  }
  return null;
}
