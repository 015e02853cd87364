import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { DryRun } from "../../api/types";
import { ErrorNote } from "../../ui/ErrorNote";
import form from "../../ui/form.module.css";
import { Icon } from "../../ui/icons";
import { useSiteTime } from "../events/siteTime";
import { typeInWords } from "../events/words";
import { fromLocal, toLocal } from "../events/zoneTime";
import { type Draft, tryRule } from "./api";
import classes from "./rules.module.css";
import { OF_RULES } from "./words";

/** The day before this one, by the clock of a zone. */
export function yesterday(now: number, zone: string | undefined): { from: string; to: string } {
  const today = toLocal(new Date(now).toISOString(), zone).slice(0, 10);
  const before = new Date(Date.parse(`${today}T12:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
  return {
    from: fromLocal(`${before}T00:00:00`, zone) ?? "",
    to: fromLocal(`${today}T00:00:00`, zone) ?? "",
  };
}

/** What a rule would have done with the events there were, without doing it. */
export function DryRunPanel({ draft }: { draft: Draft }) {
  const { t } = useLingui();
  const { zoneOf } = useSiteTime();
  const run = useMutation({
    mutationFn: (hours: number | undefined) => {
      const now = Date.now();
      const { from, to } =
        hours === undefined
          ? yesterday(now, zoneOf(draft.when.cameraIds?.[0]))
          : { from: new Date(now - hours * 3_600_000).toISOString(), to: new Date(now).toISOString() };
      return tryRule(draft, from, to);
    },
  });
  const ready = draft.then.length > 0;
  return (
    <section aria-label={t`Try the rule`} className={form.group}>
      <div className={classes.acts}>
        <Button
          disabled={!ready}
          leftSection={<Icon name="search" />}
          loading={run.isPending}
          onClick={() => run.mutate(undefined)}
          variant="default"
        >
          <Trans>Try it against yesterday</Trans>
        </Button>
        <Button disabled={!ready || run.isPending} onClick={() => run.mutate(24)} variant="default">
          <Trans>Against the last 24 hours</Trans>
        </Button>
        <span className={classes.dim}>
          <Trans>Nothing is done: it only says what would have been.</Trans>
        </span>
      </div>
      {run.error && <ErrorNote error={run.error} overrides={OF_RULES} />}
      {run.data && <Result result={run.data} />}
    </section>
  );
}

function Result({ result }: { result: DryRun }) {
  const { i18n } = useLingui();
  const times = useSiteTime();
  const { examined, throttled, fired, complete } = result;
  return (
    <div data-testid="dry-run" role="status">
      <p>
        <strong>
          <Plural one="It would have acted # time" other="It would have acted # times" value={fired.length} />
        </strong>
        {", "}
        <Plural one="# event looked at" other="# events looked at" value={examined} />
        {throttled > 0 && (
          <>
            {", "}
            <Plural
              one="# held back by the pause between"
              other="# held back by the pause between"
              value={throttled}
            />
          </>
        )}
        {"."} {!complete && <Trans>There were more events than can be looked at in one go.</Trans>}
      </p>
      {fired.length > 0 && (
        <ul className={classes.fired}>
          {fired.slice(0, 200).map((event) => (
            <li key={event.id}>
              <time dateTime={event.time}>{times.short(event.time, event.cameraId)}</time>
              <Link search={{ event: event.id }} to="/events">
                {typeInWords(i18n, event.type)}
              </Link>
              <span>{event.label}</span>
              <span className={classes.dim}>{event.cameraName ?? "–"}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
