import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Alarm } from "../../api/types";
import { ErrorNote } from "../../ui/ErrorNote";
import { Icon } from "../../ui/icons";
import ui from "../../ui/ui.module.css";
import { act, actOnAll, applyAlarm, type Deed, type Outcome } from "./api";
import { OF_ALARMS } from "./words";

/** Does something to alarms, and keeps what became of it until the next time. */
export function useDeeds() {
  const queries = useQueryClient();
  const [pending, setPending] = useState(false);
  const [outcomes, setOutcomes] = useState<readonly Outcome[]>([]);
  const run = async (alarms: readonly Alarm[], deed: Deed): Promise<readonly Outcome[]> => {
    setPending(true);
    const [only, ...more] = alarms;
    const all = only && more.length === 0 ? [await act(only, deed)] : await actOnAll(alarms, deed);
    for (const outcome of all) {
      if (outcome.state !== "failed") {
        applyAlarm(queries, outcome.alarm);
      }
    }
    setOutcomes(all);
    setPending(false);
    return all;
  };
  return { run, pending, outcomes };
}

/** What has to be said about the last deed: who was there before, and what was refused. */
export function Told({ outcomes }: { outcomes: readonly Outcome[] }) {
  const { t } = useLingui();
  const handled = outcomes.filter((outcome) => outcome.state === "handled");
  const failed = outcomes.find((outcome) => outcome.state === "failed");
  const done = outcomes.length - handled.length;
  return (
    <>
      {handled.length > 0 && (
        <div className={ui.note} data-testid="alarm-handled" role="status">
          <Icon name="info" />
          <div className={ui.noteText}>
            {handled.map((outcome) => {
              const by = outcome.by || t`somebody else`;
              return (
                <div key={outcome.alarm.id}>
                  <Trans>
                    {outcome.alarm.title}: already handled by {by}
                  </Trans>
                </div>
              );
            })}
          </div>
        </div>
      )}
      {!failed && outcomes.length > 1 && done > 0 && (
        <div className={ui.note} role="status">
          <Icon name="check" />
          <div className={ui.noteText}>
            <Plural one="# alarm changed" other="# alarms changed" value={done} />
          </div>
        </div>
      )}
      {failed && <ErrorNote error={failed.error} overrides={OF_ALARMS} />}
    </>
  );
}
