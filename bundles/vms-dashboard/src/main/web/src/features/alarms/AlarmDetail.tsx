import { Trans, useLingui } from "@lingui/react/macro";
import { ActionIcon, Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type RefObject, useId } from "react";
import { api, unwrap } from "../../api/client";
import type { Alarm, AlarmStep, VmsEvent } from "../../api/types";
import { useSession } from "../../app/session";
import { ErrorNote, Placeholder } from "../../ui/ErrorNote";
import { Icon } from "../../ui/icons";
import { Mark } from "../../ui/state";
import { Since, useSecondsUntil } from "../../ui/time";
import { Snapshot } from "../events/EventDetail";
import { Moment } from "../events/Moment";
import { useSiteTime } from "../events/siteTime";
import { lookOfSeverity } from "../events/words";
import classes from "./alarms.module.css";
import { alarmQuery, type Deed, ownersQuery } from "./api";
import { STATES, STEPS } from "./words";

interface Props {
  id: string;
  /** As the list has it, until it is read with its history. */
  listed: Alarm | undefined;
  note: string;
  noteField: RefObject<HTMLTextAreaElement | null>;
  pending: boolean;
  onNote: (note: string) => void;
  onAct: (alarm: Alarm, deed: Deed) => void;
  onClose: () => void;
}

/** One alarm: the moment, what to do about it, and what was done. */
export function AlarmDetail({ id, listed, onClose, ...props }: Props) {
  const { t } = useLingui();
  const query = useQuery(alarmQuery(id));
  // What is pushed is newer than what was read with the history.
  const alarm = listed ? { ...query.data, ...listed } : query.data;
  return (
    <aside aria-label={t`Alarm`} className={classes.detail} data-testid="alarm-detail">
      <div className={classes.detailHead}>
        <h2>{alarm?.title ?? t`Alarm`}</h2>
        <ActionIcon
          aria-label={t`Close the details`}
          color="gray"
          onClick={onClose}
          size={28}
          variant="subtle"
        >
          <Icon name="close" />
        </ActionIcon>
      </div>
      {alarm ? (
        <>
          <AlarmMoment alarm={alarm} key={alarm.id} />
          <Handling alarm={alarm} {...props} />
          <Facts alarm={alarm} />
          <h3>
            <Trans>History</Trans>
          </h3>
          {query.error ? (
            <ErrorNote error={query.error} onRetry={() => void query.refetch()} />
          ) : (
            <History alarm={{ ...alarm, ...(query.data?.history ? { history: query.data.history } : {}) }} />
          )}
        </>
      ) : query.error ? (
        <ErrorNote error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Placeholder icon="wait" title={t`Loading the alarm …`} />
      )}
    </aside>
  );
}

/** Picture and footage of what the alarm is about. */
function AlarmMoment({ alarm }: { alarm: Alarm }) {
  const { cameraId, eventId } = alarm;
  const { data: event } = useQuery({
    queryKey: ["events", eventId],
    queryFn: () =>
      unwrap(api.GET("/events/{id}", { params: { path: { id: eventId ?? "" } } })) as Promise<VmsEvent>,
    enabled: eventId !== undefined && cameraId !== undefined,
    // The picture is taken after the alarm is raised.
    refetchInterval: (query) =>
      query.state.data?.snapshotUrl || query.state.dataUpdateCount > 5 ? false : 2_000,
  });
  if (cameraId === undefined) {
    return null;
  }
  return (
    <Moment at={alarm.lastAt} cameraId={cameraId}>
      {event && <Snapshot event={event} key={event.snapshotUrl} />}
    </Moment>
  );
}

type HandlingProps = Omit<Props, "id" | "listed" | "onClose"> & { alarm: Alarm };

function Handling({ alarm, note, noteField, pending, onNote, onAct }: HandlingProps) {
  const { t } = useLingui();
  const field = useId();
  const user = useSession(({ session }) => (session.state === "in" ? session.user : undefined));
  const closed = alarm.state === "CLOSED";
  const { data: owners } = useQuery({
    ...ownersQuery(alarm.id),
    enabled: !closed && user !== undefined && user.role !== "VIEWER",
  });
  if (user?.role === "VIEWER") {
    return (
      <p className={classes.dim}>
        <Trans>Only operators and administrators can acknowledge and close alarms.</Trans>
      </p>
    );
  }
  const mine = alarm.owner === user?.username;
  return (
    <div className={classes.handling}>
      {alarm.instructions && (
        <div className={classes.instructions}>
          <strong>
            <Trans>What to do</Trans>
          </strong>
          <div className={classes.noteText}>{alarm.instructions}</div>
        </div>
      )}
      <label htmlFor={field}>
        <Trans>Note (N)</Trans>
      </label>
      <textarea
        id={field}
        maxLength={2000}
        onChange={(event) => onNote(event.currentTarget.value)}
        onKeyDown={(event) => event.key === "Escape" && event.currentTarget.blur()}
        ref={noteField}
        rows={2}
        value={note}
      />
      <div className={classes.acts}>
        {alarm.state === "OPEN" && (
          <Button disabled={pending} onClick={() => onAct(alarm, { kind: "ack", note })}>
            <Trans>Acknowledge (A)</Trans>
          </Button>
        )}
        {!closed && (
          <Button
            disabled={pending}
            onClick={() => onAct(alarm, { kind: "assign", owner: mine ? undefined : user?.username, note })}
            variant="default"
          >
            {mine ? <Trans>No longer mine</Trans> : <Trans>Own (O)</Trans>}
          </Button>
        )}
        {!closed && (
          <select
            aria-label={t`Give it to`}
            disabled={pending}
            onChange={(event) => {
              const owner = event.currentTarget.value;
              if (owner) {
                onAct(alarm, { kind: "assign", owner, note });
              }
            }}
            value=""
          >
            <option value="">{t`Give it to …`}</option>
            {owners?.map(({ username }) => (
              <option key={username} value={username}>
                {username}
              </option>
            ))}
          </select>
        )}
        <Button
          disabled={pending || note.trim() === ""}
          onClick={() => onAct(alarm, { kind: "note", note })}
          variant="default"
        >
          <Trans>Add the note</Trans>
        </Button>
        {!closed && (
          <Button disabled={pending} onClick={() => onAct(alarm, { kind: "close", note })} variant="default">
            <Trans>Close the alarm (C)</Trans>
          </Button>
        )}
      </div>
    </div>
  );
}

function Facts({ alarm }: { alarm: Alarm }) {
  const { t, i18n } = useLingui();
  const times = useSiteTime();
  const look = lookOfSeverity(alarm.severity);
  const state = STATES[alarm.state];
  return (
    <dl className={classes.facts}>
      <dt>
        <Trans>State</Trans>
      </dt>
      <dd>
        <Mark icon={state.icon} severity="normal">
          {i18n._(state.words)}
        </Mark>
      </dd>
      <dt>
        <Trans>Severity</Trans>
      </dt>
      <dd>
        <Mark icon={look.icon} severity={look.colour}>
          {i18n._(look.words)}
        </Mark>
        <Escalation alarm={alarm} />
      </dd>
      <dt>
        <Trans>Owner</Trans>
      </dt>
      <dd>{alarm.owner ?? t`Nobody yet`}</dd>
      <dt>
        <Trans>Camera</Trans>
      </dt>
      <dd>{alarm.cameraName ?? t`None: the server's own`}</dd>
      <dt>
        <Trans>First</Trans>
      </dt>
      <dd>{times.exact(alarm.raisedAt, alarm.cameraId)}</dd>
      <dt>
        <Trans>Last</Trans>
      </dt>
      <dd>
        {times.exact(alarm.lastAt, alarm.cameraId)}
        <div className={classes.dim}>
          <Since at={alarm.lastAt} />
        </div>
      </dd>
      <dt>
        <Trans>How often</Trans>
      </dt>
      <dd>{i18n.number(alarm.count)}</dd>
    </dl>
  );
}

function Escalation({ alarm }: { alarm: Alarm }) {
  const until = alarm.escalateAt ? Date.parse(alarm.escalateAt) : undefined;
  if (alarm.escalated) {
    return (
      <div className={classes.dim}>
        <Trans>Escalated: nobody acknowledged it in time</Trans>
      </div>
    );
  }
  return until !== undefined && alarm.state === "OPEN" ? <Countdown until={until} /> : null;
}

function Countdown({ until }: { until: number }) {
  const seconds = useSecondsUntil(until);
  return (
    <div className={classes.dim}>
      <Trans>Becomes critical in {seconds} s</Trans>
    </div>
  );
}

function History({ alarm }: { alarm: Alarm }) {
  const { i18n } = useLingui();
  const times = useSiteTime();
  const steps = (alarm.history ?? []) as AlarmStep[];
  return (
    <ol className={classes.history}>
      {steps.map((step, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: steps are only ever added at the end
        <li key={at}>
          <time dateTime={step.time}>{times.short(step.time, alarm.cameraId)}</time>
          <span>
            {STEPS[step.kind] ? i18n._(STEPS[step.kind]) : step.kind}{" "}
            <span className={classes.dim}>{step.actor}</span>
            {step.note && <div className={classes.noteText}>{step.note}</div>}
          </span>
        </li>
      ))}
    </ol>
  );
}
