import { Trans, useLingui } from "@lingui/react/macro";
import { type RefObject, useEffect, useState, useSyncExternalStore } from "react";
import type { LivePlayer } from "./player";
import classes from "./player.module.css";
import { rungInWords } from "./reasons";
import type { Figures } from "./transports/transport";

interface Shown extends Figures {
  /** Bits a second since the reading before. */
  bitrate?: number;
}

const ATTRIBUTES = [
  "framesDecoded",
  "framesDropped",
  "width",
  "height",
  "packetsLost",
  "protocol",
  "codec",
] as const;

/**
 * The browser's figures of a picture, read each second, over the picture and as data attributes of the tile:
 * `data-frames-decoded`, `data-frames-dropped`, `data-width`, `data-height`, `data-packets-lost`, `data-protocol`,
 * `data-codec`.
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
  const rung = useSyncExternalStore(player.subscribe, player.snapshot).ladder.shown?.rung;

  useEffect(() => {
    const element = tile.current;
    let ended = false;
    let before: { at: number; bytes: number; frames?: number } | undefined;
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
      const frames = now.framesDecoded;
      if (before?.frames !== undefined && frames !== undefined && frames >= before.frames) {
        shown.framesPerSecond ??= ((frames - before.frames) * 1_000) / (at - before.at);
      }
      before = bytes === undefined ? undefined : { at, bytes, ...(frames === undefined ? {} : { frames }) };
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
  // What is known of it here: half the way there and back, and the wait in the browser.
  const delay = bufferDelay === undefined ? undefined : bufferDelay + (roundTrip ?? 0) / 2;
  return (
    <div className={classes.figures}>
      <dl>
        <dt>
          <Trans>Way</Trans>
        </dt>
        <dd>
          {rung ? rungInWords(i18n, rung) : "–"}, {figures.protocol ?? "–"}
        </dd>
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
          <Trans>Delay</Trans>
        </dt>
        <dd>{delay === undefined ? "–" : `${number(delay * 1_000)} ms`}</dd>
        <dt>
          <Trans>Lost, dropped</Trans>
        </dt>
        <dd>
          {number(figures.packetsLost)}, {number(figures.framesDropped)}
        </dd>
        <dt>
          <Trans>Codec</Trans>
        </dt>
        <dd>{figures.codec ?? "–"}</dd>
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
