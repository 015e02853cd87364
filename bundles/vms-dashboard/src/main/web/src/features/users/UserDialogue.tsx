import { Trans, useLingui } from "@lingui/react/macro";
import { Checkbox, PasswordInput, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, unwrap } from "../../api/client";
import type { Account, CameraGroup, User } from "../../api/types";
import { FormDialogue } from "../../ui/FormDialogue";
import { SelectField } from "../../ui/SelectField";
import { CameraChoice } from "./CameraChoice";
import classes from "./users.module.css";

const LEAST = 10;

interface Props {
  /** Who is changed; a new one where there is none. */
  user: Account | undefined;
  /** One's own account keeps its role. */
  self: boolean;
  groups: readonly CameraGroup[];
  onClose: () => void;
}

/** Name, role, password, and what the user may see. */
export function UserDialogue({ user, self, groups, onClose }: Props) {
  const { t } = useLingui();
  const queries = useQueryClient();
  const [username, setUsername] = useState(user?.username ?? "");
  const [role, setRole] = useState<User["role"]>(user?.role ?? "OPERATOR");
  const [password, setPassword] = useState("");
  const [enabled, setEnabled] = useState(user?.enabled ?? true);
  const [cameras, setCameras] = useState<readonly string[]>(user?.cameras ?? []);
  const [granted, setGranted] = useState<readonly string[]>(user?.groups ?? []);
  const save = useMutation({
    mutationFn: () => {
      const grants = { cameras: [...cameras], groups: [...granted] };
      return user
        ? unwrap(
            api.PUT("/users/{id}", {
              params: { path: { id: user.id } },
              body: { role, enabled, ...grants, ...(password ? { password } : {}) },
            }),
          )
        : unwrap(api.POST("/users", { body: { username: username.trim(), password, role, ...grants } }));
    },
    onSuccess: async () => {
      onClose();
      await queries.invalidateQueries({ queryKey: ["users"] });
    },
  });
  const ready = user
    ? password === "" || password.length >= LEAST
    : username.trim() !== "" && password.length >= LEAST;
  return (
    <FormDialogue
      error={save.error}
      onClose={onClose}
      onSubmit={() => save.mutate()}
      pending={save.isPending}
      ready={ready}
      submit={<Trans>Save</Trans>}
      title={user ? t`Change the user ${user.username}` : t`Add user`}
    >
      {!user && (
        <TextInput
          autoComplete="off"
          data-autofocus
          label={<Trans>User name</Trans>}
          maxLength={64}
          onChange={(event) => setUsername(event.currentTarget.value)}
          value={username}
        />
      )}
      <PasswordInput
        autoComplete="new-password"
        description={
          user ? (
            <Trans>Left empty, it stays as it is. A new one is to be changed at the next login.</Trans>
          ) : (
            <Trans>At least {LEAST} characters. It is to be changed at the first login.</Trans>
          )
        }
        label={<Trans>Password</Trans>}
        onChange={(event) => setPassword(event.currentTarget.value)}
        value={password}
      />
      {!self && (
        <SelectField
          description={
            role === "ADMIN" ? (
              <Trans>Sees and changes everything.</Trans>
            ) : role === "OPERATOR" ? (
              <Trans>
                Watches, turns cameras, handles alarms and exports, with the cameras granted below.
              </Trans>
            ) : (
              <Trans>Watches the cameras granted below, and no more.</Trans>
            )
          }
          label={<Trans>Role</Trans>}
          onChange={(value) => setRole(value as User["role"])}
          value={role}
        >
          <option value="ADMIN">{t`Administrator`}</option>
          <option value="OPERATOR">{t`Operator`}</option>
          <option value="VIEWER">{t`Viewer`}</option>
        </SelectField>
      )}
      {role !== "ADMIN" && (
        <>
          {groups.length > 0 && (
            <fieldset className={classes.choice}>
              <legend>
                <Trans>Groups of cameras</Trans>
              </legend>
              <div className={classes.choices}>
                {groups.map((group) => (
                  <Checkbox
                    checked={granted.includes(group.id)}
                    key={group.id}
                    label={group.name}
                    onChange={(event) => {
                      const on = event.currentTarget.checked;
                      setGranted((ids) => (on ? [...ids, group.id] : ids.filter((id) => id !== group.id)));
                    }}
                    size="xs"
                  />
                ))}
              </div>
            </fieldset>
          )}
          <CameraChoice chosen={cameras} onChange={setCameras} />
        </>
      )}
      {user && !self && (
        <Checkbox
          checked={enabled}
          label={<Trans>May log in</Trans>}
          onChange={(event) => setEnabled(event.currentTarget.checked)}
          size="xs"
        />
      )}
    </FormDialogue>
  );
}
