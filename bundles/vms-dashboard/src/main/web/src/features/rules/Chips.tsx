import { Trans, useLingui } from "@lingui/react/macro";
import { useId, useState } from "react";
import form from "../../ui/form.module.css";
import { Icon } from "../../ui/icons";
import classes from "./rules.module.css";

interface Props {
  label: string;
  /** What an empty list means. */
  none: string;
  values: readonly string[];
  choices: readonly { value: string; words: string }[];
  /** Whether something else than the choices can be typed. */
  free?: boolean;
  onChange: (values: string[]) => void;
}

/** Several of many: those chosen with a button each to take them away, and a field to add one. */
export function Chips({ label, none, values, choices, free = false, onChange }: Props) {
  const { t } = useLingui();
  const id = useId();
  const [typed, setTyped] = useState("");
  const open = choices.filter((choice) => !values.includes(choice.value));
  const wordsOf = (value: string) => choices.find((choice) => choice.value === value)?.words ?? value;
  const add = (value: string) => {
    if (value !== "" && !values.includes(value)) {
      onChange([...values, value]);
    }
  };
  const addTyped = () => {
    const text = typed.trim();
    add(choices.find((choice) => choice.words.toLowerCase() === text.toLowerCase())?.value ?? text);
    setTyped("");
  };
  return (
    <div className={form.field}>
      <label htmlFor={id}>{label}</label>
      <div className={classes.chips}>
        {values.length === 0 && <span className={classes.dim}>{none}</span>}
        {values.map((value) => (
          <span className={classes.chip} key={value}>
            {wordsOf(value)}
            <button
              aria-label={t`Take ${wordsOf(value)} away`}
              onClick={() => onChange(values.filter((other) => other !== value))}
              type="button"
            >
              <Icon name="close" size={10} />
            </button>
          </span>
        ))}
        {free ? (
          <>
            <input
              id={id}
              list={`${id}-list`}
              maxLength={200}
              onBlur={addTyped}
              onChange={(event) => setTyped(event.currentTarget.value)}
              onKeyDown={(event) => {
                if (event.key === "Enter") {
                  event.preventDefault();
                  addTyped();
                }
              }}
              placeholder={t`Add …`}
              value={typed}
            />
            <datalist id={`${id}-list`}>
              {open.map((choice) => (
                <option key={choice.value} value={choice.words} />
              ))}
            </datalist>
          </>
        ) : (
          <select id={id} onChange={(event) => add(event.currentTarget.value)} value="">
            <option value="">
              <Trans>Add …</Trans>
            </option>
            {open.map((choice) => (
              <option key={choice.value} value={choice.value}>
                {choice.words}
              </option>
            ))}
          </select>
        )}
      </div>
    </div>
  );
}
