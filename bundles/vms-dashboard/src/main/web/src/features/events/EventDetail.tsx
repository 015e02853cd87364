import { Trans, useLingui } from "@lingui/react/macro";
import { ActionIcon, Switch } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, unwrap } from "../../api/client";
import type { VmsEvent } from "../../api/types";
import { ErrorNote, Placeholder } from "../../ui/ErrorNote";
import form from "../../ui/form.module.css";
import { Icon } from "../../ui/icons";
import { Mark } from "../../ui/state";
import { Since } from "../../ui/time";
import classes from "./events.module.css";
import { Moment } from "./Moment";
import { useSiteTime } from "./siteTime";
import { lookOfSeverity, percent, typeInWords } from "./words";

export function EventDetail(props: { id: string; listed: VmsEvent | undefined; onClose: () => void }) {
  const { t, i18n } = useLingui();
  const { id, listed, onClose } = props;
  // One that is linked to may be older than the list.
  const query = useQuery({
    queryKey: ["events", id],
    queryFn: () => unwrap(api.GET("/events/{id}", { params: { path: { id } } })) as Promise<VmsEvent>,
    enabled: listed === undefined,
  });
  const event = listed ?? query.data;
  return (
    <aside aria-label={t`Event`} className={classes.detail} data-testid="event-detail">
      <div className={classes.detailHead}>
        <h2>{event ? typeInWords(i18n, event.type) : t`Event`}</h2>
        <ActionIcon aria-label={t`Close the event`} color="gray" onClick={onClose} size={28} variant="subtle">
          <Icon name="close" />
        </ActionIcon>
      </div>
      {event ? (
        <Body event={event} key={event.id} />
      ) : query.error ? (
        <ErrorNote error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Placeholder icon="wait" title={t`Loading the event …`} />
      )}
    </aside>
  );
}

function Body({ event }: { event: VmsEvent }) {
  const { t, i18n } = useLingui();
  const times = useSiteTime();
  const look = lookOfSeverity(event.severity);
  const { cameraId } = event;
  const data = event.data && Object.keys(event.data).length > 0 ? event.data : undefined;
  return (
    <>
      {cameraId ? (
        <Moment at={event.time} cameraId={cameraId}>
          <Snapshot event={event} />
        </Moment>
      ) : (
        <Snapshot event={event} />
      )}
      <dl className={form.facts}>
        <dt>
          <Trans>Time</Trans>
        </dt>
        <dd>
          {times.exact(event.time, cameraId)}
          <div className={classes.dim}>
            <Since at={event.time} />
          </div>
        </dd>
        <dt>
          <Trans>Camera</Trans>
        </dt>
        <dd>{event.cameraName ?? (cameraId ? t`Removed since` : t`None`)}</dd>
        {event.siteName && (
          <>
            <dt>
              <Trans>Site</Trans>
            </dt>
            <dd>{event.siteName}</dd>
          </>
        )}
        <dt>
          <Trans>Severity</Trans>
        </dt>
        <dd>
          <Mark icon={look.icon} severity={look.colour}>
            {i18n._(look.words)}
          </Mark>
        </dd>
        {event.label && (
          <>
            <dt>
              <Trans>Label</Trans>
            </dt>
            <dd>
              {event.label}
              {event.confidence !== undefined && `, ${percent(i18n, event.confidence)}`}
            </dd>
          </>
        )}
        {event.source && (
          <>
            <dt>
              <Trans>Source</Trans>
            </dt>
            <dd>{event.source}</dd>
          </>
        )}
        <dt>
          <Trans>Type</Trans>
        </dt>
        <dd>{event.type}</dd>
      </dl>
      {data && (
        <details>
          <summary>
            <Trans>What else it says</Trans>
          </summary>
          <pre className={classes.payload}>{JSON.stringify(data, null, 2)}</pre>
        </details>
      )}
    </>
  );
}

type Pictured = Pick<VmsEvent, "id" | "type" | "time" | "cameraId" | "snapshotUrl" | "box">;

/** Wide enough for the place it is shown in, on a dense screen too. */
const WIDTH = "960";

/** The picture that was kept of the moment, with boxes where that is asked for; else the one of the recording. */
export function Snapshot({ event }: { event: Pictured }) {
  const { t, i18n } = useLingui();
  const [boxes, setBoxes] = useState(false);
  const [failed, setFailed] = useState(false);
  const [recorded, setRecorded] = useState(true);
  const type = typeInWords(i18n, event.type);
  const kept = event.snapshotUrl !== undefined && !failed;
  if (!kept && !(recorded && event.cameraId)) {
    return (
      <div className={classes.picture}>
        <span>
          {failed ? <Trans>The picture has been deleted</Trans> : <Trans>No picture was kept</Trans>}
        </span>
      </div>
    );
  }
  if (!kept) {
    const moment = new URLSearchParams({ at: event.time, width: WIDTH });
    return (
      <div className={classes.picture}>
        <img
          alt={t`The moment of: ${type}`}
          onError={() => setRecorded(false)}
          src={`/api/cameras/${encodeURIComponent(event.cameraId ?? "")}/thumbnail.jpg?${moment}`}
        />
      </div>
    );
  }
  return (
    <>
      <div className={classes.picture}>
        <img
          alt={t`The moment of: ${type}`}
          data-testid="event-snapshot"
          onError={() => setFailed(true)}
          src={`/api/events/${encodeURIComponent(event.id)}/snapshot.jpg${boxes ? "?boxes=true" : ""}`}
        />
      </div>
      {event.box && (
        <div className={classes.acts}>
          <Switch
            checked={boxes}
            label={<Trans>Show boxes</Trans>}
            onChange={(change) => setBoxes(change.currentTarget.checked)}
            size="xs"
          />
        </div>
      )}
    </>
  );
}
