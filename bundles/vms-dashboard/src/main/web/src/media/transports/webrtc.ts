import type { LiveFallback, LiveOffer, LiveState } from "../../api/messages";
import type { Socket } from "../../api/socket";
import type { Reason } from "../ladder";
import type { Ask, Figures, Report, Transport, TransportKind } from "./transport";

/** How long an offer that nobody waits for any more may still arrive, to be declined. */
const LATE_OFFER_WITHIN = 30_000;
/** Errors that may be over at the next try; the others are the camera's nature or this user's rights. */
const PASSING = new Set([
  "BUSY",
  "DEVICE_UNREACHABLE",
  "INTERNAL",
  "STORE_UNAVAILABLE",
  "STREAM_UNAVAILABLE",
]);
/** Names in a codec list that are no picture formats. */
const NOT_A_PICTURE = /^(rtx|red|ulpfec|flexfec-.*)$/i;

/** WebRTC: the server offers over the page's WebSocket, the browser answers, and media come by SRTP. */
export function webrtc(socket: Socket): TransportKind {
  return {
    possible: () => typeof RTCPeerConnection === "function",
    open: (ask, report) => new WebRtc(socket, ask, report),
  };
}

/** The video codecs this browser takes by WebRTC, such as `H264`. */
export function acceptedCodecs(): string[] {
  const codecs = globalThis.RTCRtpReceiver?.getCapabilities?.("video")?.codecs ?? [];
  const names = codecs.map((codec) => codec.mimeType.replace(/^video\//i, ""));
  return [...new Set(names)].filter((name) => !NOT_A_PICTURE.test(name));
}

let requests = 0;

class WebRtc implements Transport {
  private readonly requestId = `live-${++requests}`;
  private readonly unsubscribe: (() => void)[] = [];
  private peer: RTCPeerConnection | undefined;
  private sessionId: string | undefined;
  private closed = false;

  constructor(
    private readonly socket: Socket,
    private readonly ask: Ask,
    private readonly report: Report,
  ) {
    this.unsubscribe.push(
      socket.on("live.offer", (offer) => {
        if (offer.requestId === this.requestId) {
          void this.answer(offer);
        }
      }),
      socket.on("live.fallback", (fallback) => this.fellBack(fallback)),
      socket.on("live.state", (state) => this.stateChanged(state)),
      socket.on("error", (error) => {
        const mine =
          error.requestId === this.requestId || (error.sessionId && error.sessionId === this.sessionId);
        if (mine) {
          this.failedWith(error.code, error.message ?? error.code);
        }
      }),
    );
    const sent = socket.send({
      type: "live.request",
      requestId: this.requestId,
      cameraId: ask.cameraId,
      role: ask.role,
      accept: acceptedCodecs(),
      ...(ask.failed.length > 0 ? { failed: [...ask.failed] } : {}),
    });
    if (!sent) {
      // Not from the constructor: the caller does not hold this object yet.
      queueMicrotask(() => this.fail({ code: "no_link" }));
    }
  }

  close(): void {
    if (this.closed) {
      return;
    }
    this.closed = true;
    this.releasePeer();
    if (this.sessionId) {
      this.socket.send({ type: "live.stop", sessionId: this.sessionId });
      this.forget();
    } else {
      // The server may have made the session already: its offer is declined when it comes.
      setTimeout(() => this.forget(), LATE_OFFER_WITHIN);
    }
  }

  async figures(): Promise<Figures> {
    const report = await this.peer?.getStats();
    return report ? readFigures(report) : {};
  }

  private async answer(offer: LiveOffer): Promise<void> {
    if (this.closed) {
      this.socket.send({ type: "live.stop", sessionId: offer.sessionId });
      this.forget();
      return;
    }
    this.sessionId = offer.sessionId;
    this.report.offered(offer.role, offer.reason);
    const peer = new RTCPeerConnection({ iceServers: offer.iceServers ?? [], bundlePolicy: "max-bundle" });
    this.peer = peer;
    peer.ontrack = (event) => this.play(event);
    peer.onconnectionstatechange = () => {
      // "disconnected" may heal by itself; if it does not, the player sees the picture stall.
      if (peer.connectionState === "failed") {
        this.fail({ code: "ice_failed" });
      }
    };
    try {
      await peer.setRemoteDescription({ type: "offer", sdp: offer.sdp });
      const answer = await peer.createAnswer();
      await peer.setLocalDescription(answer);
      if (this.closed) {
        return;
      }
      // At once, without candidates: the server is ICE-lite and only waits for checks.
      const sdp = peer.localDescription?.sdp ?? answer.sdp ?? "";
      if (!this.socket.send({ type: "live.answer", sessionId: offer.sessionId, sdp })) {
        this.fail({ code: "no_link" });
      }
    } catch (error) {
      this.fail({ code: "bad_offer", detail: error instanceof Error ? error.message : String(error) });
    }
  }

  private play(event: RTCTrackEvent): void {
    // Live pictures are wanted now rather than smooth.
    const receiver = event.receiver as RTCRtpReceiver & { playoutDelayHint?: number };
    if ("jitterBufferTarget" in receiver) {
      receiver.jitterBufferTarget = 0;
    }
    if ("playoutDelayHint" in receiver) {
      receiver.playoutDelayHint = 0;
    }
    if (event.track.kind !== "video") {
      return;
    }
    const { video } = this.ask;
    video.srcObject = event.streams[0] ?? new MediaStream([event.track]);
    video.play().catch((error: unknown) => {
      if (error instanceof DOMException && error.name === "NotAllowedError") {
        this.fail({ code: "autoplay_refused" });
      }
    });
  }

  private failedWith(code: string, detail: string): void {
    if (PASSING.has(code)) {
      this.fail({ code: "server_failed", detail });
      this.forget();
    } else {
      this.refuse({ code: "refused", detail });
    }
  }

  private fellBack(fallback: LiveFallback): void {
    if (fallback.requestId === this.requestId) {
      this.refuse({ code: "refused", ...(fallback.reason ? { detail: fallback.reason } : {}) });
    }
  }

  private stateChanged(state: LiveState): void {
    if (state.sessionId !== this.sessionId || state.state === "CONNECTED") {
      return;
    }
    const code = state.state === "FAILED" ? "server_failed" : "ended";
    // The server has let go of the session already: there is nothing to stop.
    this.sessionId = undefined;
    this.fail({ code, ...(state.reason ? { detail: state.reason } : {}) });
    this.forget();
  }

  private fail(reason: Reason): void {
    if (!this.closed) {
      this.report.failed(reason);
      this.close();
    }
  }

  private refuse(reason: Reason): void {
    if (!this.closed) {
      this.report.refused(reason);
      this.close();
    }
    this.forget();
  }

  private releasePeer(): void {
    const peer = this.peer;
    this.peer = undefined;
    if (peer) {
      peer.ontrack = null;
      peer.onconnectionstatechange = null;
      peer.close();
    }
  }

  private forget(): void {
    for (const end of this.unsubscribe.splice(0)) {
      end();
    }
  }
}

type Entry = Record<string, unknown> & { id: string; type: string };

/** The figures of the one video track out of the browser's many. */
export function readFigures(report: Iterable<[string, unknown]>): Figures {
  const entries = new Map([...report].map(([id, entry]) => [id, entry as Entry]));
  const all = [...entries.values()];
  const inbound = all.find((entry) => entry.type === "inbound-rtp" && entry.kind === "video");
  const transport = all.find((entry) => entry.type === "transport");
  const pair =
    entries.get(String(transport?.selectedCandidatePairId)) ??
    all.find((entry) => entry.type === "candidate-pair" && entry.nominated === true);
  const local = entries.get(String(pair?.localCandidateId));
  const codec = entries.get(String(inbound?.codecId));
  const emitted = number(inbound?.jitterBufferEmittedCount);
  const delay = number(inbound?.jitterBufferDelay);
  return compact({
    framesDecoded: number(inbound?.framesDecoded),
    framesDropped: number(inbound?.framesDropped),
    width: number(inbound?.frameWidth),
    height: number(inbound?.frameHeight),
    framesPerSecond: number(inbound?.framesPerSecond),
    bytesReceived: number(inbound?.bytesReceived),
    packetsLost: number(inbound?.packetsLost),
    roundTrip: number(pair?.currentRoundTripTime),
    bufferDelay: emitted && delay !== undefined ? delay / emitted : undefined,
    codec: text(codec?.mimeType)?.replace(/^video\//i, ""),
    protocol: text(local?.protocol),
  });
}

function number(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function compact(values: { [K in keyof Figures]: Figures[K] | undefined }): Figures {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Figures;
}
