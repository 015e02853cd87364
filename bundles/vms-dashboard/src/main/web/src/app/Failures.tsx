import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { Link, useRouter } from "@tanstack/react-router";
import { ErrorNote, Placeholder } from "../ui/ErrorNote";
import classes from "./shell.module.css";

/** A page that could not be made, mostly because the server does not answer. */
export function PageFailed({ error }: { error: unknown }) {
  const router = useRouter();
  return (
    <main className={classes.alone}>
      <ErrorNote error={error} onRetry={() => void router.invalidate()} />
    </main>
  );
}

export function NotFound() {
  const { t } = useLingui();
  return (
    <main className={classes.alone}>
      <Placeholder icon="search" title={t`There is nothing at this address`}>
        <Button component={Link} to="/wall" variant="default">
          <Trans>To the wall</Trans>
        </Button>
      </Placeholder>
    </main>
  );
}
