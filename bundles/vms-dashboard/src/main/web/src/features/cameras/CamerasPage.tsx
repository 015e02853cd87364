import { Trans, useLingui } from "@lingui/react/macro";
import { Button, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { camerasQuery } from "../../api/cameras";
import type { Camera } from "../../api/types";
import { matching } from "../../app/FindCamera";
import { openDialogue } from "../../app/preferences";
import { useSession } from "../../app/session";
import { ErrorNote, Placeholder } from "../../ui/ErrorNote";
import { Icon } from "../../ui/icons";
import { type Action, CameraTable } from "./CameraTable";
import classes from "./cameras.module.css";
import { CredentialsDialogue, RemoveDialogue, RenameDialogue } from "./dialogues";

export function CamerasPage() {
  const { t } = useLingui();
  const navigate = useNavigate();
  const { find = "" } = useSearch({ from: "/shell/cameras" });
  const { data: cameras, error, isPending, refetch } = useQuery(camerasQuery);
  const admin = useSession(({ session }) => session.state === "in" && session.user.role === "ADMIN");
  const [open, setOpen] = useState<{ action: Action; camera: Camera }>();
  const close = () => setOpen(undefined);
  const shown = matching(cameras ?? [], find);

  return (
    <div className={classes.page}>
      <div className={classes.toolbar}>
        <h1>
          <Trans>Cameras</Trans>
        </h1>
        <TextInput
          aria-label={t`Find by name, address or model`}
          leftSection={<Icon name="search" />}
          onChange={(event) => {
            const text = event.currentTarget.value;
            void navigate({ to: "/cameras", search: text ? { find: text } : {}, replace: true });
          }}
          placeholder={t`Name, address or model`}
          value={find}
        />
        {admin && (
          <Button
            data-testid="add-camera"
            leftSection={<Icon name="add" />}
            ml="auto"
            onClick={() => openDialogue("add")}
          >
            <Trans>Add camera</Trans>
          </Button>
        )}
      </div>
      {isPending ? (
        <Placeholder icon="wait" title={t`Loading the cameras …`} />
      ) : !cameras ? (
        <ErrorNote error={error} onRetry={() => void refetch()} />
      ) : cameras.length === 0 ? (
        <Placeholder icon="camera" title={t`No cameras yet`}>
          <p>
            {admin ? (
              <Trans>Press “Add camera” to find the cameras on your network.</Trans>
            ) : (
              <Trans>No camera is granted to you. Ask an administrator.</Trans>
            )}
          </p>
        </Placeholder>
      ) : shown.length === 0 ? (
        <Placeholder icon="search" title={t`No camera matches “${find}”`} />
      ) : (
        <CameraTable
          admin={admin}
          cameras={shown}
          onAction={(action, camera) => setOpen({ action, camera })}
        />
      )}
      {open?.action === "rename" && <RenameDialogue camera={open.camera} onClose={close} />}
      {open?.action === "credentials" && <CredentialsDialogue camera={open.camera} onClose={close} />}
      {open?.action === "remove" && <RemoveDialogue camera={open.camera} onClose={close} />}
    </div>
  );
}
