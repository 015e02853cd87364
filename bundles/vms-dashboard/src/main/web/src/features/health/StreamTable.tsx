import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { camerasQuery } from "../../api/cameras";
import { api, unwrap } from "../../api/client";
import { ErrorNote } from "../../ui/ErrorNote";
import { Icon } from "../../ui/icons";
import { Mark } from "../../ui/state";
import table from "../../ui/table.module.css";
import { type Figures, inTrouble } from "./streams";

const ASK_EVERY = 5_000;
const MOST_SHOWN = 200;

/** The streams that the server reads, those in trouble first, with what was lost of them. */
export function StreamTable() {
  const { t, i18n } = useLingui();
  const { data, error, refetch } = useQuery({
    queryKey: ["streams"],
    queryFn: async () => (await unwrap(api.GET("/streams"))).items,
    refetchInterval: ASK_EVERY,
  });
  const { data: cameras } = useQuery(camerasQuery);
  const camerasById = new Map(cameras?.map((camera) => [camera.id, camera]));
  const number = (value: number, digits = 0) => i18n.number(value, { maximumFractionDigits: digits });
  if (!data) {
    return error ? <ErrorNote error={error} onRetry={() => void refetch()} /> : null;
  }
  const streams = [...data].sort(
    (a, b) => Number(inTrouble(b)) - Number(inTrouble(a)) || b.dropped - a.dropped,
  );
  const troubled = data.filter(inTrouble).length;
  return (
    <div data-old={error ? "" : undefined}>
      <div className={table.head}>
        <h2>
          <Trans>Streams</Trans>
        </h2>
        <span className={table.dim}>
          <Plural one="# stream is read" other="# streams are read" value={data.length} />
          {troubled > 0 && (
            <>
              , <Plural one="# in trouble" other="# in trouble" value={troubled} />
            </>
          )}
        </span>
      </div>
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {streams.length === 0 ? (
        <p className={table.dim}>
          <Trans>None: nobody watches, and nothing is recorded or looked at.</Trans>
        </p>
      ) : (
        <table className={table.table}>
          <thead>
            <tr>
              <th>
                <Trans>Camera</Trans>
              </th>
              <th>
                <Trans>State</Trans>
              </th>
              <th>
                <Trans>Comes in</Trans>
              </th>
              <th title={t`Packets that never came from the camera`}>
                <Trans>Lost</Trans>
              </th>
              <th title={t`Packets that slow readers, such as a viewer's line, did not get`}>
                <Trans>Dropped</Trans>
              </th>
              <th>
                <Trans>Reconnects</Trans>
              </th>
              <th>
                <Trans>Read by</Trans>
              </th>
            </tr>
          </thead>
          <tbody>
            {streams.slice(0, MOST_SHOWN).map((stream) => {
              const camera = camerasById.get(stream.cameraId);
              const role = camera?.streams.find((each) => each.id === stream.streamId)?.role;
              return (
                <tr key={stream.streamId}>
                  <th scope="row">
                    <Link className={table.link} params={{ id: stream.cameraId }} to="/cameras/$id">
                      {camera?.name ?? t`Removed camera`}
                    </Link>
                    <div className={table.dim}>
                      {role === "SUB" ? t`Sub` : t`Main`} {stream.transport}
                    </div>
                  </th>
                  <td>
                    <State stream={stream} />
                  </td>
                  <td>
                    {t`${number(stream.bitsPerSecond / 1e6, 1)} Mbit/s`}
                    <div className={table.dim}>{t`${number(stream.framesPerSecond, 1)} frames/s`}</div>
                  </td>
                  <td data-label={t`Lost`}>
                    <Count told={t`Lost`} value={stream.lost} />
                  </td>
                  <td data-label={t`Dropped`}>
                    <Count told={t`Dropped`} value={stream.dropped} />
                  </td>
                  <td data-label={t`Reconnects`}>
                    <Count told={t`Reconnects`} value={stream.reconnects} />
                  </td>
                  <td data-label={t`Read by`} title={stream.subscribers.join(", ")}>
                    {number(stream.subscribers.length)}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
      {streams.length > MOST_SHOWN && (
        <p className={table.dim}>
          <Trans>The first {MOST_SHOWN} are shown.</Trans>
        </p>
      )}
    </div>
  );
}

function State({ stream }: { stream: Figures }) {
  const { t } = useLingui();
  return (
    <>
      {stream.state === "STREAMING" ? (
        <Mark icon="check" severity="normal">{t`Flows`}</Mark>
      ) : stream.state === "REFUSED" ? (
        <Mark icon="lock" severity="critical">{t`Login refused`}</Mark>
      ) : stream.state === "RETRYING" ? (
        <Mark icon="cross" severity="critical">{t`Failed, tried again`}</Mark>
      ) : stream.state === "IDLE" ? (
        <Mark icon="pause" severity="dim">{t`Not needed`}</Mark>
      ) : (
        <Mark icon="wait" severity="dim">{t`Connecting`}</Mark>
      )}
      {stream.detail && <div className={table.dim}>{stream.detail}</div>}
    </>
  );
}

function Count({ value, told }: { value: number; told: string }) {
  const { i18n } = useLingui();
  return value === 0 ? (
    <span className={table.dim}>0</span>
  ) : (
    <span title={told}>
      <Icon name="alert" size={11} /> {i18n.number(value)}
    </span>
  );
}
