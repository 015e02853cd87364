import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Socket } from "../../api/socket";
import { FakeSocket, stubWebSocket } from "../../test/fakes";
import type { Report } from "./transport";
import { acceptedCodecs, readFigures, webrtc } from "./webrtc";

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
  close() {
    this.closed = true;
  }
  become(state: string) {
    this.connectionState = state;
    this.onconnectionstatechange?.();
  }
}

let socket: Socket;
const report = { offered: vi.fn(), failed: vi.fn(), refused: vi.fn() } satisfies Report;

function open() {
  const video = document.createElement("video");
  const transport = webrtc(socket).open({ cameraId: "c1", role: "MAIN", failed: [], video }, report);
  const requestId = String(FakeSocket.last.ofType("live.request").at(-1)?.requestId ?? "");
  const offer = (sdp = "offer") =>
    FakeSocket.last.push({ type: "live.offer", requestId, sessionId: "s1", role: "SUB", reason: "why", sdp });
  return { transport, requestId, offer };
}

const settle = () => vi.waitFor(() => expect(FakeSocket.last.ofType("live.answer")).toHaveLength(1));

beforeEach(() => {
  stubWebSocket();
  vi.stubGlobal("RTCPeerConnection", FakePeer);
  vi.stubGlobal("RTCRtpReceiver", {
    getCapabilities: () => ({
      codecs: ["video/VP8", "video/rtx", "video/H264", "video/H264", "video/ulpfec"].map((mimeType) => ({
        mimeType,
      })),
    }),
  });
  for (const spy of Object.values(report)) {
    spy.mockReset();
  }
  socket = new Socket(() => "ws://vms/ws");
  socket.start();
  FakeSocket.last.open();
});
afterEach(() => {
  socket.stop();
});

describe("WebRTC", () => {
  it("asks with the codecs of the browser", () => {
    open();
    expect(acceptedCodecs()).toEqual(["VP8", "H264"]);
    expect(FakeSocket.last.ofType("live.request")).toMatchObject([
      { cameraId: "c1", role: "MAIN", accept: ["VP8", "H264"] },
    ]);
  });

  it("answers an offer at once and tells what it got", async () => {
    const { offer } = open();
    offer();
    await settle();
    expect(FakeSocket.last.ofType("live.answer")).toEqual([
      { type: "live.answer", sessionId: "s1", sdp: "answer" },
    ]);
    expect(report.offered).toHaveBeenCalledWith("SUB", "why");
    expect(FakePeer.last.configuration.iceServers).toEqual([]);
  });

  it("leaves offers to others alone", async () => {
    open();
    FakeSocket.last.push({
      type: "live.offer",
      requestId: "another",
      sessionId: "s2",
      role: "SUB",
      sdp: "offer",
    });
    await Promise.resolve();
    expect(report.offered).not.toHaveBeenCalled();
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

  it("declines an offer that comes after it was closed", () => {
    const { transport, offer } = open();
    transport.close();
    expect(FakeSocket.last.ofType("live.stop")).toEqual([]);
    offer();
    expect(FakeSocket.last.ofType("live.stop")).toEqual([{ type: "live.stop", sessionId: "s1" }]);
    expect(report.offered).not.toHaveBeenCalled();
  });

  it("fails when no path is found, once", async () => {
    const { offer } = open();
    offer();
    await settle();
    FakePeer.last.become("disconnected");
    expect(report.failed).not.toHaveBeenCalled();
    FakePeer.last.become("failed");
    FakeSocket.last.push({ type: "live.state", sessionId: "s1", state: "FAILED" });
    expect(report.failed.mock.calls).toEqual([[{ code: "ice_failed" }]]);
  });

  it("fails with the server's words when the server ends it", async () => {
    const { offer } = open();
    offer();
    await settle();
    FakeSocket.last.push({ type: "live.state", sessionId: "s1", state: "CONNECTED" });
    expect(report.failed).not.toHaveBeenCalled();
    FakeSocket.last.push({ type: "live.state", sessionId: "s1", state: "CLOSED", reason: "camera removed" });
    expect(report.failed.mock.calls).toEqual([[{ code: "ended", detail: "camera removed" }]]);
    expect(FakeSocket.last.ofType("live.stop")).toEqual([]);
  });

  it("fails on an offer that is none", async () => {
    const { offer } = open();
    offer("nonsense");
    await vi.waitFor(() => expect(report.failed).toHaveBeenCalled());
    expect(report.failed.mock.calls[0]?.[0]).toMatchObject({ code: "bad_offer" });
    expect(FakeSocket.last.ofType("live.stop")).toHaveLength(1);
  });

  it("is refused by a fallback that this page does not have, and by an error", () => {
    const first = open();
    const reason = "the stream has B-frames";
    FakeSocket.last.push({ type: "live.fallback", requestId: first.requestId, protocol: "hls", reason });
    const second = open();
    FakeSocket.last.push({ type: "error", code: "FORBIDDEN", requestId: second.requestId });
    expect(report.refused.mock.calls).toEqual([
      [{ code: "refused", detail: reason }],
      [{ code: "refused", detail: "FORBIDDEN" }],
    ]);
  });

  it("tries again after an error that passes", () => {
    const { requestId } = open();
    const message = "The stream has no video at the moment";
    FakeSocket.last.push({ type: "error", code: "STREAM_UNAVAILABLE", requestId, message });
    expect(report.failed.mock.calls).toEqual([[{ code: "server_failed", detail: message }]]);
  });

  it("says that there is no link, after it was handed out", async () => {
    FakeSocket.last.lose();
    webrtc(socket).open(
      { cameraId: "c1", role: "SUB", failed: [], video: document.createElement("video") },
      report,
    );
    expect(report.failed).not.toHaveBeenCalled();
    await Promise.resolve();
    expect(report.failed).toHaveBeenCalledWith({ code: "no_link" });
  });

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
