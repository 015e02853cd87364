import type { components } from "../../api/schema.gen";

/** Figures of one stream, as the server counts them. */
export type Figures = components["schemas"]["StreamFigures"];

/** Whether a stream that somebody needs does not come. */
export function inTrouble(stream: Pick<Figures, "state">): boolean {
  return stream.state === "RETRYING" || stream.state === "REFUSED";
}
