import { LEAST_SPAN, MOST_SPAN } from "../../timeline/scale";
import { RATES } from "./rates";

/** What the address of playback holds, so that a link shows another person the same. */
export interface PlaybackSearch {
  /** Ids, separated by commas: at most nine. */
  cameras?: string | undefined;
  /** The time that is played, RFC 3339. */
  at?: string | undefined;
  rate?: number | undefined;
  /** How long the timeline is, in seconds. */
  span?: number | undefined;
  /** What is marked. */
  from?: string | undefined;
  to?: string | undefined;
}

export const MOST_CAMERAS = 9;

/** Takes what is valid; the rest of an address counts for nothing. */
export function searchOfPlayback(search: Record<string, unknown>): PlaybackSearch {
  const { rate, span } = search;
  return {
    cameras: idsOf(search.cameras).join(",") || undefined,
    at: timeText(search.at),
    rate: typeof rate === "number" && rate !== 1 && RATES.includes(rate) ? rate : undefined,
    span:
      typeof span === "number" && span * 1_000 >= LEAST_SPAN && span * 1_000 <= MOST_SPAN ? span : undefined,
    from: timeText(search.from),
    to: timeText(search.to),
  };
}

/** The cameras an address names. */
export function idsOf(value: unknown): string[] {
  if (typeof value !== "string") {
    return [];
  }
  const ids = value.split(",").filter((id) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id));
  return [...new Set(ids)].slice(0, MOST_CAMERAS);
}

function timeText(value: unknown): string | undefined {
  return typeof value === "string" && !Number.isNaN(Date.parse(value)) ? value : undefined;
}
