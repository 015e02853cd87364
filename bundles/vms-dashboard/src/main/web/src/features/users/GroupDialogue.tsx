import { Trans, useLingui } from "@lingui/react/macro";
import { TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, unwrap } from "../../api/client";
import type { CameraGroup } from "../../api/types";
import { FormDialogue } from "../../ui/FormDialogue";
import { CameraChoice } from "./CameraChoice";

/** Names a group of cameras and chooses them. */
export function GroupDialogue({ group, onClose }: { group: CameraGroup | undefined; onClose: () => void }) {
  const { t } = useLingui();
  const queries = useQueryClient();
  const [name, setName] = useState(group?.name ?? "");
  const [cameras, setCameras] = useState<readonly string[]>(group?.cameras ?? []);
  const save = useMutation({
    mutationFn: () => {
      const body = { name: name.trim(), cameras: [...cameras] };
      return group
        ? unwrap(api.PUT("/groups/{id}", { params: { path: { id: group.id } }, body }))
        : unwrap(api.POST("/groups", { body }));
    },
    onSuccess: async () => {
      onClose();
      await queries.invalidateQueries({ queryKey: ["groups"] });
    },
  });
  return (
    <FormDialogue
      error={save.error}
      onClose={onClose}
      onSubmit={() => save.mutate()}
      pending={save.isPending}
      ready={name.trim() !== ""}
      submit={<Trans>Save</Trans>}
      title={group ? t`Change the group ${group.name}` : t`Add group`}
    >
      <TextInput
        data-autofocus
        label={<Trans>Name</Trans>}
        maxLength={128}
        onChange={(event) => setName(event.currentTarget.value)}
        value={name}
      />
      <CameraChoice chosen={cameras} onChange={setCameras} />
    </FormDialogue>
  );
}
