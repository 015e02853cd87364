import type { CameraStream, StreamRole } from "../api/types";

/** A picture may be enlarged by a third before a larger stream is worth its cost. */
const ENOUGH = 0.75;
/** In larger walls the main streams cost more than anyone sees. */
const MAIN_UP_TO = 4;

/** The role of the smallest stream that still looks sharp at `height` device pixels, in a wall of `tiles`. */
export function pickRole(streams: readonly CameraStream[], height: number, tiles: number): StreamRole {
  const sub = streams.find((stream) => stream.role === "SUB");
  if (!sub) {
    return "MAIN";
  }
  if (tiles > MAIN_UP_TO) {
    return "SUB";
  }
  return (sub.height ?? 0) >= ENOUGH * height ? "SUB" : "MAIN";
}
