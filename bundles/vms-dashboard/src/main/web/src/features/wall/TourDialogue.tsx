import { Trans, useLingui } from "@lingui/react/macro";
import { Checkbox, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { View } from "../../api/types";
import { addView, replaceView, viewsQuery } from "../../api/views";
import { FormDialogue } from "../../ui/FormDialogue";
import { useMayShare } from "./ViewDialogue";
import classes from "./wall.module.css";

interface Props {
  /** Those that may be its stops. */
  views: readonly View[];
  tour?: View | undefined;
  onSaved: (tour: View) => void;
  onClose: () => void;
}

/** Chooses the views that are shown one after another, and how long each is. */
export function TourDialogue({ views, tour, onSaved, onClose }: Props) {
  const { t } = useLingui();
  const queries = useQueryClient();
  const mayShare = useMayShare();
  const [name, setName] = useState(tour?.name ?? "");
  const [shared, setShared] = useState(tour?.shared ?? false);
  const [seconds, setSeconds] = useState(String(tour?.steps[0]?.seconds ?? 15));
  const [chosen, setChosen] = useState<readonly string[]>(
    () => tour?.steps.map((step) => step.viewId) ?? views.map((view) => view.id),
  );
  const each = Number(seconds);
  const timely = Number.isInteger(each) && each >= 3 && each <= 3600;
  const save = useMutation({
    mutationFn: () => {
      const body = { name: name.trim(), shared, steps: chosen.map((viewId) => ({ viewId, seconds: each })) };
      return tour ? replaceView(tour.id, { ...body, revision: tour.revision }) : addView(body);
    },
    onSuccess: async (saved) => {
      await queries.invalidateQueries({ queryKey: viewsQuery.queryKey });
      onSaved(saved);
    },
  });
  return (
    <FormDialogue
      error={save.error}
      onClose={onClose}
      onSubmit={() => save.mutate()}
      pending={save.isPending}
      ready={name.trim() !== "" && timely && chosen.length > 0}
      submit={<Trans>Save</Trans>}
      title={tour ? t`Change the tour` : t`New tour`}
    >
      <TextInput
        data-autofocus
        label={<Trans>Name</Trans>}
        maxLength={128}
        onChange={(event) => setName(event.currentTarget.value)}
        value={name}
      />
      <TextInput
        error={timely ? undefined : t`From 3 to 3600`}
        inputMode="numeric"
        label={<Trans>Seconds for each view</Trans>}
        onChange={(event) => setSeconds(event.currentTarget.value)}
        value={seconds}
      />
      <fieldset className={classes.choice}>
        <legend>
          <Trans>Views, in the order in which they are chosen</Trans>
        </legend>
        <div className={classes.choices}>
          {views.map((view) => (
            <Checkbox
              checked={chosen.includes(view.id)}
              key={view.id}
              label={view.name}
              onChange={(event) => {
                const on = event.currentTarget.checked;
                setChosen((ids) => (on ? [...ids, view.id] : ids.filter((id) => id !== view.id)));
              }}
              size="xs"
            />
          ))}
        </div>
      </fieldset>
      {mayShare && (
        <Checkbox
          checked={shared}
          label={<Trans>Shared: all users see it</Trans>}
          onChange={(event) => setShared(event.currentTarget.checked)}
          size="xs"
        />
      )}
    </FormDialogue>
  );
}
