import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api, unwrap } from "../../api/client";
import type { Camera, PtzPreset } from "../../api/types";
import { ErrorNote } from "../../ui/ErrorNote";
import form from "../../ui/form.module.css";
import { Icon } from "../../ui/icons";
import { RemoveDialogue } from "../../ui/RemoveDialogue";
import table from "../../ui/table.module.css";
import { presetsQuery } from "./positions";

const OF_POSITIONS = {
  NOT_SUPPORTED: msg`This device's positions are stored on the device itself.`,
};

/** The positions that a camera has stored: where it looks now is added, and others are removed. */
export function PositionsPanel({ camera }: { camera: Camera }) {
  const { t } = useLingui();
  const queries = useQueryClient();
  const [name, setName] = useState("");
  const [remove, setRemove] = useState<PtzPreset>();
  const path = { id: camera.id };
  const query = presetsQuery(camera.id);
  const { data, error, refetch } = useQuery(query);
  const store = useMutation({
    mutationFn: () =>
      unwrap(api.POST("/cameras/{id}/ptz/presets", { params: { path }, body: { name: name.trim() } })),
    onSuccess: () => setName(""),
    onSettled: () => queries.invalidateQueries({ queryKey: query.queryKey }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== "" && !store.isPending) {
      store.mutate();
    }
  };
  return (
    <form className={form.form} onSubmit={submit}>
      {error && <ErrorNote error={error} onRetry={() => void refetch()} overrides={OF_POSITIONS} />}
      {data?.length === 0 && (
        <p className={form.dim}>
          <Trans>No stored positions</Trans>
        </p>
      )}
      {data && data.length > 0 && (
        <table className={table.table}>
          <thead>
            <tr>
              <th>
                <Trans>Position</Trans>
              </th>
              <th aria-label={t`Actions`} />
            </tr>
          </thead>
          <tbody>
            {data.map((preset) => {
              const words = preset.name || t`Position ${preset.id}`;
              return (
                <tr key={preset.id}>
                  <th scope="row">{words}</th>
                  <td className={table.actions}>
                    <Button
                      aria-label={t`Remove ${words}`}
                      onClick={() => setRemove(preset)}
                      size="compact-sm"
                      variant="default"
                    >
                      <Trans>Remove</Trans>
                    </Button>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
      <fieldset className={form.group}>
        <legend>
          <Trans>Store where it looks now</Trans>
        </legend>
        <label className={form.field}>
          <span>
            <Trans>Name of the position</Trans>
          </span>
          <input maxLength={64} onChange={(event) => setName(event.currentTarget.value)} value={name} />
        </label>
        <div className={form.acts}>
          <Button
            disabled={name.trim() === ""}
            leftSection={<Icon name="add" />}
            loading={store.isPending}
            type="submit"
          >
            <Trans>Store the position</Trans>
          </Button>
        </div>
      </fieldset>
      {store.error && <ErrorNote error={store.error} overrides={OF_POSITIONS} />}
      {remove && (
        <RemoveDialogue
          keys={["ptz"]}
          onClose={() => setRemove(undefined)}
          overrides={OF_POSITIONS}
          remove={() =>
            unwrap(
              api.DELETE("/cameras/{id}/ptz/presets/{preset}", {
                params: { path: { ...path, preset: remove.id } },
              }),
            )
          }
          title={t`Remove this position?`}
        >
          <Trans>The device forgets it. Rules that send the camera there fail from then on.</Trans>
        </RemoveDialogue>
      )}
    </form>
  );
}
