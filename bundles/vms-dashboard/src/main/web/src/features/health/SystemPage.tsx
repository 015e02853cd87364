import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { ErrorNote, Placeholder } from "../../ui/ErrorNote";
import { Mark } from "../../ui/state";
import { exact } from "../../ui/time";
import { readReadiness } from "./health";
import classes from "./health.module.css";

const ASK_EVERY = 5_000;

/** Whether the server is ready, part by part. */
export function SystemPage() {
  const { t, i18n } = useLingui();
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ["readiness"],
    queryFn: () => readReadiness(),
    refetchInterval: ASK_EVERY,
  });
  return (
    <div className={classes.page}>
      <h1>
        <Trans>System</Trans>
      </h1>
      {isPending && <Placeholder icon="wait" title={t`Asking the server …`} />}
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {data && (
        <table className={classes.table} data-old={error ? "" : undefined}>
          <thead>
            <tr>
              <th>
                <Trans>Part</Trans>
              </th>
              <th>
                <Trans>State</Trans>
              </th>
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">
                <Trans>Server</Trans>
              </th>
              <td>
                <Ready ready={data.ready} />
              </td>
            </tr>
            {data.parts.map((part) => (
              <tr key={part.name}>
                <td>{part.name}</td>
                <td>
                  <Ready ready={part.ready} />
                  {part.detail && <div className={classes.dim}>{part.detail}</div>}
                </td>
              </tr>
            ))}
          </tbody>
          <caption>
            <Trans>As of {exact(i18n.locale, data.at)}</Trans>
          </caption>
        </table>
      )}
      <p className={classes.links}>
        <a href="/api/openapi.json">
          <Trans>Interface description (OpenAPI)</Trans>
        </a>
        <a href="/THIRD-PARTY.txt">
          <Trans>Third-party software in this page</Trans>
        </a>
      </p>
    </div>
  );
}

function Ready({ ready }: { ready: boolean }) {
  const { t } = useLingui();
  return ready ? (
    <Mark icon="check" severity="normal">{t`Ready`}</Mark>
  ) : (
    <Mark icon="cross" severity="critical">{t`Not ready`}</Mark>
  );
}
