import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import type { Plugin } from "../../api/types";
import { Icon } from "../../ui/icons";
import { Mark } from "../../ui/state";
import { Since } from "../../ui/time";
import { Dotted } from "./Dotted";
import classes from "./drivers.module.css";
import { lookOfPlugin } from "./words";

interface Props {
  plugins: Plugin[];
  onRollBack: (plugin: Plugin) => void;
  onRemove: (plugin: Plugin) => void;
}

export function PluginTable({ plugins, onRollBack, onRemove }: Props) {
  const { t } = useLingui();
  return (
    <table className={classes.table} data-testid="plugin-list">
      <thead>
        <tr>
          <th>
            <Trans>Plug-in</Trans>
          </th>
          <th>
            <Trans>State</Trans>
          </th>
          <th>
            <Trans>Version</Trans>
          </th>
          <th>
            <Trans>Brings</Trans>
          </th>
          <th>
            <Trans>Contract tests</Trans>
          </th>
          <th aria-label={t`Actions`} />
        </tr>
      </thead>
      <tbody>
        {plugins.map((plugin) => (
          <Row key={plugin.name} onRemove={onRemove} onRollBack={onRollBack} plugin={plugin} />
        ))}
      </tbody>
    </table>
  );
}

interface RowProps extends Omit<Props, "plugins"> {
  plugin: Plugin;
}

function Row({ plugin, onRollBack, onRemove }: RowProps) {
  const { i18n, t } = useLingui();
  const { words, icon, severity } = lookOfPlugin(plugin.state);
  const { name, version, previousVersion } = plugin;
  return (
    <tr data-plugin={name} data-state={plugin.state} data-testid={`plugin-${name}`}>
      <th className={classes.long} scope="row">
        <Dotted name={name} />
        <div className={classes.dim} title={plugin.sha256 && `SHA-256 ${plugin.sha256}`}>
          {plugin.file}
        </div>
      </th>
      <td>
        <Mark icon={icon} severity={severity}>
          {i18n._(words)}
        </Mark>
        {plugin.detail && <div className={classes.detail}>{plugin.detail}</div>}
        <div className={classes.dim}>
          <Since at={plugin.since} />
        </div>
      </td>
      <td>
        {version || <Trans>None serves</Trans>}
        {previousVersion && (
          <div className={classes.dim}>
            <Trans>Before: {previousVersion}</Trans>
          </div>
        )}
      </td>
      <td className={classes.long}>{plugin.kinds.join(", ") || "–"}</td>
      <td>
        {plugin.contract || (
          <span className={classes.dim}>
            <Trans>The jar says nothing</Trans>
          </span>
        )}
      </td>
      <td>
        <div className={classes.acts}>
          {previousVersion && (
            <Button
              data-testid="plugin-rollback"
              leftSection={<Icon name="back" />}
              onClick={() => onRollBack(plugin)}
              size="compact-sm"
              variant="default"
            >
              <Trans>Roll back</Trans>
            </Button>
          )}
          <Button
            aria-label={t`Remove ${name}`}
            leftSection={<Icon name="trash" />}
            onClick={() => onRemove(plugin)}
            size="compact-sm"
            variant="default"
          >
            <Trans>Remove</Trans>
          </Button>
        </div>
      </td>
    </tr>
  );
}
