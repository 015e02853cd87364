import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Socket } from "../api/socket";
import { FakeSocket, stubWebSocket } from "../test/fakes";
import { liveOver } from "./live";
import type { Ask, Report } from "./transports/transport";
import { readFigures } from "./transports/webrtc";

class FakePeer {
  static last: FakePeer;
  connectionState = "new";
  localDescription: { sdp: string } | null = null;
  remote: unknown;
  closed = false;
  ontrack: ((event: unknown) => void) | null = null;
  onconnectionstatechange: (() => void) | null = null;

  constructor(readonly configuration: RTCConfiguration) {
    FakePeer.last = this;
  }
  async setRemoteDescription(description: { sdp: string }) {
    if (description.sdp === "nonsense") {
      throw new Error("Failed to parse SessionDescription");
    }
    this.remote = description;
  }
  async createAnswer() {
    return { type: "answer", sdp: "answer" };
  }
  async setLocalDescription(description: { sdp: string }) {
    this.localDescription = description;
  }
  async getStats() {
    return new Map<string, unknown>([
      ["t", { id: "t", type: "transport", selectedCandidatePairId: "p" }],
      ["p", { id: "p", type: "candidate-pair", localCandidateId: "l" }],
      ["l", { id: "l", type: "local-candidate", protocol: "tcp", candidateType: "prflx" }],
    ]);
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
let reports: [string, ...unknown[]][];

const report: Report = Object.fromEntries(
  ["answered", "arriving", "frame", "path", "sound", "moved", "failed", "interrupted", "refused"].map(
    (name) => [
      name,
      (...values: unknown[]) => reports.push([name, ...values.filter((value) => value !== undefined)]),
    ],
  ),
) as unknown as Report;

/** How it ended, if it did. */
const ends = () => reports.filter(([name]) => ["failed", "interrupted", "refused"].includes(name));

function open(ask: Partial<Ask> = {}) {
  const screen = document.createElement("video");
  const transport = liveOver(socket).open(
    { cameraId: "c1", role: "MAIN", audio: false, failed: [], screen, ...ask },
    report,
  );
  const requestId = String(FakeSocket.last.ofType("live.request").at(-1)?.requestId ?? "");
  const offer = (sdp = "offer") =>
    FakeSocket.last.push({
      type: "live.offer",
      requestId,
      sessionId: "s1",
      role: "SUB",
      reason: "why",
      keyFrameSeconds: 2,
      sdp,
    });
  return { transport, requestId, offer };
}

const settle = () => vi.waitFor(() => expect(FakeSocket.last.ofType("live.answer")).toHaveLength(1));
const state = (state: "CONNECTED" | "FAILED" | "CLOSED", rest = {}) =>
  FakeSocket.last.push({ type: "live.state", sessionId: "s1", state, ...rest });

beforeEach(() => {
  stubWebSocket();
  vi.stubGlobal("RTCPeerConnection", FakePeer);
  vi.stubGlobal("RTCRtpReceiver", {
    getCapabilities: (kind: string) => ({
      codecs: (kind === "video"
        ? ["video/VP8", "video/rtx", "video/H264", "video/H264", "video/ulpfec"]
        : ["audio/opus", "audio/PCMU", "audio/CN"]
      ).map((mimeType) => ({ mimeType })),
    }),
  });
  vi.stubGlobal("MediaSource", { isTypeSupported: (type: string) => /avc1|mp4a/.test(type) });
  reports = [];
  socket = new Socket(() => "ws://vms/ws");
  socket.start();
  FakeSocket.last.open();
});
afterEach(() => {
  socket.stop();
  vi.useRealTimers();
});

describe("a live request", () => {
  it("says what the browser takes, by WebRTC and by Media Source", () => {
    open({ audio: true, failed: ["webrtc"] });
    expect(FakeSocket.last.ofType("live.request")).toMatchObject([
      {
        cameraId: "c1",
        role: "MAIN",
        audio: true,
        accept: ["H264", "OPUS", "PCMU"],
        mse: ["H264", "AAC"],
        failed: ["webrtc"],
      },
    ]);
  });

  it("answers an offer at once and tells what it got", async () => {
    const { offer } = open();
    offer("v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111");
    await settle();
    expect(FakeSocket.last.ofType("live.answer")).toEqual([
      { type: "live.answer", requestId: expect.any(String), sessionId: "s1", sdp: "answer" },
    ]);
    expect(reports).toEqual([
      ["answered", "webrtc", { role: "SUB", notes: [{ code: "", text: "why" }], group: 2 }],
      ["sound", true],
    ]);
    expect(FakePeer.last.configuration.iceServers).toEqual([]);
  });

  it("leaves answers to others alone", () => {
    open();
    const other = { requestId: "another", sessionId: "s2", role: "SUB" } as const;
    FakeSocket.last.push({ type: "live.offer", ...other, sdp: "offer" });
    FakeSocket.last.push({ type: "live.fallback", ...other, protocol: "mse", url: "/ws/live/s2" });
    expect(reports).toEqual([]);
  });

  it("stops the session on the server when it is closed", async () => {
    const { transport, offer } = open();
    offer();
    await settle();
    transport.close();
    transport.close();
    expect(FakePeer.last.closed).toBe(true);
    expect(FakeSocket.last.ofType("live.stop")).toEqual([{ type: "live.stop", sessionId: "s1" }]);
  });

  it("declines an answer that comes after it was closed", () => {
    const { transport, offer } = open();
    transport.close();
    expect(FakeSocket.last.ofType("live.stop")).toEqual([]);
    offer();
    expect(FakeSocket.last.ofType("live.stop")).toEqual([{ type: "live.stop", sessionId: "s1" }]);
    expect(reports).toEqual([]);
  });

  it("opens what the server falls back to, at the page's own server alone", () => {
    const { requestId } = open();
    const fallback = { type: "live.fallback", requestId, protocol: "mse" } as const;
    FakeSocket.last.push({ ...fallback, url: "//elsewhere/ws/live/s1" });
    expect(ends()).toEqual([["refused", { code: "refused" }]]);
    expect(FakeSocket.made).toHaveLength(1);
  });

  it("fails when no path is found, once", async () => {
    const { offer } = open();
    offer();
    await settle();
    FakePeer.last.become("disconnected");
    expect(ends()).toEqual([]);
    FakePeer.last.become("failed");
    state("FAILED");
    expect(ends()).toEqual([["failed", { code: "ice_failed" }]]);
  });

  it("does not wait for the browser to find that nothing gets through", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    open().offer();
    await vi.advanceTimersByTimeAsync(5_999);
    expect(ends()).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(ends()).toEqual([["failed", { code: "ice_failed" }]]);
  });

  it("tells the path that was found, and waits no longer for one", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    open().offer();
    await vi.advanceTimersByTimeAsync(100);
    FakePeer.last.become("connected");
    await vi.advanceTimersByTimeAsync(20_000);
    expect(ends()).toEqual([]);
    expect(reports).toContainEqual(["path", "tcp"]);
  });

  it("blames the way for a session that failed, and nothing for one that was ended", async () => {
    open().offer();
    await settle();
    state("CONNECTED");
    expect(ends()).toEqual([]);
    const notes = [{ code: "b_frames", text: "the stream has B-frames" }];
    state("FAILED", { reason: "the stream has B-frames", notes });
    expect(ends()).toEqual([["failed", { code: "server_failed", notes }]]);
    expect(FakeSocket.last.ofType("live.stop")).toEqual([]);
    reports = [];
    open().offer();
    state("CLOSED", { reason: "camera removed" });
    expect(ends()).toEqual([
      ["interrupted", { code: "ended", notes: [{ code: "", text: "camera removed" }] }],
    ]);
  });

  it("passes on that the server changed the stream", () => {
    open().offer();
    state("CONNECTED", { role: "SUB", reason: "the line is too slow" });
    state("CONNECTED", { role: "MAIN" });
    expect(reports.filter(([name]) => name === "moved")).toEqual([
      ["moved", { role: "SUB", notes: [{ code: "", text: "the line is too slow" }] }],
      ["moved", { role: "MAIN" }],
    ]);
  });

  it("fails on an offer that is none", async () => {
    open().offer("nonsense");
    await vi.waitFor(() => expect(ends()).toHaveLength(1));
    expect(ends()[0]?.[1]).toMatchObject({ code: "bad_offer" });
    expect(FakeSocket.last.ofType("live.stop")).toHaveLength(1);
  });

  it.each([
    ["STREAM_UNAVAILABLE", "interrupted", "server_failed"],
    ["BUSY", "interrupted", "server_busy"],
    ["CODEC_UNSUPPORTED", "refused", "codec_unsupported"],
    ["FORBIDDEN", "refused", "denied"],
    ["INVALID_REQUEST", "refused", "refused"],
  ])("takes %s as %s", (code, how, reason) => {
    const { requestId } = open();
    FakeSocket.last.push({ type: "error", code, requestId, message: "in words" });
    expect(ends()).toEqual([[how, { code: reason, detail: "in words" }]]);
  });

  it("goes another way when the server does not take the answer", async () => {
    const { offer, requestId } = open();
    offer();
    await settle();
    FakeSocket.last.push({ type: "error", code: "INVALID_REQUEST", requestId, message: "sdp" });
    expect(ends()).toEqual([["failed", { code: "server_failed", detail: "sdp" }]]);
  });

  it("says that there is no link, after it was handed out", async () => {
    FakeSocket.last.lose();
    open();
    expect(ends()).toEqual([]);
    await Promise.resolve();
    expect(ends()).toEqual([["interrupted", { code: "no_link" }]]);
  });
});

describe("a picture that outlives the page's socket", () => {
  async function lost() {
    const { offer, transport } = open();
    offer();
    await settle();
    FakeSocket.last.lose();
    expect(FakePeer.last.closed).toBe(false);
    socket.retryNow();
    FakeSocket.last.open();
    return transport;
  }

  it("goes on, and tells the server that its viewer is back", async () => {
    await lost();
    expect(FakeSocket.last.ofType("live.resume")).toEqual([
      { type: "live.resume", requestId: expect.any(String), sessionId: "s1" },
    ]);
    expect(FakeSocket.last.ofType("live.request")).toEqual([]);
    state("CONNECTED");
    expect(ends()).toEqual([]);
    expect(FakePeer.last.closed).toBe(false);
  });

  it("ends when the server has given its session up", async () => {
    await lost();
    const { requestId } = FakeSocket.last.ofType("live.resume")[0] ?? {};
    FakeSocket.last.push({ type: "error", code: "NOT_FOUND", requestId: String(requestId) });
    expect(ends()).toEqual([["interrupted", { code: "ended" }]]);
    expect(FakeSocket.last.ofType("live.stop")).toEqual([]);
  });

  it("is not asked for again once it was closed", async () => {
    const transport = await lost();
    transport.close();
    FakeSocket.last.lose();
    socket.retryNow();
    FakeSocket.last.open();
    expect(FakeSocket.last.ofType("live.resume")).toEqual([]);
  });
});

describe("WebRTC", () => {
  it("finds the figures of the picture among the browser's", () => {
    const stats = new Map<string, unknown>([
      ["a", { id: "a", type: "inbound-rtp", kind: "audio", packetsLost: 9 }],
      [
        "v",
        {
          id: "v",
          type: "inbound-rtp",
          kind: "video",
          framesDecoded: 120,
          frameWidth: 1280,
          frameHeight: 720,
          packetsLost: 0,
          bytesReceived: 5,
          jitterBufferDelay: 2,
          jitterBufferEmittedCount: 100,
          codecId: "c",
        },
      ],
      ["c", { id: "c", type: "codec", mimeType: "video/H264" }],
      ["t", { id: "t", type: "transport", selectedCandidatePairId: "p" }],
      ["p", { id: "p", type: "candidate-pair", localCandidateId: "l", currentRoundTripTime: 0.002 }],
      ["l", { id: "l", type: "local-candidate", protocol: "udp" }],
    ]);
    expect(readFigures(stats)).toEqual({
      framesDecoded: 120,
      width: 1280,
      height: 720,
      packetsLost: 0,
      bytesReceived: 5,
      bufferDelay: 0.02,
      codec: "H264",
      roundTrip: 0.002,
      protocol: "udp",
    });
    expect(readFigures(new Map())).toEqual({});
  });
});
