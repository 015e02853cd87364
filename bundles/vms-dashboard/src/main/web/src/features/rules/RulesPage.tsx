import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { ActionIcon, Button, Switch } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { camerasQuery } from "../../api/cameras";
import { api, unwrap } from "../../api/client";
import type { Rule } from "../../api/types";
import { useSession } from "../../app/session";
import { ErrorNote, Placeholder } from "../../ui/ErrorNote";
import { FormDialogue } from "../../ui/FormDialogue";
import { Icon } from "../../ui/icons";
import { rulesQuery, saveRule } from "./api";
import classes from "./rules.module.css";
import { type Names, sentence } from "./sentence";
import { OF_RULES } from "./words";

/** All rules, each as a sentence. */
export function RulesPage() {
  const { t } = useLingui();
  const navigate = useNavigate();
  const admin = useSession(({ session }) => session.state === "in" && session.user.role === "ADMIN");
  const rules = useQuery({ ...rulesQuery, enabled: admin });
  const { data: cameras = [] } = useQuery(camerasQuery);
  const [removing, setRemoving] = useState<Rule>();
  const names = {
    camera: (id: string) => cameras.find((each) => each.id === id)?.name ?? t`a removed camera`,
  };
  return (
    <div className={classes.page}>
      <div className={classes.toolbar}>
        <h1>
          <Trans>Rules</Trans>
        </h1>
        {admin && (
          <>
            <Link to="/rules/runs">
              <Trans>What they did</Trans>
            </Link>
            <Link to="/mail">
              <Trans>Mail server</Trans>
            </Link>
            <Button
              leftSection={<Icon name="add" />}
              ml="auto"
              onClick={() => void navigate({ to: "/rules/new" })}
            >
              <Trans>New rule</Trans>
            </Button>
          </>
        )}
      </div>
      {!admin ? (
        <Placeholder icon="lock" title={t`Rules are for administrators`}>
          <p>
            <Trans>
              Your role does not allow this. An administrator can give you the role Administrator.
            </Trans>
          </p>
        </Placeholder>
      ) : rules.isPending ? (
        <Placeholder icon="wait" title={t`Loading the rules …`} />
      ) : !rules.data ? (
        <ErrorNote error={rules.error} onRetry={() => void rules.refetch()} overrides={OF_RULES} />
      ) : rules.data.length === 0 ? (
        <Placeholder icon="list" title={t`No rules yet`}>
          <p>
            <Trans>
              A rule says what is to be done when something happens: “When Person detected happens on Gate 1,
              raise an alarm.” Press “New rule” to write one.
            </Trans>
          </p>
        </Placeholder>
      ) : (
        <ul className={classes.rules}>
          {rules.data.map((rule) => (
            <Row key={rule.id} names={names} onRemove={() => setRemoving(rule)} rule={rule} />
          ))}
        </ul>
      )}
      {removing && <RemoveDialogue onClose={() => setRemoving(undefined)} rule={removing} />}
    </div>
  );
}

function Row({ rule, names, onRemove }: { rule: Rule; names: Names; onRemove: () => void }) {
  const { t, i18n } = useLingui();
  const queries = useQueryClient();
  const change = useMutation({
    mutationFn: (enabled: boolean) => saveRule(rule.id, { ...rule, enabled }),
    onSettled: () => queries.invalidateQueries({ queryKey: rulesQuery.queryKey }),
  });
  return (
    <li data-testid="rule-row">
      <Switch
        aria-label={t`${rule.name} is in force`}
        checked={change.isPending ? change.variables : rule.enabled}
        onChange={(event) => change.mutate(event.currentTarget.checked)}
        size="xs"
      />
      <div className={classes.rule}>
        <Link params={{ id: rule.id }} to="/rules/$id">
          {rule.name}
        </Link>
        {!rule.enabled && (
          <span className={classes.dim}>
            {" "}
            <Trans>(switched off)</Trans>
          </span>
        )}
        <div>{sentence(i18n, rule, names)}</div>
        {change.error && <ErrorNote error={change.error} overrides={OF_RULES} />}
      </div>
      <ActionIcon
        aria-label={t`Remove ${rule.name}`}
        color="gray"
        onClick={onRemove}
        size={28}
        variant="subtle"
      >
        <Icon name="trash" />
      </ActionIcon>
    </li>
  );
}

function RemoveDialogue({ rule, onClose }: { rule: Rule; onClose: () => void }) {
  const { t } = useLingui();
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () => unwrap(api.DELETE("/rules/{id}", { params: { path: { id: rule.id } } })),
    onSuccess: onClose,
    onSettled: () => queries.invalidateQueries({ queryKey: rulesQuery.queryKey }),
  });
  const actions = rule.then.length;
  return (
    <FormDialogue
      danger
      error={remove.error}
      onClose={onClose}
      onSubmit={remove.mutate}
      pending={remove.isPending}
      submit={<Trans>Remove</Trans>}
      title={t`Remove ${rule.name}?`}
    >
      <p>
        <Plural
          one="What it does is done no more. Alarms that it raised stay. It holds # action."
          other="What it does is done no more. Alarms that it raised stay. It holds # actions."
          value={actions}
        />
      </p>
    </FormDialogue>
  );
}
