import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { camerasQuery } from "../../api/cameras";
import type { Alarm, Plan } from "../../api/types";
import { useSession } from "../../app/session";
import { ErrorNote, Placeholder } from "../../ui/ErrorNote";
import { Icon } from "../../ui/icons";
import { RemoveDialogue } from "../../ui/RemoveDialogue";
import ui from "../../ui/ui.module.css";
import { openAlarmsQuery } from "../alarms/api";
import { plansQuery, removePlan } from "./api";
import { Beside } from "./Beside";
import { Canvas } from "./Canvas";
import { Editor } from "./Editor";
import { Markers } from "./Markers";
import classes from "./map.module.css";
import { PlanDialogue } from "./PlanDialogue";
import { searchOfMap } from "./search";

type Open = "add" | "change" | "remove";

/** Plans of the grounds, with the cameras on them: how each is, and where there is an alarm. */
export function MapPage() {
  const { t } = useLingui();
  const search = searchOfMap(useSearch({ strict: false }));
  const navigate = useNavigate();
  const admin = useSession(({ session }) => session.state === "in" && session.user.role === "ADMIN");
  const plans = useQuery(plansQuery);
  const [open, setOpen] = useState<Open>();
  const [editing, setEditing] = useState<string>();
  const close = () => setOpen(undefined);
  const go = (plan: string | undefined, camera?: string) =>
    void navigate({ to: "/map", search: { plan, camera }, replace: true });
  const plan = plans.data?.find((each) => each.id === search.plan) ?? plans.data?.[0];

  if (plans.isPending) {
    return <Placeholder icon="wait" title={t`Loading the plans …`} />;
  }
  if (!plans.data) {
    return <ErrorNote error={plans.error} onRetry={() => void plans.refetch()} />;
  }
  const adding = open === "add" && (
    <PlanDialogue
      onClose={close}
      onDone={(made) => {
        go(made.id);
        setEditing(made.id);
      }}
    />
  );
  if (!plan) {
    return (
      <>
        <Placeholder icon="map" title={t`There is no plan yet`}>
          {admin ? (
            <>
              <p>
                <Trans>
                  Add the picture of a floor or of the grounds, and put the cameras where they hang. They show
                  here how they are, and where there is an alarm.
                </Trans>
              </p>
              <Button leftSection={<Icon name="add" />} onClick={() => setOpen("add")}>
                <Trans>Add a plan</Trans>
              </Button>
            </>
          ) : (
            <p>
              <Trans>An administrator adds plans. You see those on which one of your cameras stands.</Trans>
            </p>
          )}
        </Placeholder>
        {adding}
      </>
    );
  }
  return (
    <div className={classes.page}>
      <div className={classes.toolbar}>
        <h1>
          <Trans>Map</Trans>
        </h1>
        <label className={classes.choice}>
          <span className={classes.hidden}>
            <Trans>Plan</Trans>
          </span>
          <select
            className={ui.select}
            disabled={editing !== undefined}
            onChange={(event) => go(event.currentTarget.value)}
            value={plan.id}
          >
            {plans.data.map((each) => (
              <option key={each.id} value={each.id}>
                {each.name}
              </option>
            ))}
          </select>
        </label>
        {admin && editing === undefined && (
          <div className={classes.acts}>
            <Button
              leftSection={<Icon name="camera" />}
              onClick={() => setEditing(plan.id)}
              variant="default"
            >
              <Trans>Place cameras</Trans>
            </Button>
            <Button leftSection={<Icon name="pencil" />} onClick={() => setOpen("change")} variant="default">
              <Trans>Change the plan</Trans>
            </Button>
            <Button leftSection={<Icon name="trash" />} onClick={() => setOpen("remove")} variant="default">
              <Trans>Remove</Trans>
            </Button>
            <Button leftSection={<Icon name="add" />} onClick={() => setOpen("add")} variant="default">
              <Trans>Add a plan</Trans>
            </Button>
          </div>
        )}
      </div>
      {plans.error && <ErrorNote error={plans.error} onRetry={() => void plans.refetch()} />}
      {editing === plan.id ? (
        <Editor key={plan.id} onEnd={() => setEditing(undefined)} plan={plan} />
      ) : (
        <Watch
          cameraId={search.camera}
          key={`${plan.id} ${plan.image}`}
          onSelect={(camera) => go(plan.id, camera)}
          plan={plan}
        />
      )}
      {adding}
      {open === "change" && <PlanDialogue onClose={close} onDone={close} plan={plan} />}
      {open === "remove" && (
        <RemoveDialogue
          keys={["plans"]}
          onClose={() => {
            close();
            go(undefined);
          }}
          remove={() => removePlan(plan.id)}
          title={t`Remove the plan ${plan.name}?`}
        >
          <Trans>Its picture and the places of the cameras on it are gone. The cameras stay.</Trans>
        </RemoveDialogue>
      )}
    </div>
  );
}

interface WatchProps {
  plan: Plan;
  cameraId: string | undefined;
  onSelect: (cameraId: string | undefined) => void;
}

function Watch({ plan, cameraId, onSelect }: WatchProps) {
  const { data: cameras } = useQuery(camerasQuery);
  const { data: open } = useQuery(openAlarmsQuery);
  const byId = useMemo(() => new Map(cameras?.map((camera) => [camera.id, camera])), [cameras]);
  const alarms = useMemo(() => alarmsOf(open ?? []), [open]);
  const placed = plan.cameras.filter((each) => byId.has(each.cameraId));
  const chosen =
    cameraId && placed.some((each) => each.cameraId === cameraId) ? byId.get(cameraId) : undefined;
  return (
    <div className={classes.split}>
      <Canvas plan={plan}>
        {(view) => (
          <Markers
            alarms={alarms}
            cameras={byId}
            onSelect={onSelect}
            placed={placed}
            plan={plan}
            selected={chosen?.id}
            view={view}
          />
        )}
      </Canvas>
      {chosen ? (
        <Beside
          alarms={alarms.get(chosen.id) ?? []}
          camera={chosen}
          key={chosen.id}
          onClose={() => onSelect(undefined)}
        />
      ) : (
        cameras &&
        placed.length === 0 && (
          <p className={classes.note}>
            <Trans>No camera stands on this plan yet.</Trans>
          </p>
        )
      )}
    </div>
  );
}

/** What nobody has closed yet, by camera. */
export function alarmsOf(alarms: readonly Alarm[]): Map<string, Alarm[]> {
  const found = new Map<string, Alarm[]>();
  for (const alarm of alarms) {
    if (alarm.cameraId) {
      found.set(alarm.cameraId, [...(found.get(alarm.cameraId) ?? []), alarm]);
    }
  }
  return found;
}
