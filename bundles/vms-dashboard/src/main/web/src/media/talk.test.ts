import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Socket } from "../api/socket";
import { FakeSocket, stubWebSocket } from "../test/fakes";
import { Talk } from "./talk";

class FakePeer {
  static last: FakePeer;
  connectionState = "new";
  localDescription: { sdp: string } | null = null;
  onconnectionstatechange: (() => void) | null = null;
  readonly tracks: unknown[] = [];
  closed = false;

  constructor() {
    FakePeer.last = this;
  }
  addTrack(track: unknown) {
    this.tracks.push(track);
  }
  async setRemoteDescription() {}
  async createAnswer() {
    return { type: "answer", sdp: "answer" };
  }
  async setLocalDescription(description: { sdp: string }) {
    this.localDescription = description;
  }
  close() {
    this.closed = true;
  }
  become(state: string) {
    this.connectionState = state;
    this.onconnectionstatechange?.();
  }
}

let socket: Socket;
let talk: Talk;
let track: { stop: ReturnType<typeof vi.fn> };
let microphone: () => Promise<unknown>;

beforeEach(() => {
  stubWebSocket();
  track = { stop: vi.fn() };
  microphone = async () => ({ getTracks: () => [track], getAudioTracks: () => [track] });
  vi.stubGlobal("RTCPeerConnection", FakePeer);
  vi.stubGlobal("isSecureContext", true);
  Object.defineProperty(navigator, "mediaDevices", {
    configurable: true,
    value: { getUserMedia: () => microphone() },
  });
  socket = new Socket(() => "ws://vms/ws");
  socket.start();
  FakeSocket.last.open();
  talk = new Talk(socket, "c1");
});
afterEach(() => {
  talk.release();
  socket.stop();
});

const request = () => String(FakeSocket.last.ofType("talk.request").at(-1)?.requestId);
const offer = () =>
  FakeSocket.last.push({ type: "talk.offer", requestId: request(), sessionId: "t1", sdp: "offer" });
const stops = () => FakeSocket.last.ofType("live.stop");

async function talking() {
  talk.press();
  offer();
  await vi.waitFor(() => expect(FakeSocket.last.ofType("live.answer")).toHaveLength(1));
  FakePeer.last.become("connected");
}

describe("speaking to a camera", () => {
  it("lasts as long as the button is held", async () => {
    await talking();
    expect(FakeSocket.last.ofType("talk.request")).toMatchObject([{ cameraId: "c1" }]);
    expect(talk.snapshot()).toEqual({ phase: "talking" });
    expect(FakePeer.last.tracks).toEqual([track]);
    talk.release();
    expect(talk.snapshot()).toEqual({ phase: "idle" });
    expect(track.stop).toHaveBeenCalled();
    expect(FakePeer.last.closed).toBe(true);
    expect(stops()).toEqual([{ type: "live.stop", sessionId: "t1" }]);
  });

  it("is declined when the button was let go before the answer, and nobody is listened to", () => {
    const asked = vi.fn(microphone);
    microphone = asked;
    talk.press();
    talk.release();
    expect(stops()).toEqual([]);
    offer();
    expect(stops()).toHaveLength(1);
    expect(asked).not.toHaveBeenCalled();
  });

  it("lets a microphone go that came too late", async () => {
    let give: (stream: unknown) => void = () => {};
    microphone = () =>
      new Promise((resolve) => {
        give = resolve;
      });
    talk.press();
    offer();
    talk.release();
    give({ getTracks: () => [track], getAudioTracks: () => [track] });
    await vi.waitFor(() => expect(track.stop).toHaveBeenCalled());
    expect(FakeSocket.last.ofType("live.answer")).toEqual([]);
  });

  it.each([
    ["BUSY", "busy"],
    ["FORBIDDEN", "refused"],
  ])("says what %s means, with the server's words", (code, problem) => {
    talk.press();
    FakeSocket.last.push({ type: "error", code, requestId: request(), message: "Ann is speaking" });
    expect(talk.snapshot()).toEqual({ phase: "problem", problem, detail: "Ann is speaking" });
    talk.release();
    expect(talk.snapshot().phase).toBe("problem");
    talk.press();
    expect(talk.snapshot().phase).toBe("asking");
  });

  it.each([
    ["NotAllowedError", "microphone_refused"],
    ["NotFoundError", "no_microphone"],
  ])("says what %s means, and ends the session", async (name, problem) => {
    microphone = async () => {
      throw new DOMException("no", name);
    };
    talk.press();
    offer();
    await vi.waitFor(() => expect(talk.snapshot()).toEqual({ phase: "problem", problem }));
    expect(stops()).toHaveLength(1);
  });

  it("asks for nothing where browsers give no microphone", () => {
    vi.stubGlobal("isSecureContext", false);
    talk.press();
    expect(talk.snapshot()).toEqual({ phase: "problem", problem: "needs_https" });
    expect(FakeSocket.last.ofType("talk.request")).toEqual([]);
  });

  it("ends with the page's link to the server, and can be asked for again when that is back", async () => {
    vi.useFakeTimers();
    try {
      await talking();
      FakeSocket.last.lose(1001);
      expect(talk.snapshot()).toEqual({ phase: "problem", problem: "no_link" });
      expect(track.stop).toHaveBeenCalled();
      expect(FakePeer.last.closed).toBe(true);
      const broken = FakeSocket.last;
      await vi.waitFor(() => expect(FakeSocket.last).not.toBe(broken), { timeout: 10_000 });
      FakeSocket.last.open();
      talk.release();
      await talking();
      expect(talk.snapshot()).toEqual({ phase: "talking" });
    } finally {
      vi.useRealTimers();
    }
  });

  it("says when the server ended it", async () => {
    await talking();
    FakeSocket.last.push({ type: "live.state", sessionId: "t1", state: "CLOSED", reason: "taken over" });
    expect(talk.snapshot()).toEqual({ phase: "problem", problem: "ended", detail: "taken over" });
    expect(track.stop).toHaveBeenCalled();
    expect(stops()).toEqual([]);
  });
});
