import { Trans, useLingui } from "@lingui/react/macro";
import type { ReactNode } from "react";
import form from "../../ui/form.module.css";
import { Icon } from "../../ui/icons";
import classes from "./detection.module.css";

interface Props {
  /** What kind of shape it is. */
  label: ReactNode;
  name: string;
  /** How long a name the server takes. */
  maxLength: number;
  disabled: boolean;
  selected: boolean;
  onName: (name: string) => void;
  onSelect: () => void;
  onRemove: () => void;
  /** More fields, after the name. */
  children?: ReactNode;
}

/** One shape in the list beside the picture: its name, what else is said of it, and how it is taken away. */
export function ShapeRow(props: Props) {
  const { label, name, maxLength, disabled, selected, onName, onSelect, onRemove, children } = props;
  const { t } = useLingui();
  return (
    <li data-selected={selected ? "" : undefined} data-testid="zone-row">
      <div className={classes.zone}>
        <label className={form.field}>
          <span>{label}</span>
          <input
            disabled={disabled}
            maxLength={maxLength}
            onChange={(event) => onName(event.currentTarget.value)}
            onFocus={onSelect}
            required
            value={name}
          />
        </label>
        {children}
        {!disabled && (
          <button aria-label={t`Remove ${name}`} className={form.plain} onClick={onRemove} type="button">
            <Icon name="trash" />
          </button>
        )}
      </div>
    </li>
  );
}

/** How shapes are drawn by pointer and by keys. */
export function ShapeHelp() {
  return (
    <p className={form.dim}>
      <Trans>
        Drag the corners, or go to one with Tab and move it with the arrow keys; Insert adds a corner, Delete
        takes one away.
      </Trans>
    </p>
  );
}

/** Said of a shape that the server would not take. */
export function CrossingNote({ name }: { name: string }) {
  return (
    <p className={form.warning} role="alert">
      <Icon name="alert" size={12} /> <Trans>The outline of “{name}” crosses itself.</Trans>
    </p>
  );
}
