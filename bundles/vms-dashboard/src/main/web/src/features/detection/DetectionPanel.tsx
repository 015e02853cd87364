import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Switch } from "@mantine/core";
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api, unwrap } from "../../api/client";
import { detectorsQuery } from "../../api/drivers";
import type { Camera, Detection, DetectionZone } from "../../api/types";
import { Count } from "../../ui/Count";
import { ErrorNote, Placeholder } from "../../ui/ErrorNote";
import form from "../../ui/form.module.css";
import { Icon } from "../../ui/icons";
import { Chips } from "../rules/Chips";
import classes from "./detection.module.css";
import { ShapeEditor } from "./ShapeEditor";
import { CrossingNote, ShapeHelp, ShapeRow } from "./ShapeRow";
import { crosses, fresh, type Point, type Shape } from "./shapes";

export const detectionQuery = (id: string) =>
  queryOptions({
    queryKey: ["cameras", id, "detection"],
    queryFn: () => unwrap(api.GET("/cameras/{id}/detection", { params: { path: { id } } })),
  });

type Trigger = DetectionZone["trigger"];

const AREA: [Trigger, MessageDescriptor][] = [
  ["INSIDE", msg`something is inside`],
  ["ENTER", msg`something enters`],
  ["LEAVE", msg`something leaves`],
];
const LINE: [Trigger, MessageDescriptor][] = [
  ["CROSS", msg`something crosses it`],
  ["CROSS_RIGHT", msg`something crosses it along the arrow`],
  ["CROSS_LEFT", msg`something crosses it the other way`],
];

const isLine = (trigger: Trigger) => trigger.startsWith("CROSS");

export const OF_SETUP = {
  FORBIDDEN: msg`Only administrators may change this camera. Your role lets you look at it.`,
};

/** What is looked for in a camera's picture, and where. */
export function DetectionPanel({ camera, admin }: { camera: Camera; admin: boolean }) {
  const { t } = useLingui();
  const query = useQuery(detectionQuery(camera.id));
  if (query.isPending) {
    return <Placeholder icon="wait" title={t`Loading …`} />;
  }
  if (!query.data) {
    return <ErrorNote error={query.error} onRetry={() => void query.refetch()} />;
  }
  return <Form admin={admin} camera={camera} detection={query.data} />;
}

function Form({ camera, detection, admin }: { camera: Camera; detection: Detection; admin: boolean }) {
  const { t, i18n } = useLingui();
  const queries = useQueryClient();
  const { data: detectors } = useQuery(detectorsQuery);
  const [draft, setDraft] = useState(detection);
  const [selected, setSelected] = useState<number | undefined>(detection.zones.length > 0 ? 0 : undefined);
  const save = useMutation({
    mutationFn: () =>
      unwrap(
        api.PUT("/cameras/{id}/detection", {
          params: { path: { id: camera.id } },
          body: { ...draft, zones: draft.zones.map((zone) => ({ ...zone, name: zone.name.trim() })) },
        }),
      ),
    onSuccess: (stored) => {
      setDraft(stored);
      queries.setQueryData(detectionQuery(camera.id).queryKey, stored);
    },
  });
  const set = (change: Partial<Detection>) => {
    save.reset();
    setDraft((before) => ({ ...before, ...change }));
  };
  const zones = draft.zones;
  const setZone = (place: number, change: Partial<DetectionZone>) =>
    set({ zones: zones.map((zone, each) => (each === place ? { ...zone, ...change } : zone)) });
  const shapes: Shape[] = zones.map((zone) => ({
    name: zone.name,
    points: zone.points as unknown as Point[],
    line: isLine(zone.trigger),
  }));
  const add = (line: boolean) => {
    const number = zones.length + 1;
    const shape = fresh(line ? t`Line ${number}` : t`Zone ${number}`, line);
    set({
      zones: [
        ...zones,
        { name: shape.name, points: shape.points.map((p) => [...p]), trigger: line ? "CROSS" : "INSIDE" },
      ],
    });
    setSelected(zones.length);
  };
  const crossing = shapes.find((shape) => crosses(shape.points, shape.line));
  const nameless = zones.some((zone) => zone.name.trim() === "");
  const serving = detectors?.items ?? [];
  const labels =
    serving.find((each) => each.id === draft.detector)?.capabilities ?? serving[0]?.capabilities ?? [];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const state = detectors?.cameras.find((each) => each.cameraId === camera.id);
  return (
    <form className={form.form} onSubmit={submit}>
      <div className={form.line}>
        <Switch
          checked={draft.enabled}
          disabled={!admin}
          label={t`Look for objects in the picture`}
          onChange={(event) => set({ enabled: event.currentTarget.checked })}
          size="xs"
        />
        {state?.problem && (
          <span className={form.warning} role="status">
            <Icon name="alert" size={12} /> {state.problem}
          </span>
        )}
        {serving.length === 0 && detectors && (
          <span className={form.warning}>
            <Icon name="alert" size={12} /> <Trans>This server has no model: nothing can be detected.</Trans>
          </span>
        )}
      </div>
      <div className={classes.split}>
        <ShapeEditor
          arrows={(place) => {
            const trigger = zones[place]?.trigger;
            return trigger === "CROSS_RIGHT" ? "right" : trigger === "CROSS_LEFT" ? "left" : "both";
          }}
          disabled={!admin}
          onPoints={(place, points) => setZone(place, { points: points.map((point) => [...point]) })}
          onSelect={setSelected}
          picture={`/api/cameras/${encodeURIComponent(camera.id)}/snapshot.jpg`}
          selected={selected}
          shapes={shapes}
        />
        <div className={classes.side}>
          {zones.length === 0 ? (
            <p className={form.dim}>
              <Trans>No zones: what is seen anywhere in the picture is told.</Trans>
            </p>
          ) : (
            <ul aria-label={t`Zones`} className={classes.zones}>
              {zones.map((zone, place) => {
                const line = isLine(zone.trigger);
                return (
                  <ShapeRow
                    disabled={!admin}
                    // biome-ignore lint/suspicious/noArrayIndexKey: names may be the same while they are written
                    key={place}
                    label={line ? <Trans>Line</Trans> : <Trans>Zone</Trans>}
                    maxLength={100}
                    name={zone.name}
                    onName={(name) => setZone(place, { name })}
                    onRemove={() => {
                      set({ zones: zones.filter((_, each) => each !== place) });
                      setSelected(undefined);
                    }}
                    onSelect={() => setSelected(place)}
                    selected={place === selected}
                  >
                    <label className={form.field}>
                      <span>
                        <Trans>Tell when</Trans>
                      </span>
                      <select
                        disabled={!admin}
                        onChange={(event) =>
                          setZone(place, { trigger: event.currentTarget.value as Trigger })
                        }
                        onFocus={() => setSelected(place)}
                        value={zone.trigger}
                      >
                        {(line ? LINE : AREA).map(([trigger, words]) => (
                          <option key={trigger} value={trigger}>
                            {i18n._(words)}
                          </option>
                        ))}
                      </select>
                    </label>
                  </ShapeRow>
                );
              })}
            </ul>
          )}
          {admin && (
            <div className={form.acts}>
              <Button leftSection={<Icon name="add" />} onClick={() => add(false)} variant="default">
                <Trans>Add a zone</Trans>
              </Button>
              <Button leftSection={<Icon name="add" />} onClick={() => add(true)} variant="default">
                <Trans>Add a line</Trans>
              </Button>
            </div>
          )}
          <ShapeHelp />
          {crossing && <CrossingNote name={crossing.name} />}
        </div>
      </div>
      <fieldset className={form.group} disabled={!admin}>
        <legend>
          <Trans>What is told</Trans>
        </legend>
        <Chips
          choices={labels.map((label) => ({ value: label, words: label }))}
          free
          label={t`Labels`}
          none={t`Everything the model knows`}
          onChange={(chosen) => set({ labels: chosen })}
          values={draft.labels}
        />
        <div className={form.fields}>
          <label className={form.field}>
            <span>
              <Trans>Model</Trans>
            </span>
            <select
              onChange={(event) => {
                const { detector: _, ...others } = draft;
                const detector = event.currentTarget.value;
                save.reset();
                setDraft(detector ? { ...others, detector } : others);
              }}
              value={draft.detector ?? ""}
            >
              <option value="">{t`The server's usual one`}</option>
              {serving.map((detector) => (
                <option key={detector.id} value={detector.id}>
                  {detector.name}
                </option>
              ))}
              {draft.detector && !serving.some((each) => each.id === draft.detector) && (
                <option value={draft.detector}>{t`${draft.detector} (not installed)`}</option>
              )}
            </select>
          </label>
          <Count
            label={t`At least so sure, in per cent`}
            max={100}
            min={0}
            onChange={(value) => set({ minConfidence: value / 100 })}
            value={Math.round(draft.minConfidence * 100)}
          />
          <Count
            label={t`Pictures looked at in a second`}
            max={30}
            min={0.1}
            onChange={(framesPerSecond) => set({ framesPerSecond })}
            value={draft.framesPerSecond}
          />
          <Count
            label={t`Seen for at least so many seconds`}
            max={60}
            min={0}
            onChange={(minSeconds) => set({ minSeconds })}
            value={draft.minSeconds}
          />
          <Count
            label={t`At least so large, in per cent of the picture`}
            max={100}
            min={0}
            onChange={(value) => set({ minSize: value / 100 })}
            value={Math.round(draft.minSize * 1000) / 10}
          />
        </div>
        <div className={form.line}>
          <Switch
            checked={draft.motionGate}
            label={t`Look only while something moves`}
            onChange={(event) => set({ motionGate: event.currentTarget.checked })}
            size="xs"
          />
          <Switch
            checked={draft.keyFramesOnly}
            label={t`Look at key frames alone`}
            onChange={(event) => set({ keyFramesOnly: event.currentTarget.checked })}
            size="xs"
          />
        </div>
      </fieldset>
      {save.error && <ErrorNote error={save.error} overrides={OF_SETUP} />}
      {admin ? (
        <div className={form.acts}>
          <Button disabled={crossing !== undefined || nameless} loading={save.isPending} type="submit">
            <Trans>Save the detection</Trans>
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
