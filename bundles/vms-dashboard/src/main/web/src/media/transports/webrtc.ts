import type { LiveOffer } from "../../api/messages";
import type { Path, Reason } from "../ladder";
import { compact, type Figures, type MediaReport, start, type Transport } from "./transport";

/** On a path that exists ICE and DTLS take a fraction of this, also by way of a relay. */
const CONNECT_WITHIN = 6_000;

/** Sends the answer; whether there is a link for it. */
type Reply = (sdp: string) => boolean;

/** WebRTC: the server has offered, the browser answers, and media come by SRTP. */
export class WebRtc implements Transport {
  private readonly peer: RTCPeerConnection;
  private readonly patience: ReturnType<typeof setTimeout>;
  private closed = false;

  constructor(
    offer: LiveOffer,
    private readonly video: HTMLVideoElement,
    private readonly report: MediaReport,
    reply: Reply,
  ) {
    this.peer = new RTCPeerConnection({ iceServers: offer.iceServers ?? [], bundlePolicy: "max-bundle" });
    this.peer.ontrack = (event) => this.play(event);
    this.peer.onconnectionstatechange = () => this.connectionChanged();
    this.patience = setTimeout(() => this.fail({ code: "ice_failed" }), CONNECT_WITHIN);
    report.sound(/^m=audio (?!0 )/m.test(offer.sdp));
    void this.answer(offer.sdp, reply);
  }

  close(): void {
    if (this.closed) {
      return;
    }
    this.closed = true;
    clearTimeout(this.patience);
    this.peer.ontrack = null;
    this.peer.onconnectionstatechange = null;
    this.peer.close();
  }

  async figures(): Promise<Figures> {
    return this.closed ? {} : readFigures(await this.peer.getStats());
  }

  private async answer(sdp: string, reply: Reply): Promise<void> {
    const { peer } = this;
    try {
      await peer.setRemoteDescription({ type: "offer", sdp });
      const answer = await peer.createAnswer();
      await peer.setLocalDescription(answer);
      // At once, without candidates: the server is ICE-lite and only waits for checks.
      if (!this.closed && !reply(peer.localDescription?.sdp ?? answer.sdp ?? "")) {
        this.end(() => this.report.interrupted({ code: "no_link" }));
      }
    } catch (error) {
      this.fail({ code: "bad_offer", detail: error instanceof Error ? error.message : String(error) });
    }
  }

  private connectionChanged(): void {
    // "disconnected" may heal by itself; if it does not, the player sees the picture stall.
    if (this.peer.connectionState === "failed") {
      this.fail({ code: "ice_failed" });
    } else if (this.peer.connectionState === "connected") {
      clearTimeout(this.patience);
      void this.tellPath();
    }
  }

  private async tellPath(): Promise<void> {
    const path = pathOf(await this.figures());
    if (path && !this.closed) {
      this.report.path(path);
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
    const { video } = this;
    if (event.track.kind === "video") {
      event.track.onunmute = () => this.report.arriving();
    }
    // One stream for both: the browser plays sound and picture of it together.
    const stream = video.srcObject instanceof MediaStream ? video.srcObject : new MediaStream();
    stream.addTrack(event.track);
    if (video.srcObject !== stream) {
      video.srcObject = stream;
    }
    start(video, (reason) => this.fail(reason));
  }

  private fail(reason: Reason): void {
    this.end(() => this.report.failed(reason));
  }

  private end(tell: () => void): void {
    if (!this.closed) {
      this.close();
      tell();
    }
  }
}

function pathOf({ protocol }: Figures): Path | undefined {
  return protocol === "udp" || protocol === "tcp" || protocol === "relay" ? protocol : undefined;
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
    protocol: text(local?.candidateType) === "relay" ? "relay" : text(local?.protocol),
  });
}

function number(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
