import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api, fileBody, unwrap } from "../../api/client";
import { detectorsQuery, driversQuery, pluginsQuery } from "../../api/drivers";
import type { Plugin } from "../../api/types";
import { Dialogue } from "../../ui/Dialogue";
import { ErrorNote } from "../../ui/ErrorNote";
import { FileField } from "../../ui/FileField";
import { Mark } from "../../ui/state";
import ui from "../../ui/ui.module.css";
import classes from "./drivers.module.css";
import { lookOfPlugin, OF_UPLOADS } from "./words";

/** Sends the jar of a driver or a model to the server, and says what became of it. */
export function InstallDialogue({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const queries = useQueryClient();
  const [file, setFile] = useState<File>();
  const install = useMutation({
    mutationFn: (jar: File) => unwrap(api.POST("/plugins", fileBody(jar, "application/java-archive"))),
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: pluginsQuery.queryKey });
      void queries.invalidateQueries({ queryKey: driversQuery.queryKey });
      void queries.invalidateQueries({ queryKey: detectorsQuery.queryKey });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (file && !install.isPending) {
      install.mutate(file);
    }
  };
  return (
    <Dialogue keepOnClickOutside onClose={onClose} size={520} title={t`Install a driver or a model`}>
      <form className={ui.form} onSubmit={submit}>
        <p className={ui.hint}>
          <Trans>
            The server checks the jar and tries it beside the version that serves. What does not work is not
            taken, and cameras go on with what they have.
          </Trans>
        </p>
        <FileField
          accept=".jar,application/java-archive"
          label={t`Jar file`}
          onChange={(chosen) => {
            install.reset();
            setFile(chosen);
          }}
          value={file}
        />
        {install.isPending && (
          <p className={ui.hint} role="status">
            <Mark icon="wait" severity="dim">{t`It is sent, checked and tried …`}</Mark>
          </p>
        )}
        {install.data && <Outcome plugin={install.data} />}
        {install.error ? <ErrorNote error={install.error} overrides={OF_UPLOADS} /> : null}
        <div className={ui.buttons}>
          <Button onClick={onClose} variant="default">
            <Trans>Close</Trans>
          </Button>
          <Button
            disabled={!file || (install.data !== undefined && install.data.state !== "REJECTED")}
            loading={install.isPending}
            type="submit"
          >
            <Trans>Install</Trans>
          </Button>
        </div>
      </form>
    </Dialogue>
  );
}

function Outcome({ plugin }: { plugin: Plugin }) {
  const { i18n, t } = useLingui();
  const { words, icon, severity } = lookOfPlugin(plugin.state);
  return (
    <div className={classes.outcome} data-severity={severity} role="status">
      <Mark icon={icon} severity={severity}>
        {i18n._(words)}
      </Mark>
      <div className={classes.long}>
        {plugin.state === "REJECTED" && !plugin.file ? (
          <Trans>It was not taken, and nothing has changed: {plugin.detail}</Trans>
        ) : (
          <>
            <strong>{plugin.name}</strong> {plugin.version && t`version ${plugin.version}`}
            {plugin.detail && <div>{plugin.detail}</div>}
          </>
        )}
      </div>
      <div className={classes.hash}>SHA-256 {plugin.sha256}</div>
    </div>
  );
}
