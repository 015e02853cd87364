import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { pluginsQuery } from "../../api/drivers";
import { Mark } from "../../ui/state";
import table from "../../ui/table.module.css";
import { lookOfPlugin } from "../drivers/words";
import classes from "./health.module.css";

const ASK_EVERY = 10_000;

/** The plug-ins and how they are; more of them stands on their own page. */
export function PluginsInBrief() {
  const { i18n, t } = useLingui();
  const { data } = useQuery({ ...pluginsQuery, refetchInterval: ASK_EVERY });
  if (!data) {
    return null;
  }
  return (
    <>
      <div className={table.head}>
        <h2>
          <Trans>Plug-ins</Trans>
        </h2>
        <Link className={table.link} to="/drivers">
          <Trans>Drivers and models</Trans>
        </Link>
      </div>
      {data.length === 0 ? (
        <p className={table.dim}>
          <Trans>None beside what came with the server.</Trans>
        </p>
      ) : (
        <ul aria-label={t`Plug-ins`} className={classes.plugins}>
          {data.map((plugin) => {
            const { words, icon, severity } = lookOfPlugin(plugin.state);
            return (
              <li key={plugin.name}>
                <span className={table.long}>{plugin.name}</span> {plugin.version}
                <Mark icon={icon} severity={severity}>
                  {i18n._(words)}
                </Mark>
              </li>
            );
          })}
        </ul>
      )}
    </>
  );
}
