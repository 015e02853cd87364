import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ErrorNote } from "../../ui/ErrorNote";
import { Icon } from "../../ui/icons";
import { Mark } from "../../ui/state";
import { deleteExport, type Export, evidenceUrl, fileUrl, isRunning, size } from "./exports";
import classes from "./exports.module.css";

/** How far an export is, and what can be done with it. */
export function ExportState({ made }: { made: Export }) {
  const { t, i18n } = useLingui();
  const queries = useQueryClient();
  const remove = useMutation({ mutationFn: () => deleteExport(made.id, queries) });
  const percent = Math.floor(made.progress * 100);
  const bytes = made.files.reduce((sum, file) => sum + file.bytes, 0);
  return (
    <div className={classes.state} data-state={made.state} data-testid="export-state">
      {made.state === "QUEUED" && <Mark icon="wait" severity="dim">{t`Waits for its turn`}</Mark>}
      {made.state === "RUNNING" && (
        <span className={classes.progress}>
          <progress aria-label={t`Progress of the export`} max={100} value={percent} /> {percent} %
        </span>
      )}
      {made.state === "DONE" && <Mark icon="check" severity="normal">{t`Ready`}</Mark>}
      {made.state === "DONE" && <span className={classes.dim}>{size(i18n.locale, bytes)}</span>}
      {made.state === "FAILED" && <Mark icon="cross" severity="critical">{t`Failed`}</Mark>}
      {made.detail && <span className={classes.dim}>{made.detail}</span>}
      <span className={classes.actions}>
        {made.state === "DONE" && (
          <>
            <Button component="a" download href={fileUrl(made.id)} size="compact-sm">
              {made.files.length > 1 ? <Trans>Download archive</Trans> : <Trans>Download</Trans>}
            </Button>
            <Button component="a" download href={evidenceUrl(made.id)} size="compact-sm" variant="default">
              <Trans>Download with signature</Trans>
            </Button>
          </>
        )}
        <Button
          leftSection={<Icon name={isRunning(made) ? "close" : "trash"} />}
          loading={remove.isPending}
          onClick={() => remove.mutate()}
          size="compact-sm"
          variant="default"
        >
          {isRunning(made) ? <Trans>Cancel export</Trans> : <Trans>Delete</Trans>}
        </Button>
      </span>
      {remove.error && <ErrorNote error={remove.error} />}
    </div>
  );
}

/** How to show that an export is genuine. */
export function VerifyHint() {
  return (
    <details className={classes.verify}>
      <summary>
        <Trans>How to show that an export is genuine</Trans>
      </summary>
      <p>
        <Trans>
          The download with signature holds the files, a list of their SHA-256 sums, and this server's
          signature of it. Whoever has the server's public key checks it without the server:
        </Trans>
      </p>
      <pre>vms verify evidence.zip --key server.pem</pre>
      <p>
        <a download="server.pem" href="/api/exports/key">
          <Trans>The server's public key</Trans>
        </a>
      </p>
    </details>
  );
}
