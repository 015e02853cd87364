import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useId, useState } from "react";
import { api, unwrap } from "../../api/client";
import { readAgain } from "../../api/nvrs";
import type { Camera, Nvr } from "../../api/types";
import { openRecorder } from "../../app/preferences";
import { ErrorNote } from "../../ui/ErrorNote";
import { FormDialogue } from "../../ui/FormDialogue";
import { Icon } from "../../ui/icons";
import { Mark, StateMark } from "../../ui/state";
import { Since } from "../../ui/time";
import { Contacts } from "./Contacts";
import { Imported } from "./Imported";
import classes from "./recorders.module.css";
import { OF_RECORDERS } from "./words";

interface Props {
  nvr: Nvr;
  /** Its cameras, once they are read. */
  cameras: Camera[] | undefined;
  admin: boolean;
  operator: boolean;
}

/** The cameras of a recorder, in the order of its channels. */
export function ofNvr(nvr: string, cameras: Camera[]): Camera[] {
  return cameras
    .filter((camera) => camera.nvrId === nvr)
    .sort((a, b) => (a.channel ?? "").localeCompare(b.channel ?? "", undefined, { numeric: true }));
}

/** One recorder. */
export function Recorder({ nvr, cameras, admin, operator }: Props) {
  const title = useId();
  const queries = useQueryClient();
  const [removing, setRemoving] = useState(false);
  const sync = useMutation({
    mutationFn: () => unwrap(api.POST("/nvrs/{id}/sync", { params: { path: { id: nvr.id } } })),
    onSettled: () => readAgain(queries),
  });
  const absent = nvr.absentChannels;
  return (
    <li aria-labelledby={title} className={classes.recorder} data-nvr-id={nvr.id} data-testid="nvr-row">
      <header>
        <h2 id={title}>{nvr.name}</h2>
        <State cameras={cameras} nvr={nvr} />
        {admin && (
          <span className={classes.acts}>
            <Button
              data-testid="nvr-sync"
              leftSection={<Icon name="retry" />}
              loading={sync.isPending}
              onClick={() => sync.mutate()}
              size="compact-sm"
              variant="default"
            >
              <Trans>Read again</Trans>
            </Button>
            <Button
              data-testid="nvr-channels"
              leftSection={<Icon name="list" />}
              onClick={() =>
                openRecorder({ ip: nvr.ip, port: nvr.port?.toString() ?? "", vendor: nvr.vendor })
              }
              size="compact-sm"
              variant="default"
            >
              <Trans>Choose channels</Trans>
            </Button>
            <Button
              color="red"
              data-testid="nvr-delete"
              leftSection={<Icon name="trash" />}
              onClick={() => setRemoving(true)}
              size="compact-sm"
              variant="subtle"
            >
              <Trans>Remove</Trans>
            </Button>
          </span>
        )}
      </header>
      <p className={classes.facts}>
        <span>
          {nvr.ip}
          {nvr.port !== undefined && `:${nvr.port}`}
        </span>
        <span>{nvr.vendor}</span>
        <span>{[nvr.manufacturer, nvr.model, nvr.firmware].filter(Boolean).join(" ")}</span>
        {nvr.syncedAt && (
          <span>
            <Trans>
              Read <Since at={nvr.syncedAt} />
            </Trans>
          </span>
        )}
      </p>
      {sync.error && <ErrorNote error={sync.error} onRetry={() => sync.mutate()} overrides={OF_RECORDERS} />}
      {sync.data && <Imported found={sync.data} updated />}
      {absent.length > 0 && (
        <p className={classes.absent} data-testid="nvr-absent">
          <Icon name="alert" />
          <span>
            <Plural
              one="The recorder no longer has channel"
              other="The recorder no longer has channels"
              value={absent.length}
            />{" "}
            {absent.join(", ")}. <Trans>Cameras of vanished channels are kept.</Trans>
          </span>
        </p>
      )}
      <div className={classes.parts}>
        <Cameras cameras={cameras} />
        <Contacts
          inputs={nvr.digitalInputs}
          outputs={nvr.digitalOutputs}
          switchable={operator ? nvr.id : undefined}
        />
      </div>
      {removing && <RemoveDialogue nvr={nvr} onClose={() => setRemoving(false)} />}
    </li>
  );
}

/** In a word, how many of its cameras are well: the recorder's own state is theirs. */
function State({ nvr, cameras }: { nvr: Nvr; cameras: Camera[] | undefined }) {
  const { t } = useLingui();
  if (!cameras) {
    return null;
  }
  const total = cameras.length;
  const online = cameras.filter(({ status }) => status.state === "ONLINE").length;
  if (total === 0) {
    return (
      <Mark icon="info" severity={nvr.cameraCount === 0 ? "warning" : "dim"}>
        {t`No cameras`}
      </Mark>
    );
  }
  const states = new Set(cameras.map(({ status }) => status.state));
  const [only] = states;
  if (states.size === 1 && only) {
    return <StateMark state={only} />;
  }
  return (
    <Mark icon="alert" severity={online === 0 ? "critical" : "warning"}>
      {t`${online} of ${total} cameras online`}
    </Mark>
  );
}

function Cameras({ cameras }: { cameras: Camera[] | undefined }) {
  if (!cameras || cameras.length === 0) {
    return null;
  }
  return (
    <section className={classes.cameras}>
      <h3>
        <Trans>Cameras</Trans>
      </h3>
      <ul>
        {cameras.map((camera) => (
          <li key={camera.id}>
            <span className={classes.contact}>
              <span className={classes.number}>{camera.channel}</span>{" "}
              <Link className={classes.name} search={{ camera: camera.id }} to="/wall">
                {camera.name}
              </Link>
            </span>
            <StateMark state={camera.status.state} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function RemoveDialogue({ nvr, onClose }: { nvr: Nvr; onClose: () => void }) {
  const { t } = useLingui();
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () => unwrap(api.DELETE("/nvrs/{id}", { params: { path: { id: nvr.id } } })),
    onSuccess: onClose,
    onSettled: () => readAgain(queries),
  });
  const { name, ip, cameraCount } = nvr;
  return (
    <FormDialogue
      danger
      error={remove.error}
      onClose={onClose}
      onSubmit={remove.mutate}
      overrides={OF_RECORDERS}
      pending={remove.isPending}
      submit={<Trans>Remove</Trans>}
      title={t`Remove ${name}?`}
    >
      <p className={classes.hint}>
        <Trans>
          {name} ({ip}) leaves the system for every user, and so do its cameras:
        </Trans>{" "}
        <Plural
          one="# camera, whose live picture ends."
          other="# cameras, whose live pictures end."
          value={cameraCount}
        />{" "}
        <Trans>The recorder itself is not changed.</Trans>
      </p>
    </FormDialogue>
  );
}
