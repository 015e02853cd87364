import { Trans, useLingui } from "@lingui/react/macro";
import { useEffect, useRef, useState } from "react";
import { Placeholder } from "../../ui/ErrorNote";
import classes from "./events.module.css";

/** Shown before and after the moment. */
const BEFORE = 5_000;
const AFTER = 10_000;

/** The footage around a moment, where some was kept. */
export function Clip({ cameraId, at }: { cameraId: string; at: string }) {
  const { t } = useLingui();
  const video = useRef<HTMLVideoElement>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    const moment = Date.parse(at);
    const query = new URLSearchParams({
      from: new Date(moment - BEFORE).toISOString(),
      to: new Date(moment + AFTER).toISOString(),
    });
    const url = `/api/cameras/${encodeURIComponent(cameraId)}/playback.m3u8?${query}`;
    const element = video.current;
    let end = () => {};
    let ended = false;
    setFailed(false);
    void import("hls.js/light").then(
      ({ default: Hls }) => {
        if (ended || !element) {
          return;
        }
        if (!Hls.isSupported()) {
          // Safari on a phone plays a playlist by itself.
          element.src = url;
          end = () => element.removeAttribute("src");
          return;
        }
        const player = new Hls({ enableWorker: false, maxBufferLength: 20 });
        player.on(Hls.Events.ERROR, (_name, data) => {
          if (data.fatal) {
            setFailed(true);
          }
        });
        player.loadSource(url);
        player.attachMedia(element);
        end = () => player.destroy();
      },
      () => setFailed(true),
    );
    return () => {
      ended = true;
      end();
    };
  }, [cameraId, at]);
  return (
    <div className={classes.picture} data-testid="event-clip">
      {failed ? (
        <Placeholder icon="recorder" title={t`No footage of this moment`}>
          <p>
            <Trans>Nothing was recorded then, or it has been deleted since.</Trans>
          </p>
        </Placeholder>
      ) : (
        <video
          aria-label={t`Footage around the event`}
          autoPlay
          controls
          muted
          onError={() => setFailed(true)}
          playsInline
          ref={video}
        />
      )}
    </div>
  );
}
