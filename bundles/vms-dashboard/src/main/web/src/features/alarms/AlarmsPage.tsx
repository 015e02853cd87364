import { msg } from "@lingui/core/macro";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button, Checkbox } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useRef, useState } from "react";
import type { Alarm } from "../../api/types";
import { useShortcut } from "../../app/keymap";
import { useSession } from "../../app/session";
import { ErrorNote, Placeholder } from "../../ui/ErrorNote";
import { AlarmDetail } from "./AlarmDetail";
import { AlarmList } from "./AlarmList";
import classes from "./alarms.module.css";
import { closedAlarmsQuery, type Deed, openAlarmsQuery } from "./api";
import { CallSettings } from "./CallSettings";
import { searchOfAlarms } from "./search";
import { Told, useDeeds } from "./useDeeds";

const KEYS = {
  next: { key: "j", words: msg`Next event or alarm` },
  back: { key: "k", words: msg`Previous event or alarm` },
  acknowledge: { key: "a", words: msg`Acknowledge the alarm` },
  own: { key: "o", words: msg`Make the alarm mine` },
  note: { key: "n", words: msg`Write a note on the alarm` },
  close: { key: "c", words: msg`Close the alarm` },
  leave: { key: "Escape", words: msg`Close the details` },
};

/** What somebody has to see to, and what was. */
export function AlarmsPage() {
  const { t } = useLingui();
  const navigate = useNavigate();
  const { alarm: selected, show } = searchOfAlarms(useSearch({ strict: false }));
  const closed = show === "closed";
  const open = useQuery(openAlarmsQuery);
  const past = useInfiniteQuery({ ...closedAlarmsQuery, enabled: closed });
  const user = useSession(({ session }) => (session.state === "in" ? session.user : undefined));
  const operator = user?.role !== "VIEWER";
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [note, setNote] = useState("");
  const noteField = useRef<HTMLTextAreaElement>(null);
  const deeds = useDeeds();

  const query = closed ? past : open;
  const alarms: Alarm[] = (closed ? past.data?.pages.flatMap((page) => page.items) : open.data) ?? [];
  const place = alarms.findIndex((alarm) => alarm.id === selected);
  const current = alarms[place];
  const marked = alarms.filter((alarm) => chosen.has(alarm.id));

  const go = (search: { alarm?: string | undefined; show?: "closed" | undefined }) =>
    void navigate({ to: "/alarms", search, replace: true });
  const select = (alarm: string | undefined) => {
    setNote("");
    go({ alarm, show });
  };
  const step = (by: number) => {
    const next = alarms[place < 0 ? 0 : Math.max(0, Math.min(alarms.length - 1, place + by))];
    if (next) {
      select(next.id);
    }
  };
  const run = async (on: Alarm[], deed: Deed) => {
    // The next one to see to, where this one leaves the list.
    const next = alarms[place + 1] ?? alarms[place - 1];
    const outcomes = await deeds.run(on, deed);
    if (outcomes.some((outcome) => outcome.state !== "failed")) {
      setNote("");
      setChosen(new Set());
      if (deed.kind === "close" && !closed && on.some((alarm) => alarm.id === selected)) {
        go({ alarm: next?.id });
      }
    }
  };
  const acts = operator && !deeds.pending;
  const mayAck = acts && current?.state === "OPEN";
  const mayClose = acts && current !== undefined && current.state !== "CLOSED";
  const doIt = (deed: Deed) => current && void run([current], deed);
  useShortcut(KEYS.next, () => step(1));
  useShortcut(KEYS.back, () => step(-1));
  useShortcut(KEYS.leave, () => select(undefined), selected !== undefined);
  useShortcut(KEYS.acknowledge, () => doIt({ kind: "ack", note }), mayAck);
  useShortcut(KEYS.own, () => doIt({ kind: "assign", owner: user?.username, note }), mayClose);
  useShortcut(KEYS.note, () => noteField.current?.focus(), acts && current !== undefined);
  useShortcut(KEYS.close, () => doIt({ kind: "close", note }), mayClose);

  const all = alarms.length > 0 && marked.length === alarms.length;
  return (
    <div className={classes.page}>
      <div className={classes.toolbar}>
        <h1>
          <Trans>Alarms</Trans>
        </h1>
        <fieldset aria-label={t`Which alarms`} className={classes.which}>
          {[false, true].map((over) => (
            <button
              aria-pressed={closed === over}
              key={String(over)}
              onClick={() => {
                setChosen(new Set());
                go({ show: over ? "closed" : undefined });
              }}
              type="button"
            >
              {over ? <Trans>Closed</Trans> : <Trans>To see to</Trans>}
            </button>
          ))}
        </fieldset>
        <CallSettings />
      </div>
      {!closed && operator && alarms.length > 0 && (
        <div className={classes.bulk}>
          <Checkbox
            checked={all}
            indeterminate={!all && marked.length > 0}
            label={
              marked.length === 0 ? (
                t`Choose all`
              ) : (
                <Plural one="# chosen" other="# chosen" value={marked.length} />
              )
            }
            onChange={() => setChosen(new Set(all ? [] : alarms.map((alarm) => alarm.id)))}
            size="xs"
          />
          {marked.length > 0 && (
            <>
              <Button
                loading={deeds.pending}
                onClick={() =>
                  void run(
                    marked.filter((alarm) => alarm.state === "OPEN"),
                    { kind: "ack", note: "" },
                  )
                }
                size="compact-sm"
                variant="default"
              >
                <Trans>Acknowledge those chosen</Trans>
              </Button>
              <Button
                loading={deeds.pending}
                onClick={() => void run(marked, { kind: "close", note: "" })}
                size="compact-sm"
                variant="default"
              >
                <Trans>Close those chosen</Trans>
              </Button>
            </>
          )}
        </div>
      )}
      <Told outcomes={deeds.outcomes} />
      <div className={classes.columns} data-open={selected ? "" : undefined}>
        <div className={classes.listPlace}>
          {alarms.length > 0 ? (
            <AlarmList
              alarms={alarms}
              chosen={closed || !operator ? undefined : chosen}
              onChoose={(id) => {
                const next = new Set(chosen);
                if (!next.delete(id)) {
                  next.add(id);
                }
                setChosen(next);
              }}
              onSelect={select}
              selected={selected}
            />
          ) : query.isPending ? (
            <Placeholder icon="wait" title={t`Loading the alarms …`} />
          ) : query.error ? (
            <ErrorNote error={query.error} onRetry={() => void query.refetch()} />
          ) : closed ? (
            <Placeholder icon="lock" title={t`No alarm was closed yet`} />
          ) : (
            <Placeholder icon="check" title={t`Nothing to see to`}>
              <p>
                <Trans>Alarms come from rules, and from the server when a disk or a camera fails.</Trans>
              </p>
            </Placeholder>
          )}
          {closed && past.hasNextPage && (
            <Button
              loading={past.isFetchingNextPage}
              m="sm"
              onClick={() => void past.fetchNextPage()}
              variant="default"
            >
              <Trans>Show older ones</Trans>
            </Button>
          )}
        </div>
        {selected && (
          <AlarmDetail
            id={selected}
            listed={current}
            note={note}
            noteField={noteField}
            onAct={(alarm, deed) => void run([alarm], deed)}
            onClose={() => select(undefined)}
            onNote={setNote}
            pending={deeds.pending}
          />
        )}
      </div>
    </div>
  );
}
