import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { detectorsQuery, driversQuery, pluginsQuery } from "../../api/drivers";
import type { Plugin } from "../../api/types";
import { useSession } from "../../app/session";
import { ErrorNote, Placeholder } from "../../ui/ErrorNote";
import { Icon } from "../../ui/icons";
import { DriverTable } from "./DriverTable";
import classes from "./drivers.module.css";
import { InstallDialogue } from "./InstallDialogue";
import { ModelTable } from "./ModelTable";
import { PluginTable } from "./PluginTable";
import { RemovePluginDialogue } from "./RemovePluginDialogue";
import { RollBackDialogue } from "./RollBackDialogue";

/** An update of a plug-in passes through its states while someone looks on. */
const ASK_EVERY = 5_000;

/** The drivers, and the plug-ins that were dropped in, with how their updates went. */
export function DriversPage() {
  const { t } = useLingui();
  const admin = useSession(({ session }) => session.state === "in" && session.user.role === "ADMIN");
  const drivers = useQuery({ ...driversQuery, refetchInterval: ASK_EVERY, enabled: admin });
  const plugins = useQuery({ ...pluginsQuery, refetchInterval: ASK_EVERY, enabled: admin });
  const models = useQuery({
    ...detectorsQuery,
    refetchInterval: ASK_EVERY,
    enabled: admin,
    select: (page) => page.items,
  });
  const [rollBack, setRollBack] = useState<Plugin>();
  const [remove, setRemove] = useState<Plugin>();
  const [install, setInstall] = useState(false);

  if (!admin) {
    return (
      <Placeholder icon="lock" title={t`Only administrators see the drivers`}>
        <p>
          <Trans>Your role does not allow this. Ask an administrator.</Trans>
        </p>
      </Placeholder>
    );
  }
  return (
    <div className={classes.page}>
      <div className={classes.head}>
        <h1>
          <Trans>Drivers</Trans>
        </h1>
        <Button
          leftSection={<Icon name="add" />}
          onClick={() => setInstall(true)}
          size="compact-sm"
          variant="default"
        >
          <Trans>Install a driver or a model</Trans>
        </Button>
      </div>
      <Part loading={t`Loading the drivers …`} query={drivers}>
        {(items) =>
          items.length === 0 ? (
            <p className={classes.empty}>
              <Trans>
                No driver is installed, so no camera can be reached. Install a driver's jar, or copy it into
                the server's folder “deploy”.
              </Trans>
            </p>
          ) : (
            <DriverTable drivers={items} />
          )
        }
      </Part>
      <h2>
        <Trans>Models</Trans>
      </h2>
      <Part loading={t`Loading the models …`} query={models}>
        {(items) =>
          items.length === 0 ? (
            <p className={classes.empty}>
              <Trans>No model is installed, so nothing is detected in pictures. Install a model's jar.</Trans>
            </p>
          ) : (
            <ModelTable models={items} />
          )
        }
      </Part>
      <h2>
        <Trans>Plug-ins</Trans>
      </h2>
      <Part loading={t`Loading the plug-ins …`} query={plugins}>
        {(items) =>
          items.length === 0 ? (
            <p className={classes.empty} data-testid="plugin-none">
              <Trans>
                Nothing was installed beside what came with the server. A jar that is installed here, or
                copied into the server's folder “deploy”, appears with how its start went.
              </Trans>
            </p>
          ) : (
            <PluginTable onRemove={setRemove} onRollBack={setRollBack} plugins={items} />
          )
        }
      </Part>
      {install && <InstallDialogue onClose={() => setInstall(false)} />}
      {remove && <RemovePluginDialogue onClose={() => setRemove(undefined)} plugin={remove} />}
      {rollBack && <RollBackDialogue onClose={() => setRollBack(undefined)} plugin={rollBack} />}
    </div>
  );
}

interface PartProps<T> {
  query: UseQueryResult<T[]>;
  loading: string;
  children: (items: T[]) => ReactNode;
}

/** What was read, dimmed and with the reason when it could not be read again. */
function Part<T>({ query: { data, error, refetch }, loading, children }: PartProps<T>) {
  return (
    <>
      {error && (
        <div className={classes.error}>
          <ErrorNote error={error} onRetry={() => void refetch()} />
        </div>
      )}
      {data ? (
        <div data-old={error ? "" : undefined}>{children(data)}</div>
      ) : (
        !error && <Placeholder icon="wait" title={loading} />
      )}
    </>
  );
}
