import type Hls from "hls.js/light";
import { mediaSource } from "../capabilities";
import type { Reason } from "../ladder";
import {
  codecName,
  compact,
  type Figures,
  figuresOf,
  isSound,
  type MediaReport,
  start,
  type Transport,
} from "./transport";

/** The library is large, and the last way that moves: it comes only when it is needed. */
const load = () => import("hls.js/light");

/** Low-latency HLS: where only plain HTTP gets through, and for browsers without Media Source that play it themselves. */
export class HlsPlayback implements Transport {
  private hls: Hls | undefined;
  private bytes = 0;
  private codecs: string[] = [];
  private recovered = false;
  private closed = false;

  constructor(
    private readonly url: string,
    private readonly video: HTMLVideoElement,
    private readonly report: MediaReport,
  ) {
    if (mediaSource()) {
      void this.byLibrary();
    } else {
      this.byBrowser();
    }
  }

  async figures(): Promise<Figures> {
    return compact({
      ...figuresOf(this.video),
      bytesReceived: this.hls ? this.bytes : undefined,
      bufferDelay: this.hls?.latency || undefined,
      codec: this.codecs.map(codecName).join(" + ") || undefined,
      protocol: "http",
    });
  }

  close(): void {
    if (this.closed) {
      return;
    }
    this.closed = true;
    this.hls?.destroy();
    this.video.removeEventListener("error", this.broke);
  }

  private byBrowser(): void {
    this.video.addEventListener("error", this.broke);
    this.video.src = this.url;
    start(this.video, (reason) => this.fail(reason));
  }

  private async byLibrary(): Promise<void> {
    let library: typeof import("hls.js/light");
    try {
      library = await load();
    } catch {
      // A chunk that cannot be loaded: the page is older than the server, or the link is down.
      this.interrupt({ code: "no_link" });
      return;
    }
    if (this.closed) {
      return;
    }
    const { default: Library, Events } = library;
    const hls = new Library({
      lowLatencyMode: true,
      // Its worker would start from a blob, which the page's policy does not allow; for MP4 there is nothing to do in it.
      enableWorker: false,
      backBufferLength: 10,
      maxBufferLength: 10,
      maxLiveSyncPlaybackRate: 1.1,
      // Where the server's parts end: three of them behind, as it says itself.
      liveMaxLatencyDurationCount: 4,
      liveSyncDurationCount: 2,
      manifestLoadPolicy: once(8_000),
    });
    this.hls = hls;
    hls.on(Events.FRAG_LOADED, (_event, { frag, part }) => {
      this.bytes += part?.stats.loaded ?? frag.stats.loaded;
      this.report.arriving();
    });
    hls.on(Events.BUFFER_CODECS, (_event, tracks) => {
      const found = [tracks.video, tracks.audio, tracks.audiovideo].flatMap(
        (track) => track?.codec?.split(",") ?? [],
      );
      // The picture first.
      this.codecs = found.sort((a, b) => Number(isSound(a)) - Number(isSound(b)));
      this.report.sound(found.some(isSound));
    });
    hls.on(Events.ERROR, (_event, error) => {
      if (!error.fatal) {
        return;
      }
      if (error.type === Library.ErrorTypes.MEDIA_ERROR) {
        this.mediaError(error.details);
      } else {
        this.fail({ code: "http_failed", detail: error.details });
      }
    });
    hls.attachMedia(this.video);
    hls.loadSource(this.url);
    start(this.video, (reason) => this.fail(reason));
  }

  /** The library can begin anew within the same stream; more than once would hide that the browser cannot do it. */
  private mediaError(details: string): void {
    if (this.recovered) {
      this.fail({ code: "decode_error", detail: details });
      return;
    }
    this.recovered = true;
    this.hls?.recoverMediaError();
  }

  private readonly broke = (): void => {
    const detail = this.video.error?.message;
    this.fail({ code: "decode_error", ...(detail ? { detail } : {}) });
  };

  private fail(reason: Reason): void {
    if (!this.closed) {
      this.close();
      this.report.failed(reason);
    }
  }

  private interrupt(reason: Reason): void {
    if (!this.closed) {
      this.close();
      this.report.interrupted(reason);
    }
  }
}

/** The ladder itself tries again. */
function once(milliseconds: number) {
  return {
    default: {
      maxTimeToFirstByteMs: milliseconds,
      maxLoadTimeMs: milliseconds,
      timeoutRetry: null,
      errorRetry: null,
    },
  };
}
