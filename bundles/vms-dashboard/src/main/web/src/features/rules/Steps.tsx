import { Trans, useLingui } from "@lingui/react/macro";
import { type ReactNode, useId } from "react";
import type { Action, ActionParameter, Camera, RuleStep } from "../../api/types";
import form from "../../ui/form.module.css";
import { Icon } from "../../ui/icons";
import type { Vocabulary } from "./api";
import classes from "./rules.module.css";
import { actionInWords } from "./sentence";

interface Props {
  steps: readonly RuleStep[];
  actions: readonly Action[];
  cameras: readonly Camera[];
  vocabulary: Vocabulary | undefined;
  onChange: (steps: RuleStep[]) => void;
}

/** What a rule does, in order, with what each action wants to be told. */
export function Steps({ steps, actions, cameras, vocabulary, onChange }: Props) {
  const { t, i18n } = useLingui();
  const set = (at: number, name: string, value: unknown) =>
    onChange(steps.map((step, place) => (place === at ? { ...step, [name]: value } : step)));
  return (
    <fieldset className={form.group}>
      <legend>
        <Trans>Do this</Trans>
      </legend>
      {steps.map((step, at) => {
        const action = actions.find((each) => each.name === step.action);
        const words = actionInWords(i18n, step.action);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: an action can stand there twice
          <section aria-label={words} className={classes.step} data-testid={`step-${step.action}`} key={at}>
            <header>
              <strong>{words.charAt(0).toUpperCase() + words.slice(1)}</strong>
              <span className={classes.dim}>
                {action ? (
                  action.description
                ) : (
                  <Trans>This server does not know this action at the moment.</Trans>
                )}
              </span>
              <button
                aria-label={t`Take away: ${words}`}
                className={classes.plain}
                onClick={() => onChange(steps.filter((_, place) => place !== at))}
                type="button"
              >
                <Icon name="trash" />
              </button>
            </header>
            {action && action.parameters.length > 0 && (
              <div className={classes.parameters}>
                {action.parameters.map((parameter) => (
                  <Parameter
                    cameras={cameras}
                    key={parameter.name}
                    onChange={(value) => set(at, parameter.name, value)}
                    parameter={parameter}
                    value={step[parameter.name]}
                    vocabulary={vocabulary}
                  />
                ))}
              </div>
            )}
          </section>
        );
      })}
      <label className={form.field}>
        <span>
          <Trans>Add an action</Trans>
        </span>
        <select
          onChange={(event) => {
            const action = event.currentTarget.value;
            if (action) {
              onChange([...steps, { action }]);
            }
          }}
          value=""
        >
          <option value="">{t`Choose what is to be done`}</option>
          {actions.map((action) => (
            <option key={action.name} value={action.name}>
              {actionInWords(i18n, action.name)}
            </option>
          ))}
        </select>
      </label>
    </fieldset>
  );
}

interface ParameterProps {
  parameter: ActionParameter;
  value: unknown;
  cameras: readonly Camera[];
  vocabulary: Vocabulary | undefined;
  onChange: (value: unknown) => void;
}

/** "escalateSeconds" is "Escalate seconds". */
function label(name: string): string {
  const words = name.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function Parameter({ parameter, value, cameras, vocabulary, onChange }: ParameterProps) {
  const { t } = useLingui();
  const id = useId();
  const { kind, name, required, standard } = parameter;
  const choices = (parameter.choices ?? []) as string[];
  const usual = standard === undefined || standard === null ? "" : String(standard);
  const text = value === undefined || value === null ? "" : String(value);
  const common = { id, required, "aria-describedby": `${id}-text` };
  const known = suggestions(name, vocabulary);
  let field: ReactNode;
  switch (kind) {
    case "BOOLEAN":
      field = (
        <select
          {...common}
          onChange={(event) => onChange(event.currentTarget.value === "true")}
          value={text || usual || "false"}
        >
          <option value="true">{t`Yes`}</option>
          <option value="false">{t`No`}</option>
        </select>
      );
      break;
    case "CHOICE":
      field = (
        <select {...common} onChange={(event) => onChange(event.currentTarget.value)} value={text || usual}>
          {choices.map((choice) => (
            <option key={choice} value={choice}>
              {label(choice.toLowerCase())}
            </option>
          ))}
        </select>
      );
      break;
    case "CAMERA":
      field = (
        <select
          {...common}
          onChange={(event) => onChange(event.currentTarget.value || undefined)}
          value={text}
        >
          <option value="">{t`The event's camera`}</option>
          {cameras.map((camera) => (
            <option key={camera.id} value={camera.id}>
              {camera.name}
            </option>
          ))}
        </select>
      );
      break;
    case "NUMBER":
    case "WHOLE_NUMBER":
      field = (
        <input
          {...common}
          max={parameter.most}
          min={parameter.least}
          onChange={(event) =>
            onChange(event.currentTarget.value === "" ? undefined : event.currentTarget.valueAsNumber)
          }
          placeholder={usual}
          step={kind === "NUMBER" ? "any" : 1}
          type="number"
          value={text}
        />
      );
      break;
    case "LONG_TEXT":
      field = (
        <textarea
          {...common}
          onChange={(event) => onChange(event.currentTarget.value)}
          rows={3}
          value={text}
        />
      );
      break;
    case "SECRET":
      field = (
        <input
          {...common}
          autoComplete="new-password"
          onChange={(event) => onChange(event.currentTarget.value)}
          placeholder={t`Kept as it is when left empty`}
          type="password"
          value={text}
        />
      );
      break;
    default:
      field = (
        <>
          <input
            {...common}
            list={known.length > 0 ? `${id}-list` : undefined}
            onChange={(event) => onChange(event.currentTarget.value)}
            placeholder={usual}
            value={text}
          />
          {known.length > 0 && (
            <datalist id={`${id}-list`}>
              {known.map((each) => (
                <option key={each.value + each.words} value={each.value}>
                  {each.words}
                </option>
              ))}
            </datalist>
          )}
        </>
      );
  }
  return (
    <div className={form.field} data-wide={kind === "LONG_TEXT" ? "" : undefined}>
      <label htmlFor={id}>
        {label(name)}
        {required && " *"}
      </label>
      {field}
      <div className={classes.hint} id={`${id}-text`}>
        {parameter.description}
      </div>
    </div>
  );
}

/** What the devices have, for parameters that name a part of one. */
function suggestions(name: string, vocabulary: Vocabulary | undefined): { value: string; words: string }[] {
  const devices = vocabulary?.devices ?? [];
  switch (name) {
    case "device":
      return devices.map((device) => ({ value: device.id, words: device.name }));
    case "output":
      return devices.flatMap((device) =>
        device.outputs.map((output) => ({ value: output.id, words: `${device.name}: ${output.name}` })),
      );
    default:
      return [];
  }
}
