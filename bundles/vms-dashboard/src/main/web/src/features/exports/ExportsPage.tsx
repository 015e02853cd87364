import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { camerasQuery } from "../../api/cameras";
import { fullTime } from "../../timeline/zone";
import { ErrorNote, Placeholder } from "../../ui/ErrorNote";
import { Since } from "../../ui/time";
import { useZone } from "../playback/useZone";
import { ExportState, VerifyHint } from "./ExportState";
import { exportsQuery } from "./exports";
import classes from "./exports.module.css";

/** Copies of footage: how far they are, and where to get them. */
export function ExportsPage() {
  const { t, i18n } = useLingui();
  const { data, error, isPending, refetch } = useQuery(exportsQuery);
  const { data: cameras } = useQuery(camerasQuery);
  const zone = useZone(undefined);
  const nameOf = (id: string) => cameras?.find((camera) => camera.id === id)?.name ?? t`Removed camera`;
  return (
    <div className={classes.page}>
      <h1>
        <Trans>Exports</Trans>
      </h1>
      {isPending ? (
        <Placeholder icon="wait" title={t`Loading the exports …`} />
      ) : !data ? (
        <ErrorNote error={error} onRetry={() => void refetch()} />
      ) : data.length === 0 ? (
        <Placeholder icon="export" title={t`No exports yet`}>
          <p>
            <Trans>
              Mark a range in <Link to="/playback">playback</Link> and press “Export”.
            </Trans>
          </p>
        </Placeholder>
      ) : (
        <>
          {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
          <ul className={classes.exports}>
            {data.map((made) => (
              <li key={made.id}>
                <div className={classes.what}>
                  <strong>{made.cameraIds.map(nameOf).join(", ")}</strong>
                  <Link
                    search={{ cameras: made.cameraIds.slice(0, 9).join(","), at: made.from }}
                    to="/playback"
                  >
                    {fullTime(i18n.locale, zone, Date.parse(made.from))} –{" "}
                    {fullTime(i18n.locale, zone, Date.parse(made.to))}
                  </Link>
                  <span className={classes.dim}>
                    {made.format.toUpperCase()} · <Trans>by {made.requestedBy}</Trans> ·{" "}
                    <Since at={made.createdAt} />
                    {made.expiresAt && (
                      <>
                        {" "}
                        · <Trans>kept until {fullTime(i18n.locale, zone, Date.parse(made.expiresAt))}</Trans>
                      </>
                    )}
                  </span>
                </div>
                <ExportState made={made} />
              </li>
            ))}
          </ul>
        </>
      )}
      <VerifyHint />
    </div>
  );
}
