import { type ReactNode, useId } from "react";
import classes from "./ui.module.css";

interface Props {
  label: ReactNode;
  description?: ReactNode;
  value: string;
  onChange: (value: string) => void;
  /** For tests in a browser. */
  testId?: string;
  children: ReactNode;
}

/** The browser's own list of choices, which keyboards and screen readers know best. */
export function SelectField({ label, description, value, onChange, testId, children }: Props) {
  const id = useId();
  return (
    <div>
      <label className={classes.label} htmlFor={id}>
        {label}
      </label>
      <select
        aria-describedby={description ? `${id}-text` : undefined}
        className={classes.select}
        data-testid={testId}
        id={id}
        onChange={(event) => onChange(event.currentTarget.value)}
        value={value}
      >
        {children}
      </select>
      {description && (
        <div className={classes.description} id={`${id}-text`}>
          {description}
        </div>
      )}
    </div>
  );
}
