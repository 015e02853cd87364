import { queryOptions } from "@tanstack/react-query";
import { ApiError, api, unwrap } from "../../api/client";
import type { components } from "../../api/schema.gen";
import type { Buckets } from "../../timeline/tiles";
import { iso } from "./footage";

type Schemas = components["schemas"];
export type Export = Schemas["Export"];
export type Segment = Schemas["RecordedSegment"];
export type FootageAnswer = Schemas["Footage"];
export type VmsEvent = Schemas["Event"];

/** The days of a month with footage of any of these cameras, such as `2026-03-07`. */
export function daysQuery(cameras: readonly string[], month: string) {
  return queryOptions({
    queryKey: ["recorded-days", month, ...cameras],
    queryFn: async () => {
      const answers = await Promise.all(
        cameras.map((id) =>
          unwrap(api.GET("/cameras/{id}/recording/days", { params: { path: { id }, query: { month } } })),
        ),
      );
      return new Set(answers.flatMap((answer) => answer.days));
    },
    staleTime: 60_000,
  });
}

/** What several cameras have over a range; see `TileCache`. */
export async function fetchTiles(
  cameras: readonly string[],
  from: number,
  to: number,
  buckets: number,
  signal: AbortSignal,
): Promise<Map<string, Buckets>> {
  const answer = await unwrap(
    api.GET("/timeline", {
      params: { query: { cameras: cameras.join(","), from: iso(from), to: iso(to), buckets } },
      signal,
    }),
  );
  return new Map(
    answer.cameras.map((camera): [string, Buckets] => [
      camera.cameraId,
      {
        coverage: camera.coverage,
        locked: camera.locked,
        gapCount: camera.gapCount,
        events: camera.events,
        severity: camera.maxSeverity,
        gaps: camera.gaps.map((gap) => ({
          from: Date.parse(gap.from),
          ...(gap.to ? { to: Date.parse(gap.to) } : {}),
          cause: gap.cause,
          detail: gap.detail,
        })),
      },
    ]),
  );
}

const DAY = 86_400_000;
const MOST_PAGES = 20;

/**
 * The next event of one of these cameras after a time, or the last before it. The server tells the newest first: onwards it is
 * looked for in growing ranges.
 */
export async function findEvent(
  cameras: readonly string[],
  time: number,
  direction: 1 | -1,
  now: number,
  signal?: AbortSignal,
): Promise<VmsEvent | undefined> {
  const ask = (from: number, to: number, cursor?: string) =>
    unwrap(
      api.GET("/events", {
        params: {
          query: {
            from: iso(from),
            to: iso(to),
            limit: 200,
            ...(cursor ? { cursor } : {}),
            cameraId: [...cameras],
          },
        },
        signal: signal ?? null,
      }),
    );
  let length = 600_000;
  let edge = time;
  const least = time - 400 * DAY;
  while (direction > 0 ? edge < now : edge > least) {
    const from = direction > 0 ? edge : Math.max(least, edge - length);
    const to = direction > 0 ? Math.min(now, edge + length) : edge;
    let found: VmsEvent | undefined;
    let cursor: string | undefined;
    for (let page = 0; page < MOST_PAGES; page++) {
      const answer = await ask(from, to, cursor);
      const events = answer.items;
      found = direction > 0 ? (events.at(-1) ?? found) : events[0];
      cursor = answer.nextCursor ?? undefined;
      if (!cursor || (direction < 0 && found)) {
        break;
      }
    }
    if (found) {
      return found;
    }
    edge = direction > 0 ? to : from;
    length *= 6;
  }
  return undefined;
}

/** The files and gaps of one camera over a range. */
export async function readFootage(
  cameraId: string,
  from: number,
  to: number,
  limit: number,
  signal?: AbortSignal,
): Promise<FootageAnswer> {
  return unwrap(
    api.GET("/recordings", {
      params: { query: { cameraId, from: iso(from), to: iso(to), limit } },
      signal: signal ?? null,
    }),
  );
}

/** What can be locked at once; more is a mistake, or a matter of retention. */
const MOST_FILES = 2_000;
const AT_ONCE = 4;

/** Locks all files that hold something of a range. Gives how many there were. */
export async function lockRange(
  cameras: readonly string[],
  from: number,
  to: number,
  reason: string,
): Promise<number> {
  const files: Segment[] = [];
  for (const camera of cameras) {
    const found = await readFootage(camera, from, to, 1_000);
    if (!found.complete || files.length > MOST_FILES) {
      throw new ApiError(400, "RANGE_TOO_LONG");
    }
    files.push(...found.segments);
  }
  const waiting = [...files];
  const lockNext = async (): Promise<void> => {
    for (let file = waiting.shift(); file; file = waiting.shift()) {
      await unwrap(
        api.POST("/recordings/{id}/lock", { params: { path: { id: file.id } }, body: { reason } }),
      );
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lockNext));
  return files.length;
}

export async function unlock(id: string): Promise<void> {
  await unwrap(api.DELETE("/recordings/{id}/lock", { params: { path: { id } } }));
}
