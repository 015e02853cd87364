import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { api, unwrap } from "../../api/client";
import type { Camera } from "../../api/types";
import { fullTime } from "../../timeline/zone";
import { ErrorNote, Placeholder } from "../../ui/ErrorNote";
import { type FootageAnswer, readFootage, type VmsEvent } from "./api";
import { causeInWords } from "./causes";
import { iso } from "./footage";
import classes from "./playback.module.css";

export interface Row {
  from: number;
  to?: number;
  camera: string;
  kind: "footage" | "gap" | "event" | "lock";
  cause?: FootageAnswer["gaps"][number]["cause"];
  detail?: string;
}

interface Props {
  cameras: readonly Camera[];
  zone: string;
  from: number;
  to: number;
  onGo: (time: number) => void;
}

const MOST_ROWS = 500;
/** Files that follow each other are one stretch. */
const SEAM = 1_500;

/** What the timeline shows, in words: footage, gaps, events and locks of the range. */
export function RangeList({ cameras, zone, from, to, onGo }: Props) {
  const { t, i18n } = useLingui();
  const ids = cameras.map(({ id }) => id);
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ["playback-list", ids, Math.round(from / 1_000), Math.round(to / 1_000)],
    queryFn: ({ signal }) => readRows(ids, from, to, signal),
    placeholderData: (before) => before,
  });
  if (error) {
    return <ErrorNote error={error} onRetry={() => void refetch()} />;
  }
  if (isPending) {
    return <Placeholder icon="wait" title={t`Loading …`} />;
  }
  if (data.length === 0) {
    return <Placeholder icon="info" title={t`Nothing was recorded in this range`} />;
  }
  const names = new Map(cameras.map(({ id, name }) => [id, name]));
  const words = ({ kind, cause, detail }: Row) =>
    kind === "footage"
      ? t`Footage`
      : kind === "lock"
        ? t`Locked as evidence`
        : kind === "gap"
          ? [t`Gap`, cause ? i18n._(causeInWords(cause)) : "", detail].filter(Boolean).join(": ")
          : [t`Event`, detail].filter(Boolean).join(": ");
  return (
    <table className={classes.list}>
      <caption>
        <Trans>What the timeline shows</Trans>
      </caption>
      <thead>
        <tr>
          <th>
            <Trans>From</Trans>
          </th>
          <th>
            <Trans>To</Trans>
          </th>
          <th>
            <Trans>Camera</Trans>
          </th>
          <th>
            <Trans>What</Trans>
          </th>
        </tr>
      </thead>
      <tbody>
        {data.slice(0, MOST_ROWS).map((row) => (
          <tr key={`${row.kind} ${row.camera} ${row.from} ${row.detail ?? ""}`}>
            <td>
              <button onClick={() => onGo(row.from)} type="button">
                {fullTime(i18n.locale, zone, row.from)}
              </button>
            </td>
            <td>{row.to === undefined ? "" : fullTime(i18n.locale, zone, row.to)}</td>
            <td>{names.get(row.camera)}</td>
            <td>{words(row)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

async function readRows(
  ids: readonly string[],
  from: number,
  to: number,
  signal: AbortSignal,
): Promise<Row[]> {
  const footage = await Promise.all(ids.map((id) => readFootage(id, from, to, 1_000, signal)));
  const { items } = await unwrap(
    api.GET("/events", {
      params: { query: { cameraId: [...ids], from: iso(from), to: iso(to), limit: 300 } },
      signal,
    }),
  );
  return [...ids.flatMap((id, i) => rowsOf(id, footage[i], from, to)), ...eventsOf(items, ids)].sort(
    (a, b) => a.from - b.from,
  );
}

export function rowsOf(camera: string, footage: FootageAnswer | undefined, from: number, to: number): Row[] {
  const rows: Row[] = [];
  for (const kind of ["footage", "lock"] as const) {
    let last: Row | undefined;
    for (const segment of footage?.segments ?? []) {
      if (kind === "lock" && !segment.locked) {
        last = undefined;
        continue;
      }
      const begin = Math.max(from, Date.parse(segment.start));
      const end = Math.min(to, Date.parse(segment.end));
      if (last?.to !== undefined && begin - last.to < SEAM) {
        last.to = end;
      } else {
        last = { kind, camera, from: begin, to: end };
        rows.push(last);
      }
    }
  }
  for (const gap of footage?.gaps ?? []) {
    rows.push({
      kind: "gap",
      camera,
      from: Math.max(from, Date.parse(gap.from)),
      ...(gap.to ? { to: Date.parse(gap.to) } : {}),
      cause: gap.cause,
      detail: gap.detail,
    });
  }
  return rows;
}

function eventsOf(events: readonly VmsEvent[], ids: readonly string[]): Row[] {
  return events.flatMap((event) =>
    event.cameraId !== undefined && ids.includes(event.cameraId)
      ? [
          {
            kind: "event" as const,
            camera: event.cameraId,
            from: Date.parse(event.time),
            detail: [event.type, event.label].filter(Boolean).join(" "),
          },
        ]
      : [],
  );
}
