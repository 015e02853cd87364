import { Trans } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { Icon } from "../ui/icons";
import { useSecondsUntil } from "../ui/time";
import { useLink, useServices } from "./services";
import classes from "./shell.module.css";

/** Says that what the page shows may be old, and when it tries again. */
export function LinkBanner() {
  const link = useLink();
  const lost = link.state === "waiting" || (link.state === "connecting" && link.attempt > 0);
  return (
    <div aria-live="polite" className={classes.bannerPlace}>
      {lost && (
        <div className={classes.banner}>
          <Icon name="alert" />
          <span>
            <Trans>Connection lost.</Trans> {/* Not read aloud second by second. */}
            <span aria-hidden="true">
              {link.state === "waiting" ? <Countdown at={link.retryAt} /> : <Trans>Trying now …</Trans>}
            </span>
          </span>
          <RetryNow waiting={link.state === "waiting"} />
        </div>
      )}
    </div>
  );
}

function Countdown({ at }: { at: number }) {
  const seconds = useSecondsUntil(at);
  return <Trans>Trying again in {seconds} s. States may be out of date.</Trans>;
}

function RetryNow({ waiting }: { waiting: boolean }) {
  const { socket } = useServices();
  return (
    <Button disabled={!waiting} onClick={socket.retryNow} size="compact-sm" variant="default">
      <Trans>Try now</Trans>
    </Button>
  );
}
