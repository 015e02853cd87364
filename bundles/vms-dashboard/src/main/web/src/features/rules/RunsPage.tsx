import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import type { RuleRun } from "../../api/types";
import { ErrorNote, Placeholder } from "../../ui/ErrorNote";
import form from "../../ui/form.module.css";
import type { IconName } from "../../ui/icons";
import { Mark, type Severity } from "../../ui/state";
import { useSiteTime } from "../events/siteTime";
import { rulesQuery, runsQuery } from "./api";
import classes from "./rules.module.css";
import { actionInWords } from "./sentence";
import { OF_RULES } from "./words";

const STATES: Record<RuleRun["state"], { words: MessageDescriptor; icon: IconName; severity: Severity }> = {
  DONE: { words: msg`Done`, icon: "check", severity: "normal" },
  FAILED: { words: msg`Failed`, icon: "cross", severity: "critical" },
  PENDING: { words: msg`Waiting`, icon: "wait", severity: "dim" },
  RUNNING: { words: msg`Under way`, icon: "wait", severity: "dim" },
};

/** What rules did lately, and what failed. */
export function RunsPage() {
  const { t, i18n } = useLingui();
  const navigate = useNavigate();
  const { rule } = useSearch({ strict: false }) as { rule?: string };
  const runs = useQuery(runsQuery(rule));
  const { data: rules } = useQuery(rulesQuery);
  const times = useSiteTime();
  return (
    <div className={classes.page}>
      <div className={classes.toolbar}>
        <h1>
          <Trans>What rules did</Trans>
        </h1>
        <Link to="/rules">
          <Trans>All rules</Trans>
        </Link>
        <label className={form.field}>
          <select
            aria-label={t`Rule`}
            onChange={(event) =>
              void navigate({ to: "/rules/runs", search: { rule: event.currentTarget.value || undefined } })
            }
            value={rule ?? ""}
          >
            <option value="">{t`All rules`}</option>
            {rules?.map((each) => (
              <option key={each.id} value={each.id}>
                {each.name}
              </option>
            ))}
          </select>
        </label>
      </div>
      {runs.isPending ? (
        <Placeholder icon="wait" title={t`Loading …`} />
      ) : !runs.data ? (
        <ErrorNote error={runs.error} onRetry={() => void runs.refetch()} overrides={OF_RULES} />
      ) : runs.data.length === 0 ? (
        <Placeholder icon="list" title={t`No rule has done anything yet`} />
      ) : (
        <table className={classes.table}>
          <thead>
            <tr>
              <th>
                <Trans>Time</Trans>
              </th>
              <th>
                <Trans>Rule</Trans>
              </th>
              <th>
                <Trans>Action</Trans>
              </th>
              <th>
                <Trans>State</Trans>
              </th>
              <th>
                <Trans>Event</Trans>
              </th>
            </tr>
          </thead>
          <tbody>
            {runs.data.map((run) => {
              const state = STATES[run.state];
              return (
                <tr data-testid="run-row" key={`${run.eventId} ${run.ruleId} ${run.index}`}>
                  <td>{times.short(run.createdAt)}</td>
                  <td>{run.ruleName}</td>
                  <td>{actionInWords(i18n, run.action)}</td>
                  <td>
                    <Mark icon={state.icon} severity={state.severity}>
                      {i18n._(state.words)}
                    </Mark>
                    {run.error && <div className={classes.dim}>{run.error}</div>}
                    {run.attempts > 1 && (
                      <div className={classes.dim}>
                        <Trans>{run.attempts} attempts</Trans>
                      </div>
                    )}
                  </td>
                  <td>
                    <Link search={{ event: run.eventId }} to="/events">
                      <Trans>Show the event</Trans>
                    </Link>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </div>
  );
}
