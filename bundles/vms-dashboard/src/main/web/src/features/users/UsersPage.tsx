import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, unwrap } from "../../api/client";
import type { Account, CameraGroup } from "../../api/types";
import { useSession } from "../../app/session";
import { ErrorNote, Placeholder } from "../../ui/ErrorNote";
import { Icon } from "../../ui/icons";
import { RemoveDialogue } from "../../ui/RemoveDialogue";
import { Mark } from "../../ui/state";
import table from "../../ui/table.module.css";
import { GroupDialogue } from "./GroupDialogue";
import { RoleName } from "./RoleName";
import { Tokens } from "./Tokens";
import { UserDialogue } from "./UserDialogue";

type Open =
  | { what: "user"; user?: Account }
  | { what: "group"; group?: CameraGroup }
  | { what: "removeUser"; user: Account }
  | { what: "removeGroup"; group: CameraGroup };

/** Who may log in, what each may see, groups of cameras to grant, and tokens for programs. */
export function UsersPage() {
  const { t } = useLingui();
  const me = useSession(({ session }) => (session.state === "in" ? session.user : undefined));
  const admin = me?.role === "ADMIN";
  const users = useQuery({
    queryKey: ["users"],
    queryFn: async () => (await unwrap(api.GET("/users"))).items,
    enabled: admin,
  });
  const groups = useQuery({
    queryKey: ["groups"],
    queryFn: async () => (await unwrap(api.GET("/groups"))).items,
    enabled: admin,
  });
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);

  if (!admin) {
    return (
      <Placeholder icon="lock" title={t`Only administrators see the users`}>
        <p>
          <Trans>Your role does not allow this. Ask an administrator.</Trans>
        </p>
      </Placeholder>
    );
  }
  const groupNames = new Map(groups.data?.map((group) => [group.id, group.name]));
  return (
    <div className={table.page}>
      <div className={table.head}>
        <h1>
          <Trans>Users</Trans>
        </h1>
        <Button
          leftSection={<Icon name="add" />}
          onClick={() => setOpen({ what: "user" })}
          size="compact-sm"
          variant="default"
        >
          <Trans>Add user</Trans>
        </Button>
      </div>
      {users.error && <ErrorNote error={users.error} onRetry={() => void users.refetch()} />}
      {users.isPending && <Placeholder icon="wait" title={t`Loading the users …`} />}
      {users.data && (
        <table className={table.table}>
          <thead>
            <tr>
              <th>
                <Trans>User</Trans>
              </th>
              <th>
                <Trans>Role</Trans>
              </th>
              <th>
                <Trans>Sees</Trans>
              </th>
              <th>
                <Trans>State</Trans>
              </th>
              <th aria-label={t`Actions`} />
            </tr>
          </thead>
          <tbody>
            {users.data.map((user) => (
              <tr key={user.id}>
                <th scope="row">
                  {user.username}
                  {user.id === me?.id && (
                    <span className={table.dim}>
                      {" "}
                      <Trans>(you)</Trans>
                    </span>
                  )}
                </th>
                <td>
                  <RoleName role={user.role} />
                </td>
                <td>
                  <Sees groupNames={groupNames} user={user} />
                </td>
                <td>
                  {!user.enabled ? (
                    <Mark icon="pause" severity="dim">{t`Disabled`}</Mark>
                  ) : user.mustChangePassword ? (
                    <Mark icon="key" severity="dim">{t`Must choose a password`}</Mark>
                  ) : (
                    <Mark icon="check" severity="normal">{t`May log in`}</Mark>
                  )}
                </td>
                <td className={table.actions}>
                  <Button
                    aria-label={t`Change the user ${user.username}`}
                    onClick={() => setOpen({ what: "user", user })}
                    size="compact-xs"
                    variant="default"
                  >
                    <Trans>Change</Trans>
                  </Button>
                  {user.id !== me?.id && (
                    <Button
                      aria-label={t`Remove the user ${user.username}`}
                      onClick={() => setOpen({ what: "removeUser", user })}
                      size="compact-xs"
                      variant="default"
                    >
                      <Trans>Remove</Trans>
                    </Button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <div className={table.head}>
        <h2>
          <Trans>Groups of cameras</Trans>
        </h2>
        <Button
          leftSection={<Icon name="add" />}
          onClick={() => setOpen({ what: "group" })}
          size="compact-sm"
          variant="default"
        >
          <Trans>Add group</Trans>
        </Button>
      </div>
      {groups.error && <ErrorNote error={groups.error} onRetry={() => void groups.refetch()} />}
      {groups.data?.length === 0 && (
        <p className={table.dim}>
          <Trans>A group is granted as a whole: whoever has it sees what is added to it later.</Trans>
        </p>
      )}
      {groups.data && groups.data.length > 0 && (
        <table className={table.table}>
          <thead>
            <tr>
              <th>
                <Trans>Group</Trans>
              </th>
              <th>
                <Trans>Cameras</Trans>
              </th>
              <th aria-label={t`Actions`} />
            </tr>
          </thead>
          <tbody>
            {groups.data.map((group) => (
              <tr key={group.id}>
                <th scope="row">{group.name}</th>
                <td>{group.cameras.length}</td>
                <td className={table.actions}>
                  <Button
                    aria-label={t`Change the group ${group.name}`}
                    onClick={() => setOpen({ what: "group", group })}
                    size="compact-xs"
                    variant="default"
                  >
                    <Trans>Change</Trans>
                  </Button>
                  <Button
                    aria-label={t`Remove the group ${group.name}`}
                    onClick={() => setOpen({ what: "removeGroup", group })}
                    size="compact-xs"
                    variant="default"
                  >
                    <Trans>Remove</Trans>
                  </Button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <Tokens />
      {open?.what === "user" && (
        <UserDialogue
          groups={groups.data ?? []}
          onClose={close}
          self={open.user?.id === me?.id}
          user={open.user}
        />
      )}
      {open?.what === "group" && <GroupDialogue group={open.group} onClose={close} />}
      {open?.what === "removeUser" && (
        <RemoveDialogue
          keys={["users"]}
          onClose={close}
          remove={() => unwrap(api.DELETE("/users/{id}", { params: { path: { id: open.user.id } } }))}
          title={t`Remove the user ${open.user.username}?`}
        >
          <Trans>Their sessions end at once. What they did stays in the audit log.</Trans>
        </RemoveDialogue>
      )}
      {open?.what === "removeGroup" && (
        <RemoveDialogue
          keys={["groups", "users"]}
          onClose={close}
          remove={() => unwrap(api.DELETE("/groups/{id}", { params: { path: { id: open.group.id } } }))}
          title={t`Remove the group ${open.group.name}?`}
        >
          <Trans>Whoever sees cameras by this group alone sees them no more. The cameras stay.</Trans>
        </RemoveDialogue>
      )}
    </div>
  );
}

function Sees({ user, groupNames }: { user: Account; groupNames: Map<string, string> }) {
  if (user.role === "ADMIN") {
    return <Trans>All cameras</Trans>;
  }
  const groups = user.groups.map((id) => groupNames.get(id) ?? "…");
  const count = user.cameras.length;
  if (count === 0 && groups.length === 0) {
    return (
      <span className={table.dim}>
        <Trans>No camera</Trans>
      </span>
    );
  }
  return (
    <>
      {groups.join(", ")}
      {groups.length > 0 && count > 0 && " + "}
      {count > 0 && <Trans>{count} single cameras</Trans>}
    </>
  );
}
