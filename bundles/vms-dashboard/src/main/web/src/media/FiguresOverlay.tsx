import { Trans, useLingui } from "@lingui/react/macro";
import { type RefObject, useEffect, useState } from "react";
import type { LivePlayer } from "./player";
import classes from "./player.module.css";
import type { Figures } from "./transports/transport";

interface Shown extends Figures {
  /** Bits a second since the reading before. */
  bitrate?: number;
}

const ATTRIBUTES = ["framesDecoded", "width", "height", "packetsLost"] as const;

/**
 * The browser's figures of a picture, read each second, over the picture and as data attributes of the tile:
 * `data-frames-decoded`, `data-width`, `data-height`, `data-packets-lost`.
 */
export function FiguresOverlay({
  player,
  tile,
}: {
  player: LivePlayer;
  tile: RefObject<HTMLElement | null>;
}) {
  const { i18n } = useLingui();
  const [figures, setFigures] = useState<Shown>({});

  useEffect(() => {
    const element = tile.current;
    let ended = false;
    let before: { at: number; bytes: number } | undefined;
    const read = async () => {
      const now = await player.figures();
      if (ended) {
        return;
      }
      const at = performance.now();
      const bytes = now.bytesReceived;
      const shown: Shown = { ...now };
      if (before && bytes !== undefined && bytes >= before.bytes) {
        shown.bitrate = ((bytes - before.bytes) * 8_000) / (at - before.at);
      }
      before = bytes === undefined ? undefined : { at, bytes };
      if (element) {
        mark(element, now);
      }
      setFigures(shown);
    };
    void read();
    const timer = setInterval(() => void read(), 1_000);
    return () => {
      ended = true;
      clearInterval(timer);
      if (element) {
        mark(element, {});
      }
    };
  }, [player, tile]);

  const number = (value: number | undefined, digits = 0) =>
    value === undefined ? "–" : value.toLocaleString(i18n.locale, { maximumFractionDigits: digits });
  const { width, height, roundTrip, bufferDelay, bitrate } = figures;
  return (
    <div className={classes.figures}>
      <dl>
        <dt>
          <Trans>Size</Trans>
        </dt>
        <dd>{width && height ? `${width} × ${height}` : "–"}</dd>
        <dt>
          <Trans>Frames</Trans>
        </dt>
        <dd>
          {number(figures.framesDecoded)} ({number(figures.framesPerSecond)}/s)
        </dd>
        <dt>
          <Trans>Bit rate</Trans>
        </dt>
        <dd>{bitrate === undefined ? "–" : `${number(bitrate / 1_000)} kbit/s`}</dd>
        <dt>
          <Trans>Round trip</Trans>
        </dt>
        <dd>{roundTrip === undefined ? "–" : `${number(roundTrip * 1_000, 1)} ms`}</dd>
        <dt>
          <Trans>Buffer</Trans>
        </dt>
        <dd>{bufferDelay === undefined ? "–" : `${number(bufferDelay * 1_000)} ms`}</dd>
        <dt>
          <Trans>Lost, dropped</Trans>
        </dt>
        <dd>
          {number(figures.packetsLost)}, {number(figures.framesDropped)}
        </dd>
        <dt>
          <Trans>Codec, path</Trans>
        </dt>
        <dd>
          {figures.codec ?? "–"}, {figures.protocol ?? "–"}
        </dd>
      </dl>
    </div>
  );
}

function mark(element: HTMLElement, figures: Figures): void {
  for (const attribute of ATTRIBUTES) {
    const value = figures[attribute];
    if (value === undefined) {
      delete element.dataset[attribute];
    } else {
      element.dataset[attribute] = String(value);
    }
  }
}
