import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { camerasQuery } from "../../api/cameras";
import type { Severity } from "../../api/types";
import form from "../../ui/form.module.css";
import classes from "./events.module.css";
import { type EventFilter, isFiltered } from "./search";
import { useSiteTime } from "./siteTime";
import { When } from "./When";
import { KNOWN_TYPES, SEVERITIES, typeInWords } from "./words";

interface Props {
  filter: EventFilter;
  /** Types that have been seen, beside those that are known. */
  seen: readonly string[];
  onChange: (filter: EventFilter) => void;
}

/** What is listed; each change goes into the address. */
export function Filters({ filter, seen, onChange }: Props) {
  const { t, i18n } = useLingui();
  const { data: cameras } = useQuery(camerasQuery);
  const zone = useSiteTime().zoneOf(filter.camera);
  const types = [...new Set([...KNOWN_TYPES, ...seen, ...(filter.type ? [filter.type] : [])])]
    .map((type) => ({ type, words: typeInWords(i18n, type) }))
    .sort((a, b) => a.words.localeCompare(b.words));
  const set = (change: EventFilter) => onChange({ ...filter, ...change });
  return (
    <fieldset aria-label={t`Filters`} className={classes.filters}>
      <label className={form.field}>
        <span>
          <Trans>Camera</Trans>
        </span>
        <select
          onChange={(event) => set({ camera: event.currentTarget.value || undefined })}
          value={filter.camera ?? ""}
        >
          <option value="">{t`All cameras`}</option>
          {cameras?.map((camera) => (
            <option key={camera.id} value={camera.id}>
              {camera.name}
            </option>
          ))}
        </select>
      </label>
      <label className={form.field}>
        <span>
          <Trans>Event</Trans>
        </span>
        <select
          onChange={(event) => set({ type: event.currentTarget.value || undefined })}
          value={filter.type ?? ""}
        >
          <option value="">{t`All events`}</option>
          {types.map(({ type, words }) => (
            <option key={type} value={type}>
              {words}
            </option>
          ))}
        </select>
      </label>
      <Typed
        label={t`Label`}
        onSet={(label) => set({ label })}
        placeholder={t`such as person`}
        value={filter.label ?? ""}
      />
      <label className={form.field}>
        <span>
          <Trans>Severity</Trans>
        </span>
        <select
          onChange={(event) =>
            set({ severity: (event.currentTarget.value || undefined) as Severity | undefined })
          }
          value={filter.severity ?? ""}
        >
          <option value="">{t`All`}</option>
          {Object.entries(SEVERITIES).map(([severity, { words }]) => (
            <option key={severity} value={severity}>
              {i18n._(words)}
            </option>
          ))}
        </select>
      </label>
      <When from={filter.from} onChange={set} to={filter.to} zone={zone} />
      <Button disabled={!isFiltered(filter)} onClick={() => onChange({})} variant="default">
        <Trans>Clear</Trans>
      </Button>
    </fieldset>
  );
}

/** A text that counts when it is left or Enter is pressed: each letter must not ask the server. */
function Typed(props: {
  label: string;
  placeholder: string;
  value: string;
  onSet: (value: string | undefined) => void;
}) {
  const [typed, setTyped] = useState(props.value);
  useEffect(() => setTyped(props.value), [props.value]);
  const done = () => {
    if (typed.trim() !== props.value) {
      props.onSet(typed.trim() || undefined);
    }
  };
  return (
    <label className={form.field}>
      <span>{props.label}</span>
      <input
        maxLength={256}
        onBlur={done}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => event.key === "Enter" && done()}
        placeholder={props.placeholder}
        value={typed}
      />
    </label>
  );
}
