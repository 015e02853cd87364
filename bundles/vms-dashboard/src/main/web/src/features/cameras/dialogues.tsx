import { Trans, useLingui } from "@lingui/react/macro";
import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { camerasQuery } from "../../api/cameras";
import { api, unwrap } from "../../api/client";
import type { Camera, CameraPatch } from "../../api/types";
import { Dialogue } from "../../ui/Dialogue";
import { ErrorNote } from "../../ui/ErrorNote";
import classes from "./cameras.module.css";

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

interface FrameProps {
  title: string;
  error: unknown;
  pending: boolean;
  submit: ReactNode;
  danger?: boolean;
  ready?: boolean;
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
}

function Frame(props: FrameProps) {
  const { ready = true, pending, onClose } = props;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready && !pending) {
      props.onSubmit();
    }
  };
  return (
    <Dialogue onClose={onClose} size={420} title={props.title}>
      <form className={classes.form} onSubmit={submit}>
        {props.children}
        {props.error ? <ErrorNote error={props.error} /> : null}
        <div className={classes.buttons}>
          <Button onClick={onClose} variant="default">
            <Trans>Cancel</Trans>
          </Button>
          <Button
            color={props.danger ? "red" : "blue"}
            data-testid="dialogue-submit"
            disabled={!ready}
            loading={pending}
            type="submit"
          >
            {props.submit}
          </Button>
        </div>
      </form>
    </Dialogue>
  );
}

export function RenameDialogue({ camera, onClose }: Props) {
  const { t } = useLingui();
  const [name, setName] = useState(camera.name);
  const change = useChange(onClose, () => patch(camera, { name: name.trim() }));
  return (
    <Frame
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
    </Frame>
  );
}

export function CredentialsDialogue({ camera, onClose }: Props) {
  const { t } = useLingui();
  const [user, setUser] = useState("");
  const [pass, setPass] = useState("");
  const change = useChange(onClose, () => patch(camera, { user, pass }));
  return (
    <Frame
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
    </Frame>
  );
}

export function RemoveDialogue({ camera, onClose }: Props) {
  const { t } = useLingui();
  const remove = useChange(onClose, () =>
    unwrap(api.DELETE("/cameras/{id}", { params: { path: { id: camera.id } } })),
  );
  const { name } = camera;
  return (
    <Frame
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
    </Frame>
  );
}
