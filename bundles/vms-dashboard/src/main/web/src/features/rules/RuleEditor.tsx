import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Switch } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { camerasQuery } from "../../api/cameras";
import type { RuleCondition } from "../../api/types";
import { ErrorNote, Placeholder } from "../../ui/ErrorNote";
import form from "../../ui/form.module.css";
import { Icon } from "../../ui/icons";
import { KNOWN_TYPES, typeInWords } from "../events/words";
import { actionsQuery, type Draft, EMPTY, rulesQuery, saveRule, vocabularyQuery } from "./api";
import { Chips } from "./Chips";
import { DryRunPanel } from "./DryRunPanel";
import classes from "./rules.module.css";
import { Steps } from "./Steps";
import { sentence } from "./sentence";
import { Windows } from "./Windows";
import { OF_RULES } from "./words";

/** A new rule, or one that is there, as a form and as the sentence that it amounts to. */
export function RuleEditor() {
  const { t } = useLingui();
  const { id } = useParams({ strict: false }) as { id?: string };
  const rules = useQuery({ ...rulesQuery, enabled: id !== undefined });
  const rule = rules.data?.find((each) => each.id === id);
  return (
    <div className={classes.page}>
      <div className={classes.toolbar}>
        <h1>{id === undefined ? <Trans>New rule</Trans> : <Trans>Rule</Trans>}</h1>
        <Link to="/rules">
          <Trans>All rules</Trans>
        </Link>
      </div>
      {id === undefined ? (
        <Form draft={EMPTY} />
      ) : rule ? (
        <Form draft={rule} id={rule.id} key={rule.id} />
      ) : rules.error ? (
        <ErrorNote error={rules.error} onRetry={() => void rules.refetch()} overrides={OF_RULES} />
      ) : rules.isPending ? (
        <Placeholder icon="wait" title={t`Loading the rule …`} />
      ) : (
        <Placeholder icon="search" title={t`There is no such rule`}>
          <p>
            <Trans>It may have been removed by somebody else.</Trans>
          </p>
        </Placeholder>
      )}
    </div>
  );
}

function Form({ draft: first, id }: { draft: Draft; id?: string }) {
  const { t, i18n } = useLingui();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [draft, setDraft] = useState<Draft>(first);
  const { data: cameras = [] } = useQuery(camerasQuery);
  const actions = useQuery(actionsQuery);
  const { data: vocabulary } = useQuery(vocabularyQuery);
  const save = useMutation({
    mutationFn: () => saveRule(id, draft),
    onSuccess: () => void navigate({ to: "/rules" }),
    onSettled: () => queries.invalidateQueries({ queryKey: rulesQuery.queryKey }),
  });
  const set = (change: Partial<Draft>) => setDraft((before) => ({ ...before, ...change }));
  const when = (change: Partial<RuleCondition>) =>
    setDraft((before) => ({ ...before, when: { ...before.when, ...change } }));
  const names = {
    camera: (camera: string) => cameras.find((each) => each.id === camera)?.name ?? t`a removed camera`,
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const seenTypes = vocabulary?.types?.map((type) => type.name) ?? [];
  return (
    <form className={classes.form} onSubmit={submit}>
      <p className={classes.sentence} data-testid="rule-sentence">
        {sentence(i18n, draft, names)}
      </p>
      <div className={classes.line}>
        <label className={form.field}>
          <span>
            <Trans>Name</Trans>
          </span>
          <input
            maxLength={128}
            onChange={(event) => set({ name: event.currentTarget.value })}
            required
            value={draft.name}
          />
        </label>
        <Switch
          checked={draft.enabled}
          label={t`In force`}
          onChange={(event) => set({ enabled: event.currentTarget.checked })}
          size="xs"
        />
      </div>
      <fieldset className={form.group}>
        <legend>
          <Trans>When</Trans>
        </legend>
        <Chips
          choices={[...new Set([...seenTypes, ...KNOWN_TYPES])].map((type) => ({
            value: type,
            words: typeInWords(i18n, type),
          }))}
          free
          label={t`Event`}
          none={t`Any event`}
          onChange={(types) => when({ types })}
          values={draft.when.types ?? []}
        />
        <Chips
          choices={cameras.map((camera) => ({ value: camera.id, words: camera.name }))}
          label={t`Camera`}
          none={t`Any camera`}
          onChange={(cameraIds) => when({ cameraIds })}
          values={draft.when.cameraIds ?? []}
        />
        <Chips
          choices={(vocabulary?.labels ?? []).map(({ name }) => ({ value: name, words: name }))}
          free
          label={t`Label`}
          none={t`Any label`}
          onChange={(labels) => when({ labels })}
          values={draft.when.labels ?? []}
        />
        <Narrower draft={draft} onChange={when} zones={vocabulary?.zones?.map((zone) => zone.name) ?? []} />
      </fieldset>
      <Windows onChange={(schedule) => when({ schedule })} windows={draft.when.schedule ?? []} />
      {actions.error ? (
        <ErrorNote error={actions.error} onRetry={() => void actions.refetch()} overrides={OF_RULES} />
      ) : (
        <Steps
          actions={actions.data ?? []}
          cameras={cameras}
          onChange={(then) => set({ then })}
          steps={draft.then}
          vocabulary={vocabulary}
        />
      )}
      <label className={form.field}>
        <span>
          <Trans>At most once in so many seconds for each camera; 0 for every time</Trans>
        </span>
        <input
          className={classes.number}
          max={86_400}
          min={0}
          onChange={(event) => set({ throttleSeconds: event.currentTarget.valueAsNumber || 0 })}
          type="number"
          value={draft.throttleSeconds}
        />
      </label>
      {save.error && <ErrorNote error={save.error} overrides={OF_RULES} />}
      <div className={classes.acts}>
        <Button disabled={draft.then.length === 0} loading={save.isPending} type="submit">
          <Trans>Save the rule</Trans>
        </Button>
        {draft.then.length === 0 && (
          <span className={classes.dim}>
            <Icon name="info" size={12} /> <Trans>Add what is to be done first.</Trans>
          </span>
        )}
      </div>
      <DryRunPanel draft={draft} />
    </form>
  );
}

interface NarrowerProps {
  draft: Draft;
  zones: string[];
  onChange: (change: Partial<RuleCondition>) => void;
}

/** The conditions that most rules do without. */
function Narrower({ draft, zones, onChange }: NarrowerProps) {
  const { t } = useLingui();
  const { minConfidence, zone, count, input } = draft.when;
  const [open] = useState(Boolean(minConfidence || zone || count || input));
  return (
    <details className={classes.more} open={open}>
      <summary>
        <Trans>Narrower: zone, confidence, repetition, input</Trans>
      </summary>
      <div className={classes.parameters}>
        <label className={form.field}>
          <span>
            <Trans>Zone</Trans>
          </span>
          <input
            list="rule-zones"
            maxLength={100}
            onChange={(event) => onChange({ zone: event.currentTarget.value || undefined })}
            placeholder={t`Anywhere in the picture`}
            value={zone ?? ""}
          />
          <datalist id="rule-zones">
            {zones.map((name) => (
              <option key={name} value={name} />
            ))}
          </datalist>
        </label>
        <label className={form.field}>
          <span>
            <Trans>At least so sure, in per cent</Trans>
          </span>
          <input
            max={100}
            min={0}
            onChange={(event) =>
              onChange({ minConfidence: (event.currentTarget.valueAsNumber || 0) / 100 || undefined })
            }
            type="number"
            value={minConfidence ? Math.round(minConfidence * 100) : ""}
          />
        </label>
        <label className={form.field}>
          <span>
            <Trans>At least so often</Trans>
          </span>
          <input
            max={1000}
            min={2}
            onChange={(event) => {
              const times = event.currentTarget.valueAsNumber;
              onChange({
                count: times > 1 ? { times, withinSeconds: count?.withinSeconds ?? 60 } : undefined,
              });
            }}
            placeholder={t`Once`}
            type="number"
            value={count?.times ?? ""}
          />
        </label>
        {count && (
          <label className={form.field}>
            <span>
              <Trans>within so many seconds</Trans>
            </span>
            <input
              max={86_400}
              min={1}
              onChange={(event) =>
                onChange({ count: { ...count, withinSeconds: event.currentTarget.valueAsNumber || 1 } })
              }
              type="number"
              value={count.withinSeconds}
            />
          </label>
        )}
        <label className={form.field}>
          <span>
            <Trans>Digital input</Trans>
          </span>
          <input
            maxLength={100}
            onChange={(event) =>
              onChange({
                input: event.currentTarget.value
                  ? { active: true, ...input, input: event.currentTarget.value }
                  : undefined,
              })
            }
            placeholder={t`Not looked at`}
            value={input?.input ?? ""}
          />
        </label>
        {input && (
          <label className={form.field}>
            <span>
              <Trans>which becomes</Trans>
            </span>
            <select
              onChange={(event) =>
                onChange({ input: { ...input, active: event.currentTarget.value === "on" } })
              }
              value={input.active ? "on" : "off"}
            >
              <option value="on">{t`on`}</option>
              <option value="off">{t`off`}</option>
            </select>
          </label>
        )}
      </div>
    </details>
  );
}
