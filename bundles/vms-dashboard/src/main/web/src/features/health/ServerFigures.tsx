import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { api, unwrap } from "../../api/client";
import type { StorageVolume, System } from "../../api/types";
import { ErrorNote } from "../../ui/ErrorNote";
import form from "../../ui/form.module.css";
import { Mark } from "../../ui/state";
import table from "../../ui/table.module.css";
import { exact, Since } from "../../ui/time";
import { size } from "../exports/exports";
import { cpuBetween } from "./health";
import classes from "./health.module.css";

const ASK_EVERY = 5_000;

/** Of all processors; more is no place for another camera. */
const BUSY = 0.85;

/** Load, memory and disks of the server. */
export function ServerFigures() {
  const { t, i18n } = useLingui();
  const before = useRef<System | undefined>(undefined);
  const { data, error, refetch } = useQuery({
    queryKey: ["system"],
    queryFn: async () => {
      const now = await unwrap(api.GET("/system"));
      const cpu = cpuBetween(before.current, now);
      before.current = now;
      return { now, cpu };
    },
    refetchInterval: ASK_EVERY,
  });
  if (!data) {
    return error ? <ErrorNote error={error} onRetry={() => void refetch()} /> : null;
  }
  const { now, cpu } = data;
  const percent = (part: number) => i18n.number(part, { style: "percent", maximumFractionDigits: 0 });
  const memory = now.heapUsed / now.heapMax;
  return (
    <div data-old={error ? "" : undefined}>
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      <div className={table.head}>
        <h2>
          <Trans>Disks</Trans>
        </h2>
      </div>
      {now.volumes.length === 0 ? (
        <p className={table.dim}>
          <Trans>Nothing is known of the disks, since recording is not there.</Trans>
        </p>
      ) : (
        <table className={table.table}>
          <thead>
            <tr>
              <th>
                <Trans>Volume</Trans>
              </th>
              <th>
                <Trans>State</Trans>
              </th>
              <th>
                <Trans>Used</Trans>
              </th>
              <th>
                <Trans>Left for footage</Trans>
              </th>
            </tr>
          </thead>
          <tbody>
            {now.volumes.map((volume) => (
              <Volume key={volume.path} volume={volume} />
            ))}
          </tbody>
        </table>
      )}
      <div className={table.head}>
        <h2>
          <Trans>Server</Trans>
        </h2>
      </div>
      <dl className={`${form.facts} ${classes.facts}`}>
        <dt>
          <Trans>Processors</Trans>
        </dt>
        <dd>
          {cpu === undefined ? (
            <span className={table.dim}>
              <Trans>measuring …</Trans>
            </span>
          ) : (
            <Bar
              high={cpu > BUSY}
              label={t`Processors used by the server`}
              part={cpu}
              words={t`${percent(cpu)} of ${now.processors} are used by the server`}
            />
          )}
          {now.load !== undefined && (
            <div className={table.dim}>
              <Trans>
                Load of the machine: {i18n.number(now.load, { maximumFractionDigits: 1 })} on {now.processors}
              </Trans>
            </div>
          )}
        </dd>
        <dt>
          <Trans>Memory</Trans>
        </dt>
        <dd>
          <Bar
            high={memory > 0.95}
            label={t`Java memory`}
            part={memory}
            words={t`${size(i18n.locale, now.heapUsed)} of ${size(i18n.locale, now.heapMax)} Java memory`}
          />
        </dd>
        <dt>
          <Trans>Started</Trans>
        </dt>
        <dd>
          <Since at={now.startedAt} />
          <div className={table.dim}>{exact(i18n.locale, Date.parse(now.startedAt))}</div>
        </dd>
        <dt>
          <Trans>Clock</Trans>
        </dt>
        <dd>
          <ClockNote at={now.time} zone={now.timeZone} />
        </dd>
        <dt>
          <Trans>Version</Trans>
        </dt>
        <dd>{now.version || "–"}</dd>
      </dl>
    </div>
  );
}

/** Differences of the size of a call's own time say nothing. */
const SKEW_MS = 5_000;

function ClockNote({ at, zone }: { at: string; zone: string }) {
  const { t, i18n } = useLingui();
  const time = new Intl.DateTimeFormat(i18n.locale, {
    dateStyle: "medium",
    timeStyle: "long",
    hourCycle: "h23",
    timeZone: zone,
  }).format(Date.parse(at));
  // What is shown here was asked for a moment ago; only a wrong clock makes more than its period of it.
  const off = Math.abs(Date.now() - Date.parse(at)) - ASK_EVERY;
  return (
    <>
      {time}
      <div className={table.dim}>{zone}</div>
      {off > SKEW_MS && (
        <Mark icon="alert" severity="warning">{t`This computer's clock and the server's differ`}</Mark>
      )}
    </>
  );
}

function Volume({ volume }: { volume: StorageVolume }) {
  const { t, i18n } = useLingui();
  const { state, total, free, keepFree } = volume;
  const used = total > 0 ? (total - free) / total : 0;
  const left = Math.max(0, free - keepFree);
  const bytes = (count: number) => size(i18n.locale, count);
  return (
    <tr>
      <th scope="row">
        <bdi>{volume.path}</bdi>
        {volume.archive && (
          <div className={table.dim}>
            <Trans>Archive</Trans>
          </div>
        )}
      </th>
      <td>
        {state === "READY" ? (
          <Mark icon="check" severity="normal">{t`Ready`}</Mark>
        ) : state === "FULL" ? (
          <Mark icon="alert" severity="critical">{t`Full`}</Mark>
        ) : state === "AWAY" ? (
          <Mark icon="cross" severity="critical">{t`Away`}</Mark>
        ) : (
          <Mark icon="cross" severity="critical">{t`Failed`}</Mark>
        )}
        {volume.detail && <div className={table.dim}>{volume.detail}</div>}
      </td>
      <td>
        {total > 0 ? (
          <Bar
            high={state === "FULL"}
            label={t`Used of ${volume.path}`}
            part={used}
            words={t`${bytes(total - free)} of ${bytes(total)}`}
          />
        ) : (
          "–"
        )}
      </td>
      <td data-label={t`Left for footage`}>
        {total > 0 ? (
          <>
            {bytes(left)}
            <div className={table.dim}>
              <Trans>{bytes(keepFree)} are kept free; the oldest footage makes room.</Trans>
            </div>
          </>
        ) : (
          "–"
        )}
      </td>
    </tr>
  );
}

function Bar({ part, words, label, high }: { part: number; words: string; label: string; high: boolean }) {
  return (
    <div className={classes.bar} data-high={high ? "" : undefined}>
      <meter aria-label={label} max={1} min={0} value={part} />
      <span>{words}</span>
    </div>
  );
}
