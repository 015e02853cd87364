import type { ErrorMessage, LiveState, TalkOffer } from "../api/messages";
import type { Socket } from "../api/socket";

/** What became of the wish to speak. */
export type TalkProblem =
  /** Browsers give the microphone to secure pages alone. */
  | "needs_https"
  | "no_microphone"
  | "microphone_refused"
  /** Somebody else speaks; the detail says who. */
  | "busy"
  | "refused"
  | "no_link"
  | "failed"
  | "ended";

export type TalkState =
  | { phase: "idle" }
  | { phase: "asking" }
  /** What is said is heard at the camera. */
  | { phase: "talking" }
  | { phase: "problem"; problem: TalkProblem; detail?: string };

const ANSWER_WITHIN = 10_000;

let requests = 0;

/**
 * The operator's voice to one camera, for as long as a button is held. The microphone is opened with each press and let go
 * with each release: nobody is listened to who does not press.
 */
export class Talk {
  private state: TalkState = { phase: "idle" };
  private readonly listeners = new Set<() => void>();
  private turn: Turn | undefined;

  constructor(
    private readonly socket: Socket,
    private readonly cameraId: string,
  ) {}

  press(): void {
    if (this.turn) {
      return;
    }
    this.become({ phase: "asking" });
    const turn = new Turn(this.socket, this.cameraId, (state) => {
      if (this.turn === turn) {
        if (state.phase === "problem") {
          this.turn = undefined;
        }
        this.become(state);
      }
    });
    this.turn = turn;
    turn.start();
  }

  /** A problem stays to be read until the next press. */
  release(): void {
    const { turn } = this;
    this.turn = undefined;
    turn?.end();
    if (this.state.phase !== "problem") {
      this.become({ phase: "idle" });
    }
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = (): TalkState => this.state;

  private become(state: TalkState): void {
    this.state = state;
    for (const listener of [...this.listeners]) {
      listener();
    }
  }
}

/** From one press to its release. */
class Turn {
  private readonly requestId = `talk-${++requests}`;
  private readonly unsubscribe: (() => void)[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private microphone: MediaStream | undefined;
  private peer: RTCPeerConnection | undefined;
  private sessionId: string | undefined;
  private ended = false;

  constructor(
    private readonly socket: Socket,
    private readonly cameraId: string,
    private readonly tell: (state: TalkState) => void,
  ) {}

  start(): void {
    if (!globalThis.isSecureContext || !navigator.mediaDevices?.getUserMedia) {
      this.fail("needs_https");
      return;
    }
    this.unsubscribe.push(
      this.socket.on("talk.offer", (offer) => void this.offered(offer)),
      this.socket.on("live.state", (state) => this.stateChanged(state)),
      this.socket.on("error", (error) => this.erred(error)),
      this.socket.subscribe(() => this.linkChanged()),
    );
    const { requestId, cameraId } = this;
    if (!this.socket.send({ type: "talk.request", requestId, cameraId })) {
      this.fail("no_link");
      return;
    }
    this.timer = setTimeout(() => this.fail("failed"), ANSWER_WITHIN);
  }

  end(): void {
    if (this.ended) {
      return;
    }
    this.ended = true;
    clearTimeout(this.timer);
    for (const track of this.microphone?.getTracks() ?? []) {
      track.stop();
    }
    this.peer?.close();
    if (this.sessionId) {
      this.stop(this.sessionId);
      this.forget();
    } else {
      // The offer may be on its way: it is declined when it comes.
      setTimeout(() => this.forget(), ANSWER_WITHIN);
    }
  }

  private async offered(offer: TalkOffer): Promise<void> {
    if (offer.requestId !== this.requestId) {
      return;
    }
    if (this.ended) {
      this.stop(offer.sessionId);
      this.forget();
      return;
    }
    this.sessionId = offer.sessionId;
    // The question of the browser whether the page may listen is no delay of the server's.
    clearTimeout(this.timer);
    if (!(await this.openMicrophone()) || this.ended) {
      return;
    }
    try {
      await this.answer(offer);
    } catch (error) {
      this.fail("failed", error instanceof Error ? error.message : String(error));
    }
  }

  private async openMicrophone(): Promise<boolean> {
    try {
      const microphone = await navigator.mediaDevices.getUserMedia({
        audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 },
      });
      this.microphone = microphone;
      if (this.ended) {
        for (const track of microphone.getTracks()) {
          track.stop();
        }
      }
      return true;
    } catch (error) {
      const name = error instanceof DOMException ? error.name : "";
      this.fail(
        name === "NotAllowedError" || name === "SecurityError" ? "microphone_refused" : "no_microphone",
      );
      return false;
    }
  }

  private async answer(offer: TalkOffer): Promise<void> {
    const peer = new RTCPeerConnection({ iceServers: offer.iceServers ?? [], bundlePolicy: "max-bundle" });
    this.peer = peer;
    peer.onconnectionstatechange = () => {
      if (this.ended) {
        return;
      }
      if (peer.connectionState === "connected") {
        clearTimeout(this.timer);
        this.tell({ phase: "talking" });
      } else if (peer.connectionState === "failed") {
        this.fail("failed");
      }
    };
    await peer.setRemoteDescription({ type: "offer", sdp: offer.sdp });
    for (const track of this.microphone?.getAudioTracks() ?? []) {
      peer.addTrack(track);
    }
    const answer = await peer.createAnswer();
    await peer.setLocalDescription(answer);
    if (this.ended) {
      return;
    }
    const sdp = peer.localDescription?.sdp ?? answer.sdp ?? "";
    if (
      !this.socket.send({ type: "live.answer", requestId: offer.requestId, sessionId: offer.sessionId, sdp })
    ) {
      this.fail("no_link");
      return;
    }
    this.timer = setTimeout(() => this.fail("failed"), ANSWER_WITHIN);
  }

  private stateChanged({ sessionId, state, reason }: LiveState): void {
    if (this.ended || sessionId !== this.sessionId || state === "CONNECTED") {
      return;
    }
    this.sessionId = undefined;
    this.fail(state === "FAILED" ? "failed" : "ended", reason);
    this.forget();
  }

  /** A talk ends on the server with the socket that it was asked for by, such as when the web is updated. */
  private linkChanged(): void {
    if (this.socket.link.state !== "open" && !this.ended) {
      this.sessionId = undefined;
      this.fail("no_link");
      this.forget();
    }
  }

  private erred({ code, message, requestId, sessionId }: ErrorMessage): void {
    if (this.ended || (requestId !== this.requestId && (!sessionId || sessionId !== this.sessionId))) {
      return;
    }
    const problem =
      code === "BUSY" || code === "IN_USE" ? "busy" : code === "INTERNAL" ? "failed" : "refused";
    this.fail(problem, message ?? code);
    this.forget();
  }

  private fail(problem: TalkProblem, detail?: string): void {
    if (!this.ended) {
      this.end();
      this.tell({ phase: "problem", problem, ...(detail ? { detail } : {}) });
    }
  }

  private stop(sessionId: string): void {
    this.sessionId = undefined;
    this.socket.send({ type: "live.stop", sessionId });
  }

  private forget(): void {
    for (const end of this.unsubscribe.splice(0)) {
      end();
    }
  }
}
