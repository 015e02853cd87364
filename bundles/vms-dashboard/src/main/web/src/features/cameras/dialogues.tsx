import { Trans, useLingui } from "@lingui/react/macro";
import { PasswordInput, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { camerasQuery } from "../../api/cameras";
import { api, unwrap } from "../../api/client";
import type { Camera, CameraPatch } from "../../api/types";
import { FormDialogue } from "../../ui/FormDialogue";
import classes from "../../ui/ui.module.css";

interface Props {
  camera: Camera;
  onClose: () => void;
}

function useChange(onDone: () => void, change: () => Promise<unknown>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: onDone,
    // After a failure too: it may have been changed by someone else.
    onSettled: () => queries.invalidateQueries({ queryKey: camerasQuery.queryKey }),
  });
}

function patch(camera: Camera, body: CameraPatch): Promise<Camera> {
  return unwrap(api.PATCH("/cameras/{id}", { params: { path: { id: camera.id } }, body }));
}

export function RenameDialogue({ camera, onClose }: Props) {
  const { t } = useLingui();
  const [name, setName] = useState(camera.name);
  const change = useChange(onClose, () => patch(camera, { name: name.trim() }));
  return (
    <FormDialogue
      error={change.error}
      onClose={onClose}
      onSubmit={change.mutate}
      pending={change.isPending}
      ready={name.trim() !== ""}
      submit={<Trans>Rename</Trans>}
      title={t`Rename ${camera.name}`}
    >
      <TextInput
        data-autofocus
        data-testid="camera-name"
        label={<Trans>Name</Trans>}
        maxLength={128}
        onChange={(event) => setName(event.currentTarget.value)}
        value={name}
      />
    </FormDialogue>
  );
}

export function CredentialsDialogue({ camera, onClose }: Props) {
  const { t } = useLingui();
  const [user, setUser] = useState("");
  const [pass, setPass] = useState("");
  const change = useChange(onClose, () => patch(camera, { user, pass }));
  return (
    <FormDialogue
      error={change.error}
      onClose={onClose}
      onSubmit={change.mutate}
      pending={change.isPending}
      ready={user !== ""}
      submit={<Trans>Change credentials</Trans>}
      title={t`Credentials of ${camera.name}`}
    >
      <p className={classes.hint}>
        <Trans>What the server logs in to the camera with. The stored ones are never shown.</Trans>
      </p>
      <TextInput
        autoComplete="off"
        data-autofocus
        label={<Trans>User name on the camera</Trans>}
        onChange={(event) => setUser(event.currentTarget.value)}
        spellCheck={false}
        value={user}
      />
      <PasswordInput
        autoComplete="new-password"
        label={<Trans>Password on the camera</Trans>}
        onChange={(event) => setPass(event.currentTarget.value)}
        value={pass}
        visibilityToggleButtonProps={{ "aria-label": t`Show the password`, tabIndex: 0 }}
      />
    </FormDialogue>
  );
}

export function RemoveDialogue({ camera, onClose }: Props) {
  const { t } = useLingui();
  const remove = useChange(onClose, () =>
    unwrap(api.DELETE("/cameras/{id}", { params: { path: { id: camera.id } } })),
  );
  const { name } = camera;
  return (
    <FormDialogue
      danger
      error={remove.error}
      onClose={onClose}
      onSubmit={remove.mutate}
      pending={remove.isPending}
      submit={<Trans>Remove</Trans>}
      title={t`Remove ${name}?`}
    >
      <p className={classes.hint}>
        <Trans>
          {name} ({camera.ip}) leaves the system for every user, and its live picture ends. The device itself
          is not changed.
        </Trans>
      </p>
    </FormDialogue>
  );
}
