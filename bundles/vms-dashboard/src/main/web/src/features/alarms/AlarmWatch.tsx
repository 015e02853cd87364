import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { VisuallyHidden } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useServices } from "../../app/services";
import { Icon } from "../../ui/icons";
import classes from "./alarms.module.css";
import { followAlarms, openAlarmsQuery } from "./api";
import { chime, notify, useCalls } from "./notify";

/**
 * On every page: keeps the alarms fresh, tells new ones to screen readers, by sound and by notification where that was
 * chosen, and shows a line while something critical waits.
 */
export function AlarmWatch() {
  const { t } = useLingui();
  const { socket } = useServices();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { data: alarms } = useQuery(openAlarmsQuery);
  const [polite, setPolite] = useState("");
  const [urgent, setUrgent] = useState("");

  useEffect(
    () =>
      followAlarms(socket, queries, (alarm, call) => {
        const critical = alarm.severity === "CRITICAL";
        const words =
          call === "escalated" ? t`Alarm escalated: ${alarm.title}` : t`New alarm: ${alarm.title}`;
        (critical ? setUrgent : setPolite)(words);
        const calls = useCalls.getState();
        if (calls.sound) {
          chime(critical);
        }
        if (calls.notifications) {
          notify(words, alarm.cameraName ?? "", alarm.id, () => {
            void navigate({ to: "/alarms", search: { alarm: alarm.id } });
          });
        }
      }),
    [socket, queries, navigate, t],
  );

  const critical = alarms?.filter((alarm) => alarm.severity === "CRITICAL" && alarm.state === "OPEN") ?? [];
  const first = critical[0];
  return (
    <>
      <VisuallyHidden>
        <div aria-live="polite" data-testid="alarms-polite">
          {polite}
        </div>
        <div aria-live="assertive" data-testid="alarms-urgent">
          {urgent}
        </div>
      </VisuallyHidden>
      {first && (
        <div className={classes.banner} data-testid="critical-banner">
          <Icon name="cross" />
          <span>
            <strong>
              <Trans>Critical:</Trans>
            </strong>{" "}
            {first.title}
            {critical.length > 1 && (
              <span className={classes.dim}>
                {" "}
                <Plural one="and # more" other="and # more" value={critical.length - 1} />
              </span>
            )}
          </span>
          <Link search={{ alarm: first.id }} to="/alarms">
            <Trans>Open the alarm</Trans>
          </Link>
        </div>
      )}
    </>
  );
}

/** How many alarms nobody has acknowledged, beside the word in the navigation. */
export function AlarmCount() {
  const { t } = useLingui();
  const { data: alarms } = useQuery(openAlarmsQuery);
  const open = alarms?.filter((alarm) => alarm.state === "OPEN") ?? [];
  const count = open.length;
  if (count === 0) {
    return null;
  }
  return (
    <span
      aria-label={t`${count} open`}
      className={classes.count}
      data-severity={open.some((alarm) => alarm.severity === "CRITICAL") ? "critical" : "warning"}
      role="img"
    >
      {count > 99 ? "99+" : count}
    </span>
  );
}
