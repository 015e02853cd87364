import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import type { RuleWindow } from "../../api/types";
import form from "../../ui/form.module.css";
import { Icon } from "../../ui/icons";
import classes from "./rules.module.css";
import { DAYS, type Day, dayName } from "./sentence";

interface Props {
  windows: readonly RuleWindow[];
  onChange: (windows: RuleWindow[]) => void;
}

/** The parts of the week in which a rule holds; always where there is none. */
export function Windows({ windows, onChange }: Props) {
  const { t } = useLingui();
  const set = (at: number, change: Partial<RuleWindow>) =>
    onChange(windows.map((window, place) => (place === at ? { ...window, ...change } : window)));
  return (
    <fieldset className={form.group}>
      <legend>
        <Trans>At what times</Trans>
      </legend>
      {windows.length === 0 && (
        <span className={classes.dim}>
          <Trans>Always</Trans>
        </span>
      )}
      {windows.map((window, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they have no name of their own
        <div className={form.slot} key={at}>
          <Days days={window.days} onChange={(days) => set(at, { days })} />
          <Hours from={window.from} onChange={(change) => set(at, change)} to={window.to} />
          {window.to <= window.from && (
            <span className={classes.dim}>
              <Trans>on the next day</Trans>
            </span>
          )}
          <button
            aria-label={t`Take this time away`}
            className={classes.plain}
            onClick={() => onChange(windows.filter((_, place) => place !== at))}
            type="button"
          >
            <Icon name="trash" />
          </button>
        </div>
      ))}
      <div>
        <Button
          leftSection={<Icon name="add" />}
          onClick={() => onChange([...windows, { days: [...DAYS], from: "22:00", to: "06:00" }])}
          size="compact-sm"
          variant="default"
        >
          <Trans>Add a time</Trans>
        </Button>
      </div>
    </fieldset>
  );
}

interface HoursProps {
  from: string;
  to: string;
  onChange: (change: { from?: string; to?: string }) => void;
}

/** From when to when, as the clock on the wall has it. */
export function Hours({ from, to, onChange }: HoursProps) {
  return (
    <>
      <label>
        <Trans>from</Trans>{" "}
        <input
          onChange={(event) => onChange({ from: event.currentTarget.value })}
          required
          type="time"
          value={from.slice(0, 5)}
        />
      </label>
      <label>
        <Trans>to</Trans>{" "}
        <input
          onChange={(event) => onChange({ to: event.currentTarget.value })}
          required
          type="time"
          value={to.slice(0, 5)}
        />
      </label>
    </>
  );
}

/** The days of a week, each on or off. */
export function Days({ days, onChange }: { days: readonly string[]; onChange: (days: Day[]) => void }) {
  const { i18n } = useLingui();
  return (
    <span className={classes.days}>
      {DAYS.map((day) => (
        <label
          data-on={days.includes(day) ? "" : undefined}
          key={day}
          title={dayName(i18n.locale, day, "long")}
        >
          <input
            aria-label={dayName(i18n.locale, day, "long")}
            checked={days.includes(day)}
            onChange={() => onChange(DAYS.filter((each) => days.includes(each) !== (each === day)))}
            type="checkbox"
          />
          {dayName(i18n.locale, day)}
        </label>
      ))}
    </span>
  );
}
