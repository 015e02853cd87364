import { Trans, useLingui } from "@lingui/react/macro";
import { Checkbox } from "@mantine/core";
import { useEffect, useRef } from "react";
import type { Alarm } from "../../api/types";
import { Icon } from "../../ui/icons";
import { Mark } from "../../ui/state";
import { useSiteTime } from "../events/siteTime";
import { lookOfSeverity } from "../events/words";
import classes from "./alarms.module.css";
import { STATES } from "./words";

interface Props {
  alarms: Alarm[];
  selected: string | undefined;
  /** Those that are chosen; undefined where there is nothing to choose for. */
  chosen: ReadonlySet<string> | undefined;
  onSelect: (id: string) => void;
  onChoose: (id: string) => void;
}

export function AlarmList({ alarms, selected, chosen, onSelect, onChoose }: Props) {
  const { t, i18n } = useLingui();
  const times = useSiteTime();
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    if (selected !== undefined) {
      list.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
    }
  }, [selected]);
  return (
    <ul aria-label={t`Alarms`} className={classes.list} ref={list}>
      {alarms.map((alarm) => {
        const look = lookOfSeverity(alarm.severity);
        const state = STATES[alarm.state];
        const waits = alarm.state === "OPEN";
        return (
          <li
            data-severity={waits ? alarm.severity : undefined}
            data-state={alarm.state}
            data-testid="alarm-row"
            key={alarm.id}
          >
            {chosen && (
              <Checkbox
                aria-label={t`Choose ${alarm.title}`}
                checked={chosen.has(alarm.id)}
                className={classes.choice}
                onChange={() => onChoose(alarm.id)}
                size="xs"
              />
            )}
            <button
              aria-current={alarm.id === selected ? "true" : undefined}
              className={classes.row}
              onClick={() => onSelect(alarm.id)}
              type="button"
            >
              <span className={classes.severity}>
                <Mark icon={look.icon} severity={waits ? look.colour : "dim"}>
                  {i18n._(look.words)}
                </Mark>
              </span>
              <span className={classes.title}>
                {alarm.title}
                {alarm.count > 1 && (
                  <span className={classes.dim}>
                    {" "}
                    <Trans>({alarm.count} times)</Trans>
                  </span>
                )}
              </span>
              <span className={classes.camera}>{alarm.cameraName ?? t`Server`}</span>
              <span className={classes.state}>
                <Mark icon={state.icon} severity="dim">
                  {i18n._(state.words)}
                </Mark>
                {alarm.escalated && (
                  <span className={classes.escalated}>
                    <Icon name="up" size={12} /> <Trans>Escalated</Trans>
                  </span>
                )}
              </span>
              <span className={classes.owner}>{alarm.owner ?? "–"}</span>
              <time className={classes.time} dateTime={alarm.lastAt}>
                {times.short(alarm.lastAt, alarm.cameraId)}
              </time>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
