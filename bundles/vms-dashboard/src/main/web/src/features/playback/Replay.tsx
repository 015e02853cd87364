import { useLingui } from "@lingui/react/macro";
import { useEffect, useMemo, useRef, useSyncExternalStore } from "react";
import { Deck } from "./deck";
import { PictureNote } from "./PictureNote";
import classes from "./replay.module.css";
import { serverNow } from "./serverTime";

interface Props {
  /** The camera's id. */
  camera: string;
  /** How far back it begins. */
  seconds: number;
  /** When it has come to what was the newest footage. */
  onEnd?: () => void;
}

/** What one camera saw a moment ago, played from there to the newest footage, over and over. Fills its container. */
export function Replay({ camera, seconds, onEnd }: Props) {
  const { t } = useLingui();
  const video = useRef<HTMLVideoElement>(null);
  const end = useRef(onEnd);
  useEffect(() => {
    end.current = onEnd;
  });
  const deck = useMemo(() => deckFrom(camera, seconds), [camera, seconds]);
  const { pictures } = useSyncExternalStore(deck.subscribe, () => deck.view);
  useEffect(() => {
    const element = video.current;
    if (!element) {
      return;
    }
    const until = serverNow() - 6_000;
    const begin = until - seconds * 1_000;
    const detach = deck.attach(camera, element);
    deck.seek(begin);
    deck.play();
    const look = setInterval(() => {
      if (deck.clock.time >= until) {
        end.current?.();
        deck.seek(begin);
      }
    }, 250);
    return () => {
      clearInterval(look);
      detach();
    };
  }, [deck, camera, seconds]);
  const picture = pictures.get(camera) ?? { kind: "loading" };
  return (
    <div className={classes.replay} data-picture={picture.kind} data-testid="replay">
      {/* biome-ignore lint/a11y/useMediaCaption: cameras have no words to caption */}
      <video aria-label={t`Replay of the last ${seconds} seconds`} className={classes.video} ref={video} />
      <PictureNote onRetry={() => deck.retry(camera)} picture={picture} />
    </div>
  );
}

function deckFrom(_camera: string, seconds: number): Deck {
  const deck = new Deck(serverNow() - seconds * 1_000);
  deck.skipGaps = false;
  return deck;
}
