import { Trans, useLingui } from "@lingui/react/macro";
import { Checkbox, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Camera, View } from "../../api/types";
import { addView, replaceView, viewsQuery } from "../../api/views";
import { useSession } from "../../app/session";
import { FormDialogue } from "../../ui/FormDialogue";
import { SelectField } from "../../ui/SelectField";
import { MOST } from "./arrange";
import type { Arrangement } from "./arrangement";
import classes from "./wall.module.css";

interface Props {
  cameras: readonly Camera[];
  /** What it begins with. */
  arrangement: Arrangement;
  /** The view that is changed; a new one where there is none. */
  view?: View | undefined;
  onSaved: (view: View) => void;
  onClose: () => void;
}

/** Names a view, chooses its cameras, and saves it. */
export function ViewDialogue({ cameras, arrangement, view, onSaved, onClose }: Props) {
  const { t } = useLingui();
  const queries = useQueryClient();
  const mayShare = useMayShare();
  const [name, setName] = useState(view?.name ?? "");
  const [shared, setShared] = useState(view?.shared ?? false);
  const [columns, setColumns] = useState(String(arrangement.columns));
  const [chosen, setChosen] = useState<readonly string[]>(() =>
    arrangement.places.filter((id): id is string => id !== undefined).slice(0, MOST),
  );
  const [find, setFind] = useState("");
  const save = useMutation({
    mutationFn: () => {
      const body = {
        name: name.trim(),
        shared,
        tiles: chosen.map((cameraId) => ({ cameraId })),
        ...(columns === "0" ? {} : { columns: Number(columns) }),
      };
      return view ? replaceView(view.id, { ...body, revision: view.revision }) : addView(body);
    },
    onSuccess: async (saved) => {
      await queries.invalidateQueries({ queryKey: viewsQuery.queryKey });
      onSaved(saved);
    },
  });
  const listed = cameras.filter((camera) => camera.name.toLowerCase().includes(find.trim().toLowerCase()));
  return (
    <FormDialogue
      error={save.error}
      onClose={onClose}
      onSubmit={() => save.mutate()}
      pending={save.isPending}
      ready={name.trim() !== "" && chosen.length > 0}
      submit={<Trans>Save</Trans>}
      title={view ? t`Change the view` : t`Save as a view`}
    >
      <TextInput
        data-autofocus
        label={<Trans>Name</Trans>}
        maxLength={128}
        onChange={(event) => setName(event.currentTarget.value)}
        value={name}
      />
      <SelectField label={<Trans>Columns</Trans>} onChange={setColumns} value={columns}>
        {["0", "1", "2", "3", "4", "5", "6"].map((value) => (
          <option key={value} value={value}>
            {value === "0" ? t`Fitted to the screen` : value}
          </option>
        ))}
      </SelectField>
      <fieldset className={classes.choice}>
        <legend>
          <Trans>
            Cameras ({chosen.length} of at most {MOST})
          </Trans>
        </legend>
        <TextInput
          aria-label={t`Find a camera`}
          onChange={(event) => setFind(event.currentTarget.value)}
          placeholder={t`Find a camera`}
          value={find}
        />
        <div className={classes.choices}>
          {listed.map((camera) => (
            <Checkbox
              checked={chosen.includes(camera.id)}
              disabled={!chosen.includes(camera.id) && chosen.length >= MOST}
              key={camera.id}
              label={camera.name}
              onChange={(event) => {
                const on = event.currentTarget.checked;
                setChosen((ids) => (on ? [...ids, camera.id] : ids.filter((id) => id !== camera.id)));
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

export function useMayShare(): boolean {
  return useSession(({ session }) => session.state === "in" && session.user.role !== "VIEWER");
}
