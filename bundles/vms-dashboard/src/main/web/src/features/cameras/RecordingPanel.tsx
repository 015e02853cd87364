import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api, unwrap } from "../../api/client";
import type { Camera, RecordingPolicy, WeeklySlot } from "../../api/types";
import { Count } from "../../ui/Count";
import { ErrorNote, Placeholder } from "../../ui/ErrorNote";
import form from "../../ui/form.module.css";
import { Icon } from "../../ui/icons";
import { OF_SETUP } from "../detection/DetectionPanel";
import { useSiteTime } from "../events/siteTime";
import { DAYS, dayName } from "../rules/sentence";
import { Days, Hours } from "../rules/Windows";
import classes from "./camera.module.css";
import { piecesOf } from "./week";

export const recordingQuery = (id: string) =>
  queryOptions({
    queryKey: ["cameras", id, "recording"],
    queryFn: () => unwrap(api.GET("/cameras/{id}/recording", { params: { path: { id } } })),
  });

const GIB = 1024 ** 3;

const MODES: Record<RecordingPolicy["mode"], MessageDescriptor> = {
  OFF: msg`Nothing is recorded`,
  CONTINUOUS: msg`Always`,
  EVENT: msg`When something happens`,
  SCHEDULE: msg`By the week`,
};
const SLOT_MODES: [WeeklySlot["mode"], MessageDescriptor][] = [
  ["CONTINUOUS", msg`always`],
  ["EVENT", msg`when something happens`],
  ["OFF", msg`nothing`],
];

/** What is kept of a camera, and for how long. */
export function RecordingPanel({ camera, admin }: { camera: Camera; admin: boolean }) {
  const { t } = useLingui();
  const query = useQuery(recordingQuery(camera.id));
  if (query.isPending) {
    return <Placeholder icon="wait" title={t`Loading …`} />;
  }
  if (!query.data) {
    return <ErrorNote error={query.error} onRetry={() => void query.refetch()} />;
  }
  return <Form admin={admin} camera={camera} policy={query.data} />;
}

function Form({ camera, policy, admin }: { camera: Camera; policy: RecordingPolicy; admin: boolean }) {
  const { t, i18n } = useLingui();
  const queries = useQueryClient();
  const [draft, setDraft] = useState(policy);
  const zone = useSiteTime().zoneOf(camera.id);
  const save = useMutation({
    mutationFn: () => {
      const { kept: _, ...body } = draft;
      const path = { params: { path: { id: camera.id } } };
      return unwrap(api.PUT("/cameras/{id}/recording", { ...path, body: body as RecordingPolicy }));
    },
    onSuccess: (stored) => {
      setDraft(stored);
      queries.setQueryData(recordingQuery(camera.id).queryKey, stored);
    },
  });
  const set = (change: Partial<RecordingPolicy>) => {
    save.reset();
    setDraft((before) => ({ ...before, ...change }));
  };
  const limit = (name: "retentionDays" | "retentionBytes", value: number | undefined) => {
    const { [name]: _, ...others } = draft;
    save.reset();
    setDraft(value === undefined ? others : { ...others, [name]: value });
  };
  const slots = draft.schedule;
  const setSlot = (place: number, change: Partial<WeeklySlot>) =>
    set({ schedule: slots.map((slot, each) => (each === place ? { ...slot, ...change } : slot)) });
  const choose = (mode: RecordingPolicy["mode"]) =>
    set({
      mode,
      ...(mode === "SCHEDULE" && slots.length === 0
        ? { schedule: [{ days: [...DAYS], from: "08:00", to: "18:00", mode: "CONTINUOUS" }] }
        : {}),
    });
  const ready =
    draft.mode !== "SCHEDULE" || (slots.length > 0 && slots.every((slot) => slot.days.length > 0));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form className={form.form} onSubmit={submit}>
      <fieldset className={form.group} disabled={!admin}>
        <legend>
          <Trans>When it is recorded</Trans>
        </legend>
        <div className={form.fields}>
          <label className={form.field}>
            <span>
              <Trans>Record</Trans>
            </span>
            <select
              onChange={(event) => choose(event.currentTarget.value as RecordingPolicy["mode"])}
              value={draft.mode}
            >
              {Object.entries(MODES).map(([mode, words]) => (
                <option key={mode} value={mode}>
                  {i18n._(words)}
                </option>
              ))}
            </select>
          </label>
          <label className={form.field}>
            <span>
              <Trans>Streams</Trans>
            </span>
            <select
              onChange={(event) => set({ stream: event.currentTarget.value as RecordingPolicy["stream"] })}
              value={draft.stream}
            >
              <option value="MAIN">{t`Main stream`}</option>
              <option value="SUB">{t`Sub-stream`}</option>
              <option value="BOTH">{t`Both`}</option>
            </select>
          </label>
          <Count
            label={t`Seconds kept before an event`}
            max={60}
            min={0}
            onChange={(preRollSeconds) => set({ preRollSeconds })}
            value={draft.preRollSeconds}
          />
          <Count
            label={t`Seconds kept after an event`}
            max={3600}
            min={1}
            onChange={(postRollSeconds) => set({ postRollSeconds })}
            value={draft.postRollSeconds}
          />
        </div>
        {draft.mode === "SCHEDULE" && (
          <>
            <Week slots={slots} />
            {slots.map((slot, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: they have no name of their own
              <div className={form.slot} data-testid="slot" key={place}>
                <Days days={slot.days} onChange={(days) => setSlot(place, { days })} />
                <Hours from={slot.from} onChange={(change) => setSlot(place, change)} to={slot.to} />
                <select
                  aria-label={t`What is recorded then`}
                  onChange={(event) =>
                    setSlot(place, { mode: event.currentTarget.value as WeeklySlot["mode"] })
                  }
                  value={slot.mode}
                >
                  {SLOT_MODES.map(([mode, words]) => (
                    <option key={mode} value={mode}>
                      {i18n._(words)}
                    </option>
                  ))}
                </select>
                <button
                  aria-label={t`Take this time away`}
                  className={form.plain}
                  onClick={() => set({ schedule: slots.filter((_, each) => each !== place) })}
                  type="button"
                >
                  <Icon name="trash" />
                </button>
              </div>
            ))}
            <div className={form.acts}>
              <Button
                leftSection={<Icon name="add" />}
                onClick={() =>
                  set({
                    schedule: [...slots, { days: [...DAYS], from: "18:00", to: "08:00", mode: "EVENT" }],
                  })
                }
                size="compact-sm"
                variant="default"
              >
                <Trans>Add a time</Trans>
              </Button>
              {zone && (
                <span className={form.dim}>
                  <Trans>By the clock of the site: {zone}</Trans>
                </span>
              )}
            </div>
          </>
        )}
      </fieldset>
      <fieldset className={form.group} disabled={!admin}>
        <legend>
          <Trans>How long it is kept</Trans>
        </legend>
        <div className={form.fields}>
          <label className={form.field}>
            <span>
              <Trans>Days</Trans>
            </span>
            <input
              max={36_500}
              min={1}
              onChange={(event) => limit("retentionDays", event.currentTarget.valueAsNumber || undefined)}
              placeholder={t`As long as there is room`}
              type="number"
              value={draft.retentionDays ?? ""}
            />
          </label>
          <label className={form.field}>
            <span>
              <Trans>At most, in GiB</Trans>
            </span>
            <input
              min={0.001}
              onChange={(event) => {
                const size = event.currentTarget.valueAsNumber;
                limit("retentionBytes", size > 0 ? Math.round(size * GIB) : undefined);
              }}
              placeholder={t`As much as there is room`}
              step="any"
              type="number"
              value={
                draft.retentionBytes === undefined
                  ? ""
                  : Math.round((draft.retentionBytes / GIB) * 1000) / 1000
              }
            />
          </label>
        </div>
        <Kept kept={draft.kept} />
        <p className={form.dim}>
          <Trans>Footage that is locked as evidence, and that of open alarms, is never deleted.</Trans>
        </p>
      </fieldset>
      {save.error && <ErrorNote error={save.error} overrides={OF_SETUP} />}
      {admin ? (
        <div className={form.acts}>
          <Button disabled={!ready} loading={save.isPending} type="submit">
            <Trans>Save the recording</Trans>
          </Button>
          {save.isSuccess && (
            <span className={form.dim} role="status">
              <Icon name="check" size={12} /> <Trans>Saved</Trans>
            </span>
          )}
        </div>
      ) : (
        <p className={form.dim}>
          <Trans>Only administrators may change this camera. Your role lets you look at it.</Trans>
        </p>
      )}
    </form>
  );
}

/** What the limits amount to, as far as the server can tell. */
function Kept({ kept }: { kept: RecordingPolicy["kept"] }) {
  const { i18n } = useLingui();
  if (!kept || kept.bytes === 0) {
    return null;
  }
  const size = i18n.number(kept.bytes / GIB, { maximumFractionDigits: 1 });
  const days = kept.days === undefined ? undefined : i18n.number(kept.days, { maximumFractionDigits: 1 });
  return (
    <p className={form.dim}>
      {days === undefined ? (
        <Trans>{size} GiB are kept now.</Trans>
      ) : (
        <Trans>
          {size} GiB are kept now; if all goes on as in the last day, footage is kept for about {days} days.
        </Trans>
      )}
    </p>
  );
}

/** The week as bars: full for always, hatched for events. */
function Week({ slots }: { slots: readonly WeeklySlot[] }) {
  const { i18n } = useLingui();
  return (
    <div aria-hidden="true" className={classes.week}>
      {piecesOf(slots).map((pieces, place) => (
        <Row key={DAYS[place]} name={dayName(i18n.locale, DAYS[place] ?? "")} pieces={pieces} />
      ))}
      <span />
      <div className={classes.hours}>
        {["00", "06", "12", "18", "24"].map((hour) => (
          <span key={hour}>{hour}</span>
        ))}
      </div>
    </div>
  );
}

function Row({ name, pieces }: { name: string; pieces: ReturnType<typeof piecesOf>[number] }) {
  return (
    <>
      <span>{name}</span>
      <div className={classes.day}>
        {pieces.map((piece) => (
          <span
            data-mode={piece.mode}
            key={`${piece.from} ${piece.to} ${piece.mode}`}
            style={{ left: `${piece.from * 100}%`, width: `${(piece.to - piece.from) * 100}%` }}
          />
        ))}
      </div>
    </>
  );
}
