import { LEVELS } from "./scale";
import type { TileCache, TimelineGap } from "./tiles";

export interface Description {
  kind: "footage" | "some" | "none" | "unknown";
  gap?: TimelineGap;
  locked: boolean;
  events: number;
}

/** What is known of one camera at one time, as seen at a zoom. */
export function describeAt(cache: TileCache, camera: string, bucket: number, time: number): Description {
  const tile = cache.find(camera, bucket, time, LEVELS);
  if (!tile) {
    return { kind: "unknown", locked: false, events: 0 };
  }
  const i = Math.floor((time - tile.from) / tile.bucket);
  const coverage = tile.coverage[i] ?? 0;
  const gap = tile.gaps.find(
    (each) =>
      each.from < tile.from + (i + 1) * tile.bucket &&
      (each.to ?? Number.POSITIVE_INFINITY) > tile.from + i * tile.bucket,
  );
  return {
    kind: coverage === 255 ? "footage" : coverage === 0 ? "none" : "some",
    ...(gap && coverage < 255 ? { gap } : {}),
    locked: tile.locked[i] ?? false,
    events: tile.events[i] ?? 0,
  };
}
