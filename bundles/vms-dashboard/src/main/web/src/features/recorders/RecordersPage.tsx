import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { camerasQuery } from "../../api/cameras";
import { followNvrs, nvrsQuery } from "../../api/nvrs";
import { openRecorder } from "../../app/preferences";
import { useServices } from "../../app/services";
import { useSession } from "../../app/session";
import { ErrorNote, Placeholder } from "../../ui/ErrorNote";
import { Icon } from "../../ui/icons";
import { ofNvr, Recorder } from "./Recorder";
import classes from "./recorders.module.css";

/** Changes are pushed; this mends what was lost with a socket. */
const ASK_EVERY = 60_000;

/** The recorders, each with its cameras, inputs and outputs as they are now. */
export function RecordersPage() {
  const { t } = useLingui();
  const { socket } = useServices();
  const queries = useQueryClient();
  const { data: nvrs, error, isPending, refetch } = useQuery({ ...nvrsQuery, refetchInterval: ASK_EVERY });
  const { data: cameras } = useQuery(camerasQuery);
  const role = useSession(({ session }) => (session.state === "in" ? session.user.role : "VIEWER"));
  useEffect(() => followNvrs(socket, queries), [socket, queries]);
  const admin = role === "ADMIN";

  return (
    <div className={classes.page}>
      <div className={classes.toolbar}>
        <h1>
          <Trans>Recorders</Trans>
        </h1>
        {admin && (
          <Button
            data-testid="nvr-add"
            leftSection={<Icon name="add" />}
            ml="auto"
            onClick={() => openRecorder()}
          >
            <Trans>Add recorder</Trans>
          </Button>
        )}
      </div>
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {isPending ? (
        <Placeholder icon="wait" title={t`Loading the recorders …`} />
      ) : nvrs?.length === 0 ? (
        <Placeholder icon="recorder" title={t`No recorders yet`}>
          <p>
            {admin ? (
              <Trans>Press “Add recorder” to take the channels of a recorder in as cameras.</Trans>
            ) : (
              <Trans>No camera of a recorder is granted to you. Ask an administrator.</Trans>
            )}
          </p>
        </Placeholder>
      ) : (
        <ul className={classes.list} data-old={error ? "" : undefined} data-testid="nvr-list">
          {nvrs?.map((nvr) => (
            <Recorder
              admin={admin}
              cameras={cameras && ofNvr(nvr.id, cameras)}
              key={nvr.id}
              nvr={nvr}
              operator={admin || role === "OPERATOR"}
            />
          ))}
        </ul>
      )}
    </div>
  );
}
