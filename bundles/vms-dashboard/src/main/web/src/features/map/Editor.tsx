import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { camerasQuery } from "../../api/cameras";
import type { Plan, PlanCamera } from "../../api/types";
import { Count } from "../../ui/Count";
import { ErrorNote } from "../../ui/ErrorNote";
import form from "../../ui/form.module.css";
import { Icon } from "../../ui/icons";
import { changePlan, OF_PLANS, plansQuery } from "./api";
import { Canvas } from "./Canvas";
import { Markers } from "./Markers";
import classes from "./map.module.css";
import { turned } from "./view";

const NO_ALARMS = new Map();
/** What most cameras see, and a reach that is seen on most plans. */
const ANGLE = 80;
const REACH = 0.12;

/** Puts cameras on a plan, turns them and takes them away, by pointer or by keys; nothing counts before it is saved. */
export function Editor({ plan, onEnd }: { plan: Plan; onEnd: () => void }) {
  const { t } = useLingui();
  const queries = useQueryClient();
  const { data: cameras } = useQuery(camerasQuery);
  const byId = useMemo(() => new Map(cameras?.map((camera) => [camera.id, camera])), [cameras]);
  const [placed, setPlaced] = useState<readonly PlanCamera[]>(plan.cameras);
  const [selected, setSelected] = useState<string>();
  const [find, setFind] = useState("");
  const save = useMutation({
    mutationFn: () => changePlan(plan.id, { revision: plan.revision, cameras: [...placed] }),
    onSuccess: (saved) => {
      queries.setQueryData<Plan[]>(plansQuery.queryKey, (list) =>
        list?.map((each) => (each.id === saved.id ? saved : each)),
      );
      onEnd();
    },
    onError: () => void queries.invalidateQueries({ queryKey: plansQuery.queryKey }),
  });
  const change = (camera: PlanCamera) => {
    save.reset();
    setPlaced((list) => list.map((each) => (each.cameraId === camera.cameraId ? camera : each)));
  };
  const place = (cameraId: string) => {
    save.reset();
    // Not all in one spot, where the upper one would hide the others.
    const shift = (placed.length % 7) * 0.03;
    const fresh = { cameraId, x: 0.4 + shift, y: 0.4 + shift, direction: 180, angle: ANGLE, reach: REACH };
    setPlaced((list) => [...list, fresh]);
    setSelected(cameraId);
  };
  const take = (cameraId: string) => {
    save.reset();
    setPlaced((list) => list.filter((each) => each.cameraId !== cameraId));
    setSelected(undefined);
  };
  const words = find.trim().toLocaleLowerCase();
  const others = (cameras ?? []).filter(
    (camera) =>
      !placed.some((each) => each.cameraId === camera.id) && camera.name.toLocaleLowerCase().includes(words),
  );
  const held = placed.find((each) => each.cameraId === selected);
  const heldName = held && (byId.get(held.cameraId)?.name ?? t`A camera that is gone`);
  return (
    <div className={classes.split}>
      <Canvas plan={plan}>
        {(view) => (
          <Markers
            alarms={NO_ALARMS}
            cameras={byId}
            onChange={change}
            onSelect={setSelected}
            placed={placed}
            plan={plan}
            selected={selected}
            view={view}
          />
        )}
      </Canvas>
      <section aria-label={t`Place cameras`} className={classes.beside}>
        <p className={classes.dim}>
          <Trans>
            Drag a camera to where it hangs, or go to it with Tab and move it with the arrow keys (with Shift
            in leaps); comma and full stop turn it.
          </Trans>
        </p>
        {held && (
          <fieldset className={form.group}>
            <legend>{heldName}</legend>
            <div className={form.fields}>
              <Count
                label={t`Looks towards, in degrees`}
                max={359}
                min={0}
                onChange={(value) => change({ ...held, direction: turned(value) })}
                value={held.direction}
              />
              <Count
                label={t`Angle of view, in degrees`}
                max={360}
                min={0}
                onChange={(value) => change({ ...held, angle: Math.min(360, Math.max(0, value)) })}
                value={held.angle}
              />
              <Count
                label={t`Sees so far, in per cent of the plan`}
                max={100}
                min={0}
                onChange={(value) => change({ ...held, reach: Math.min(100, Math.max(0, value)) / 100 })}
                value={Math.round(held.reach * 1000) / 10}
              />
            </div>
            <div className={form.acts}>
              <Button
                leftSection={<Icon name="trash" />}
                onClick={() => take(held.cameraId)}
                size="compact-sm"
                variant="default"
              >
                <Trans>Take it off the plan</Trans>
              </Button>
            </div>
          </fieldset>
        )}
        <fieldset className={form.group}>
          <legend>
            <Trans>Not on this plan</Trans>
          </legend>
          <label className={form.field}>
            <span>
              <Trans>Find by name</Trans>
            </span>
            <input onChange={(event) => setFind(event.currentTarget.value)} type="search" value={find} />
          </label>
          {others.length === 0 ? (
            <p className={classes.dim}>
              {words ? <Trans>No such camera.</Trans> : <Trans>All cameras stand on it.</Trans>}
            </p>
          ) : (
            <ul className={classes.others}>
              {others.map((camera) => (
                <li key={camera.id}>
                  <span>{camera.name}</span>
                  <Button
                    aria-label={t`Place ${camera.name}`}
                    leftSection={<Icon name="add" />}
                    onClick={() => place(camera.id)}
                    size="compact-sm"
                    variant="default"
                  >
                    <Trans>Place</Trans>
                  </Button>
                </li>
              ))}
            </ul>
          )}
        </fieldset>
        {save.error && <ErrorNote error={save.error} overrides={OF_PLANS} />}
        <div className={form.acts}>
          <Button loading={save.isPending} onClick={() => save.mutate()}>
            <Trans>Save the places</Trans>
          </Button>
          <Button onClick={onEnd} variant="default">
            <Trans>Cancel</Trans>
          </Button>
        </div>
      </section>
    </div>
  );
}
