import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useSession } from "../../app/session";
import { ErrorNote, Placeholder } from "../../ui/ErrorNote";
import { Mark } from "../../ui/state";
import table from "../../ui/table.module.css";
import { exact } from "../../ui/time";
import { type Part, readReadiness, type Status } from "./health";
import classes from "./health.module.css";
import { PluginsInBrief } from "./PluginsInBrief";
import { ServerFigures } from "./ServerFigures";
import { StreamTable } from "./StreamTable";

const ASK_EVERY = 5_000;

/** How the server is: its parts, and for administrators its load, disks, streams and plug-ins. Asks by itself. */
export function SystemPage() {
  const { t, i18n } = useLingui();
  const admin = useSession(({ session }) => session.state === "in" && session.user.role === "ADMIN");
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ["readiness"],
    queryFn: () => readReadiness(),
    refetchInterval: ASK_EVERY,
  });
  return (
    <div className={table.page}>
      <div className={table.head}>
        <h1>
          <Trans>System</Trans>
        </h1>
        {data && <Whole status={data.status} />}
      </div>
      {isPending && <Placeholder icon="wait" title={t`Asking the server …`} />}
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {data && (
        <ul aria-label={t`Parts of the server`} className={classes.parts} data-old={error ? "" : undefined}>
          {inOrder(data.parts).map((part) => (
            <li data-worn={(part.problem ?? part.warning) ? "" : undefined} key={part.name}>
              <strong>{part.name}</strong>
              <PartState part={part} />
            </li>
          ))}
        </ul>
      )}
      {data && (
        <p className={classes.asOf}>
          <Trans>As of {exact(i18n.locale, data.at)}. It is asked anew every few seconds.</Trans>
        </p>
      )}
      {admin && <ServerFigures />}
      <StreamTable />
      {admin && <PluginsInBrief />}
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

/** What is wrong first. */
function inOrder(parts: readonly Part[]): Part[] {
  const rank = (part: Part) => (part.problem ? 0 : part.warning ? 1 : 2);
  return [...parts].sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
}

function Whole({ status }: { status: Status }) {
  const { t } = useLingui();
  return status === "UP" ? (
    <Mark icon="check" severity="normal">{t`All parts work`}</Mark>
  ) : status === "DEGRADED" ? (
    <Mark icon="alert" severity="warning">{t`Works, though not as well as it should`}</Mark>
  ) : (
    <Mark icon="cross" severity="critical">{t`Not ready`}</Mark>
  );
}

function PartState({ part }: { part: Part }) {
  const { t } = useLingui();
  return (
    <>
      {part.problem ? (
        <Mark icon="cross" severity="critical">{t`Not ready`}</Mark>
      ) : part.warning ? (
        <Mark icon="alert" severity="warning">{t`Works in part`}</Mark>
      ) : (
        <Mark icon="check" severity="normal">{t`Ready`}</Mark>
      )}
      {(part.problem ?? part.warning) && <span className={table.dim}>{part.problem ?? part.warning}</span>}
    </>
  );
}
