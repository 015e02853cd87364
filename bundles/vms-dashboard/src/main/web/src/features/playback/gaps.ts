import { api, unwrap } from "../../api/client";
import type { components } from "../../api/schema.gen";
import { iso } from "./footage";
import { serverNow } from "./serverTime";

export type GapCause = components["schemas"]["RecordingGap"]["cause"];

/** A stretch without footage, in milliseconds since 1970. */
export interface Gap {
  /** When footage goes on; absent where there is none later. */
  to?: number;
  /** Absent where nobody knows, such as before the camera was taken in. */
  cause?: GapCause;
  detail?: string;
}

const DAY = 86_400_000;

/**
 * The first whole millisecond at or after an instant. The index tells microseconds, which `Date.parse` cuts off; playlists
 * tell the nearest millisecond. What is cut off would be a time within the gap, from which no picture comes.
 */
function notBefore(instant: string): number {
  const whole = Date.parse(instant);
  return /\.\d{3}\d*[1-9]\d*Z$/.test(instant) ? whole + 1 : whole;
}

/** Why there is nothing at a time, and when there is something again. */
export async function findGap(cameraId: string, time: number, signal?: AbortSignal): Promise<Gap> {
  const ask = (to: number) =>
    unwrap(
      api.GET("/recordings", {
        params: { query: { cameraId, from: iso(time), to: iso(Math.max(to, time + 1_000)), limit: 1 } },
        signal: signal ?? null,
      }),
    );
  let found = await ask(time + DAY);
  if (found.segments.length === 0 && time + DAY < serverNow()) {
    found = await ask(serverNow());
  }
  const covering = found.gaps.find(
    (gap) => Date.parse(gap.from) <= time + 1_000 && (!gap.to || Date.parse(gap.to) > time),
  );
  const next = found.segments.map((segment) => notBefore(segment.start)).find((start) => start > time);
  return {
    ...(next === undefined ? {} : { to: next }),
    ...(covering ? { cause: covering.cause, detail: covering.detail } : {}),
  };
}
