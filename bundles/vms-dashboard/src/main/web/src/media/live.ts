import type { ErrorMessage, LiveFallback, LiveOffer, LiveState } from "../api/messages";
import type { Socket } from "../api/socket";
import type { StreamRole } from "../api/types";
import { ableRungs, mseCodecs, webrtcCodecs } from "./capabilities";
import type { Given, Rung } from "./ladder";
import { said } from "./notes";
import { HlsPlayback } from "./transports/hls";
import { Mse } from "./transports/mse";
import { oneStill, Stills } from "./transports/stills";
import type { Ask, Figures, MediaReport, Report, Transport } from "./transports/transport";
import { WebRtc } from "./transports/webrtc";

/** The ways to bring live pictures, as the player sees them. */
export interface Live {
  able(): Rung[];
  open(ask: Ask, report: Report): Transport;
  /** What the camera sees now, to be shown until its picture comes; nothing where it has no stills. */
  still(cameraId: string, signal: AbortSignal): Promise<Blob | undefined>;
}

export function liveOver(socket: Socket): Live {
  return {
    able: ableRungs,
    still: oneStill,
    open: (ask, report) =>
      ask.screen instanceof HTMLImageElement
        ? new Stills(ask.cameraId, ask.screen, report)
        : new Negotiated(socket, ask, ask.screen, report),
  };
}

/** How long an answer that nobody waits for any more may still arrive, to be declined. */
const LATE_ANSWER_WITHIN = 30_000;
/** Errors that may be over at the next try. */
const PASSING = new Set(["DEVICE_UNREACHABLE", "INTERNAL", "STORE_UNAVAILABLE", "STREAM_UNAVAILABLE"]);
const BUSY = new Set(["BUSY", "THROTTLED"]);
const DENIED = new Set(["FORBIDDEN", "NOT_FOUND", "UNAUTHENTICATED"]);
const NO_WAY = new Set(["CODEC_UNSUPPORTED", "NOT_SUPPORTED"]);

let requests = 0;

/** One request for a live picture over the page's socket, and whatever the server answers it with. */
class Negotiated implements Transport {
  private readonly requestId = `live-${++requests}`;
  private readonly unsubscribe: (() => void)[] = [];
  private media: Transport | undefined;
  private sessionId: string | undefined;
  private linkWasLost = false;
  private role: StreamRole;
  private closed = false;

  constructor(
    private readonly socket: Socket,
    private readonly ask: Ask,
    private readonly video: HTMLVideoElement,
    private readonly report: Report,
  ) {
    this.role = ask.role;
    this.unsubscribe.push(
      socket.on("live.offer", (offer) => this.offered(offer)),
      socket.on("live.fallback", (fallback) => this.fellBack(fallback)),
      socket.on("live.state", (state) => this.stateChanged(state)),
      socket.on("error", (error) => this.erred(error)),
      socket.subscribe(() => this.linkChanged()),
    );
    const sent = socket.send({
      type: "live.request",
      requestId: this.requestId,
      cameraId: ask.cameraId,
      role: ask.role,
      ...(ask.audio ? { audio: true } : {}),
      accept: webrtcCodecs(),
      mse: mseCodecs(),
      ...(ask.failed.length > 0 ? { failed: [...ask.failed] } : {}),
    });
    if (!sent) {
      // Not from the constructor: the caller does not hold this object yet.
      queueMicrotask(() => this.end(() => report.interrupted({ code: "no_link" })));
    }
  }

  close(): void {
    if (this.closed) {
      return;
    }
    this.closed = true;
    this.media?.close();
    if (this.sessionId !== undefined || this.media) {
      this.stopSession();
      this.forget();
    } else {
      // The server may have made the session already: its answer is declined when it comes.
      setTimeout(() => this.forget(), LATE_ANSWER_WITHIN);
    }
  }

  async figures(): Promise<Figures> {
    return (await this.media?.figures()) ?? {};
  }

  private offered(offer: LiveOffer): void {
    if (!this.isAnswer(offer)) {
      return;
    }
    this.role = offer.role;
    this.report.answered("webrtc", { role: offer.role, ...given(offer) });
    const { requestId, sessionId } = offer;
    this.play(
      () =>
        new WebRtc(offer, this.video, this.mediaReport(), (sdp) =>
          this.socket.send({ type: "live.answer", requestId, sessionId, sdp }),
        ),
    );
  }

  private fellBack(fallback: LiveFallback): void {
    if (!this.isAnswer(fallback)) {
      return;
    }
    const { protocol } = fallback;
    const url = ownAddress(fallback.url);
    if ((protocol !== "mse" && protocol !== "hls") || !url) {
      this.end(() => this.report.refused({ code: "refused", ...said(fallback) }));
      return;
    }
    this.role = fallback.role ?? this.ask.role;
    this.report.answered(protocol, { role: this.role, ...given(fallback) });
    if (protocol === "hls") {
      this.play(() => new HlsPlayback(url.href, this.video, this.mediaReport()));
      return;
    }
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    this.play(() => new Mse(url.href, this.video, this.mediaReport()));
  }

  /** Takes note of the session that an answer speaks of, or declines it. */
  private isAnswer(answer: LiveOffer | LiveFallback): boolean {
    if (answer.requestId !== this.requestId || this.media) {
      return false;
    }
    this.sessionId = answer.sessionId;
    if (this.closed) {
      this.stopSession();
      this.forget();
      return false;
    }
    return true;
  }

  private play(open: () => Transport): void {
    try {
      this.media = open();
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      this.end(() => this.report.failed({ code: "browser_unable", detail }));
    }
  }

  private mediaReport(): MediaReport {
    const { report } = this;
    return {
      arriving: () => report.arriving(),
      path: (path) => report.path(path),
      sound: (has) => report.sound(has),
      note: (notes) => report.moved({ role: this.role, notes }),
      failed: (reason) => this.end(() => report.failed(reason)),
      interrupted: (reason) => this.end(() => report.interrupted(reason)),
    };
  }

  private erred({ code, message, requestId, sessionId }: ErrorMessage): void {
    if (requestId !== this.requestId && (!sessionId || sessionId !== this.sessionId)) {
      return;
    }
    const detail = message ?? code;
    if (this.media && code === "NOT_FOUND") {
      // The session: it was gone before the link was back.
      this.sessionId = undefined;
      this.end(() => this.report.interrupted({ code: "ended" }));
    } else if (BUSY.has(code)) {
      this.end(() => this.report.interrupted({ code: "server_busy", detail }));
    } else if (PASSING.has(code)) {
      this.end(() => this.report.interrupted({ code: "server_failed", detail }));
    } else if (this.media) {
      // What the page sent about a picture that was under way; another way needs no such words.
      this.end(() => this.report.failed({ code: "server_failed", detail }));
    } else if (NO_WAY.has(code)) {
      this.end(() => this.report.refused({ code: "codec_unsupported", detail }));
    } else if (DENIED.has(code)) {
      this.end(() => this.report.refused({ code: "denied", detail }));
    } else {
      this.end(() => this.report.refused({ code: "refused", detail }));
    }
    this.forget();
  }

  private stateChanged(message: LiveState): void {
    const { sessionId, state, role } = message;
    if (this.closed || sessionId !== this.sessionId) {
      return;
    }
    if (state === "CONNECTED") {
      if (role) {
        this.role = role;
        this.report.moved({ role, ...said(message) });
      }
      return;
    }
    // The server has let go of the session already: there is nothing to stop.
    this.sessionId = undefined;
    const words = said(message);
    this.end(() =>
      state === "FAILED"
        ? this.report.failed({ code: "server_failed", ...words })
        : this.report.interrupted({ code: "ended", ...words }),
    );
  }

  /** A picture that does not come over the page's socket outlives it; the server is told that its viewer is back. */
  private linkChanged(): void {
    const up = this.socket.link.state === "open";
    if (up && this.linkWasLost && this.sessionId && !this.closed) {
      const { requestId, sessionId } = this;
      this.socket.send({ type: "live.resume", requestId, sessionId });
    }
    this.linkWasLost = !up;
  }

  private end(tell: () => void): void {
    if (!this.closed) {
      this.close();
      tell();
    }
  }

  private stopSession(): void {
    const { sessionId } = this;
    if (sessionId) {
      this.sessionId = undefined;
      this.socket.send({ type: "live.stop", sessionId });
    }
  }

  private forget(): void {
    for (const end of this.unsubscribe.splice(0)) {
      end();
    }
  }
}

/** What an answer says of the picture that comes. */
function given(answer: LiveOffer | LiveFallback): Omit<Given, "role"> {
  const group = answer.keyFrameSeconds;
  return { ...said(answer), ...(typeof group === "number" && group > 0 ? { group } : {}) };
}

/** The address of a picture at the page's own server; nothing else is opened, whoever says so. */
function ownAddress(url: string | undefined): URL | undefined {
  if (!url) {
    return undefined;
  }
  try {
    const address = new URL(url, location.origin);
    return address.origin === location.origin ? address : undefined;
  } catch {
    return undefined;
  }
}
