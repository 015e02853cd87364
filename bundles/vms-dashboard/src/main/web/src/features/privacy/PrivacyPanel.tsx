import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api, unwrap } from "../../api/client";
import type { Camera, PrivacyMask } from "../../api/types";
import { ErrorNote, Placeholder } from "../../ui/ErrorNote";
import form from "../../ui/form.module.css";
import { Icon } from "../../ui/icons";
import { SelectField } from "../../ui/SelectField";
import classes from "../detection/detection.module.css";
import { ShapeEditor } from "../detection/ShapeEditor";
import { CrossingNote, ShapeHelp, ShapeRow } from "../detection/ShapeRow";
import { crosses, fresh, type Point } from "../detection/shapes";

type Clear = NonNullable<PrivacyMask["clearFor"]>;

/** As many as the server takes. */
const MOST_AREAS = 16;

const OF_MASKS = {
  INVALID_REQUEST: msg`The server did not take these areas.`,
};

const maskQuery = (id: string) =>
  queryOptions({
    queryKey: ["masks", id],
    queryFn: () => unwrap(api.GET("/cameras/{id}/masks", { params: { path: { id } } })),
  });

/** Which parts of a camera's picture are hidden, and from whom. */
export function PrivacyPanel({ camera, admin }: { camera: Camera; admin: boolean }) {
  const { t } = useLingui();
  const { data, error, refetch } = useQuery(maskQuery(camera.id));
  if (!data) {
    return error ? (
      <ErrorNote error={error} onRetry={() => void refetch()} />
    ) : (
      <Placeholder icon="wait" title={t`Loading the privacy areas …`} />
    );
  }
  return <Areas admin={admin} camera={camera} mask={data} />;
}

function Areas({ camera, admin, mask }: { camera: Camera; admin: boolean; mask: PrivacyMask }) {
  const { t } = useLingui();
  const queries = useQueryClient();
  const [areas, setAreas] = useState(mask.areas);
  const [clearFor, setClearFor] = useState<Clear>(mask.clearFor ?? "ADMIN");
  const [selected, setSelected] = useState<number>();
  const save = useMutation({
    mutationFn: () =>
      unwrap(
        api.PUT("/cameras/{id}/masks", {
          params: { path: { id: camera.id } },
          body: { areas: areas.map((area) => ({ ...area, name: area.name.trim() })), clearFor },
        }),
      ),
    onSuccess: (saved) => queries.setQueryData(maskQuery(camera.id).queryKey, saved),
  });
  const set = (next: typeof areas) => {
    save.reset();
    setAreas(next);
  };
  const change = (place: number, next: Partial<(typeof areas)[number]>) =>
    set(areas.map((area, each) => (each === place ? { ...area, ...next } : area)));
  const shapes = areas.map((area) => ({
    name: area.name,
    line: false,
    points: area.points.map(([x = 0, y = 0]): Point => [x, y]),
  }));
  const crossing = shapes.find((shape) => crosses(shape.points, false));
  const names = areas.map((area) => area.name.trim());
  const nameless = names.includes("") || new Set(names).size < names.length;
  const add = () => {
    let count = areas.length + 1;
    while (names.includes(t`Area ${count}`)) {
      count++;
    }
    set([...areas, { name: t`Area ${count}`, points: fresh("", false).points.map((point) => [...point]) }]);
    setSelected(areas.length);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!crossing && !nameless) {
      save.mutate();
    }
  };
  return (
    <form className={form.form} onSubmit={submit}>
      <div className={classes.split}>
        <ShapeEditor
          disabled={!admin}
          onPoints={(place, points) => change(place, { points: points.map((point) => [...point]) })}
          onSelect={setSelected}
          picture={`/api/cameras/${encodeURIComponent(camera.id)}/snapshot.jpg`}
          selected={selected}
          shapes={shapes}
        />
        <div className={classes.side}>
          {areas.length === 0 ? (
            <p className={form.dim}>
              <Trans>Nothing of the picture is hidden.</Trans>
            </p>
          ) : (
            <ul aria-label={t`Hidden areas`} className={classes.zones}>
              {areas.map((area, place) => (
                <ShapeRow
                  disabled={!admin}
                  // biome-ignore lint/suspicious/noArrayIndexKey: names may be the same while they are written
                  key={place}
                  label={<Trans>Hidden area</Trans>}
                  maxLength={64}
                  name={area.name}
                  onName={(name) => change(place, { name })}
                  onRemove={() => {
                    set(areas.filter((_, each) => each !== place));
                    setSelected(undefined);
                  }}
                  onSelect={() => setSelected(place)}
                  selected={place === selected}
                />
              ))}
            </ul>
          )}
          {admin && (
            <div className={form.acts}>
              <Button
                disabled={areas.length >= MOST_AREAS}
                leftSection={<Icon name="add" />}
                onClick={add}
                variant="default"
              >
                <Trans>Hide an area</Trans>
              </Button>
            </div>
          )}
          {admin && <ShapeHelp />}
          {crossing && <CrossingNote name={crossing.name} />}
          {nameless && (
            <p className={form.warning} role="alert">
              <Icon name="alert" size={12} /> <Trans>Each area has a name of its own.</Trans>
            </p>
          )}
          <fieldset className={form.group} disabled={!admin}>
            <legend>
              <Trans>From whom</Trans>
            </legend>
            <SelectField
              description={t`Live and in playback. Stills and exports hide the areas from everybody.`}
              label={t`See the whole picture`}
              onChange={(value) => {
                save.reset();
                setClearFor(value as Clear);
              }}
              value={clearFor}
            >
              <option value="ADMIN">{t`Administrators alone`}</option>
              <option value="OPERATOR">{t`Operators and administrators`}</option>
              <option value="VIEWER">{t`Everybody`}</option>
            </SelectField>
          </fieldset>
        </div>
      </div>
      {save.error && <ErrorNote error={save.error} overrides={OF_MASKS} />}
      {admin ? (
        <div className={form.acts}>
          <Button disabled={crossing !== undefined || nameless} loading={save.isPending} type="submit">
            <Trans>Save the hidden areas</Trans>
          </Button>
          {save.isSuccess ? (
            <span className={form.dim} role="status">
              <Icon name="check" size={12} />{" "}
              <Trans>Saved. Whoever may no longer see it all is cut off now, and sees the rest.</Trans>
            </span>
          ) : (
            <span className={form.dim}>
              <Trans>It holds at once, for what was recorded too.</Trans>
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
