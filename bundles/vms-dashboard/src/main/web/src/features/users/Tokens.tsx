import { Trans, useLingui } from "@lingui/react/macro";
import { Button, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, unwrap } from "../../api/client";
import type { User } from "../../api/types";
import { ErrorNote } from "../../ui/ErrorNote";
import { FormDialogue } from "../../ui/FormDialogue";
import { Icon } from "../../ui/icons";
import { RemoveDialogue } from "../../ui/RemoveDialogue";
import { SelectField } from "../../ui/SelectField";
import table from "../../ui/table.module.css";
import { exact } from "../../ui/time";
import { RoleName } from "./RoleName";

const DAY = 86_400_000;

/** One's own tokens, by which programs call the interface. */
export function Tokens() {
  const { t, i18n } = useLingui();
  const tokens = useQuery({
    queryKey: ["tokens"],
    queryFn: async () => (await unwrap(api.GET("/auth/tokens"))).items,
  });
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<{ id: string; name: string }>();
  return (
    <>
      <div className={table.head}>
        <h2>
          <Trans>Your API tokens</Trans>
        </h2>
        <Button
          leftSection={<Icon name="add" />}
          onClick={() => setAdding(true)}
          size="compact-sm"
          variant="default"
        >
          <Trans>Add token</Trans>
        </Button>
      </div>
      {tokens.error && <ErrorNote error={tokens.error} onRetry={() => void tokens.refetch()} />}
      {tokens.data?.length === 0 && (
        <p className={table.dim}>
          <Trans>By a token a program acts in your name, with a role that you choose.</Trans>
        </p>
      )}
      {tokens.data && tokens.data.length > 0 && (
        <table className={table.table}>
          <thead>
            <tr>
              <th>
                <Trans>Token</Trans>
              </th>
              <th>
                <Trans>Role</Trans>
              </th>
              <th>
                <Trans>Ends</Trans>
              </th>
              <th aria-label={t`Actions`} />
            </tr>
          </thead>
          <tbody>
            {tokens.data.map((token) => (
              <tr key={token.id}>
                <th scope="row">{token.name}</th>
                <td>
                  <RoleName role={token.scope} />
                </td>
                <td>{exact(i18n.locale, Date.parse(token.expiresAt))}</td>
                <td className={table.actions}>
                  <Button
                    aria-label={t`Revoke the token ${token.name}`}
                    onClick={() => setRemoving(token)}
                    size="compact-xs"
                    variant="default"
                  >
                    <Trans>Revoke</Trans>
                  </Button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {adding && <AddToken onClose={() => setAdding(false)} />}
      {removing && (
        <RemoveDialogue
          keys={["tokens"]}
          onClose={() => setRemoving(undefined)}
          remove={() => unwrap(api.DELETE("/auth/tokens/{id}", { params: { path: { id: removing.id } } }))}
          title={t`Revoke the token ${removing.name}?`}
        >
          <Trans>Programs that use it are refused at once.</Trans>
        </RemoveDialogue>
      )}
    </>
  );
}

function AddToken({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const queries = useQueryClient();
  const [name, setName] = useState("");
  const [scope, setScope] = useState<User["role"]>("VIEWER");
  const [days, setDays] = useState("90");
  const made = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST("/auth/tokens", {
          body: {
            name: name.trim(),
            scope,
            expiresAt: new Date(Date.now() + Number(days) * DAY).toISOString(),
          },
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["tokens"] }),
  });
  if (made.data) {
    return (
      <FormDialogue
        error={null}
        onClose={onClose}
        onSubmit={onClose}
        pending={false}
        submit={<Trans>Done</Trans>}
        title={t`The token ${made.data.name}`}
      >
        <TextInput
          description={t`Copy it now: it is shown this once.`}
          label={<Trans>Token</Trans>}
          onFocus={(event) => event.currentTarget.select()}
          readOnly
          value={made.data.token}
        />
      </FormDialogue>
    );
  }
  return (
    <FormDialogue
      error={made.error}
      onClose={onClose}
      onSubmit={() => made.mutate()}
      pending={made.isPending}
      ready={name.trim() !== ""}
      submit={<Trans>Add token</Trans>}
      title={t`Add token`}
    >
      <TextInput
        data-autofocus
        label={<Trans>Name</Trans>}
        maxLength={128}
        onChange={(event) => setName(event.currentTarget.value)}
        value={name}
      />
      <SelectField
        label={<Trans>Role</Trans>}
        onChange={(value) => setScope(value as User["role"])}
        value={scope}
      >
        <option value="VIEWER">{t`Viewer`}</option>
        <option value="OPERATOR">{t`Operator`}</option>
        <option value="ADMIN">{t`Administrator`}</option>
      </SelectField>
      <SelectField label={<Trans>Ends after</Trans>} onChange={setDays} value={days}>
        {["7", "30", "90", "365"].map((value) => (
          <option key={value} value={value}>{t`${value} days`}</option>
        ))}
      </SelectField>
    </FormDialogue>
  );
}
