import { Trans, useLingui } from "@lingui/react/macro";
import { Switch } from "@mantine/core";
import { useState } from "react";
import classes from "./alarms.module.css";
import { allowNotifications, canNotify, chime, useCalls } from "./notify";

/** Whether this browser makes itself heard or seen when an alarm comes. */
export function CallSettings() {
  const { t } = useLingui();
  const { sound, notifications } = useCalls();
  const [refused, setRefused] = useState(false);
  return (
    <div className={classes.calls}>
      <Switch
        checked={sound}
        label={t`Sound`}
        onChange={(event) => {
          const on = event.currentTarget.checked;
          useCalls.setState({ sound: on });
          if (on) {
            chime(false);
          }
        }}
        size="xs"
      />
      {canNotify() && (
        <Switch
          checked={notifications}
          label={t`Notifications`}
          onChange={(event) => {
            if (event.currentTarget.checked) {
              void allowNotifications().then((allowed) => setRefused(!allowed));
            } else {
              useCalls.setState({ notifications: false });
            }
          }}
          size="xs"
        />
      )}
      {refused && (
        <span className={classes.dim} role="status">
          <Trans>This browser does not allow them for this address.</Trans>
        </span>
      )}
    </div>
  );
}
