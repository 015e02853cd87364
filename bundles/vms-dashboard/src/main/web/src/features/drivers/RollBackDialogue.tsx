import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "../../api/client";
import { driversQuery, pluginsQuery } from "../../api/drivers";
import type { Plugin } from "../../api/types";
import { FormDialogue } from "../../ui/FormDialogue";
import classes from "../../ui/ui.module.css";
import { OF_PLUGINS } from "./words";

/** Asks before the version of a plug-in is put back that was there before. */
export function RollBackDialogue({ plugin, onClose }: { plugin: Plugin; onClose: () => void }) {
  const { t } = useLingui();
  const queries = useQueryClient();
  const rollBack = useMutation({
    mutationFn: () =>
      unwrap(api.POST("/plugins/{name}/rollback", { params: { path: { name: plugin.name } } })),
    onSuccess: onClose,
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: pluginsQuery.queryKey });
      void queries.invalidateQueries({ queryKey: driversQuery.queryKey });
    },
  });
  const { name, version, previousVersion } = plugin;
  return (
    <FormDialogue
      danger
      error={rollBack.error}
      onClose={onClose}
      onSubmit={rollBack.mutate}
      overrides={OF_PLUGINS}
      pending={rollBack.isPending}
      submit={<Trans>Roll back</Trans>}
      title={t`Roll ${name} back?`}
    >
      <p className={classes.hint}>
        {version ? (
          <Trans>
            Version {previousVersion} serves again in place of {version}.
          </Trans>
        ) : (
          <Trans>Version {previousVersion} serves again.</Trans>
        )}{" "}
        <Trans>Its cameras log in anew; pictures that are open go on.</Trans>
      </p>
    </FormDialogue>
  );
}
