import { useLingui } from "@lingui/react/macro";
import { describeAt } from "./describe";
import type { TileCache } from "./tiles";

/** Says what is known of a camera at a time. */
export function useDescription(
  cache: TileCache,
  bucket: number,
  causeInWords: (cause: string) => string,
): (camera: string, time: number) => string {
  const { t } = useLingui();
  return (camera, time) => {
    const { kind, gap, locked, events } = describeAt(cache, camera, bucket, time);
    const why = gap ? [causeInWords(gap.cause), gap.detail].filter(Boolean).join(": ") : "";
    const words = {
      footage: t`Footage`,
      some: t`Footage with gaps`,
      none: t`No footage`,
      unknown: t`Not loaded yet`,
    }[kind];
    return [
      why ? `${words} (${why})` : words,
      locked ? t`locked as evidence` : "",
      events > 0 ? t`events: ${events}` : "",
    ]
      .filter(Boolean)
      .join(", ");
  };
}
