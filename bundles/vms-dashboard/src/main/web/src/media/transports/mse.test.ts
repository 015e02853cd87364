import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeSocket, stubWebSocket } from "../../test/fakes";
import { type FakeBuffer, FakeSource, ranges, stubMediaSource } from "../../test/mediaSource";
import { Mse } from "./mse";
import type { MediaReport } from "./transport";

const H264 = 'video/mp4; codecs="avc1.64001f"';
const WITH_SOUND = 'video/mp4; codecs="avc1.64001f,mp4a.40.2"';

let video: HTMLVideoElement;
let mse: Mse;
const report = {
  arriving: vi.fn(),
  path: vi.fn(),
  sound: vi.fn(),
  note: vi.fn(),
  failed: vi.fn(),
  interrupted: vi.fn(),
} satisfies MediaReport;

const text = (message: object) => FakeSocket.last.onmessage?.({ data: JSON.stringify(message) });
const bytes = (length: number) => FakeSocket.last.onmessage?.({ data: new ArrayBuffer(length) });
const format = (mimeType = H264, reason?: string) => text({ type: "format", mimeType, reason });

function buffer(): FakeBuffer {
  const { buffer: made } = FakeSource.last;
  if (!made) {
    throw new Error("no source buffer was made");
  }
  return made;
}

/** Has the element play at `at` with this much in its buffer. */
function at(time: number, buffered: [number, number][]) {
  video.currentTime = time;
  buffer().ranges = buffered;
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] });
  stubWebSocket();
  stubMediaSource();
  for (const spy of Object.values(report)) {
    spy.mockReset();
  }
  video = document.createElement("video");
  let time = 0;
  Object.defineProperty(video, "currentTime", {
    get: () => time,
    set: (value) => {
      time = value;
    },
  });
  Object.defineProperty(video, "buffered", { get: () => FakeSource.last.buffer?.buffered ?? ranges([]) });
  mse = new Mse("ws://vms/ws/live/s1", video, report);
  FakeSocket.last.open();
});
afterEach(() => {
  mse.close();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

describe("video over a WebSocket", () => {
  it("feeds the browser one thing at a time, in order, once its source is open", () => {
    format();
    bytes(10);
    bytes(20);
    expect(report.arriving).toHaveBeenCalledTimes(1);
    expect(FakeSource.last.buffer).toBeUndefined();
    FakeSource.last.open();
    expect(buffer().types).toEqual([H264]);
    expect(buffer().appended).toEqual([10]);
    buffer().done();
    expect(buffer().appended).toEqual([10, 20]);
    buffer().done();
    bytes(30);
    expect(buffer().appended).toEqual([10, 20, 30]);
    expect(FakeSocket.last.url).toBe("ws://vms/ws/live/s1");
  });

  it("tells of sound, and of what the server says about it", async () => {
    format(WITH_SOUND);
    expect(report.sound).toHaveBeenLastCalledWith(true);
    expect(report.note).not.toHaveBeenCalled();
    expect((await mse.figures()).codec).toBe("H264 + AAC");
    format(H264, "G.711 was left out");
    expect(report.sound).toHaveBeenLastCalledWith(false);
    expect(report.note).toHaveBeenCalledWith([{ code: "", text: "G.711 was left out" }]);
  });

  it("plays another format behind what there is", () => {
    FakeSource.last.open();
    format();
    bytes(10);
    buffer().done();
    at(7, [[2, 7.5]]);
    format(WITH_SOUND);
    bytes(20);
    expect(buffer().types).toEqual([H264, WITH_SOUND]);
    expect(buffer().timestampOffset).toBe(7.5);
    expect(buffer().appended).toEqual([10, 20]);
  });

  it("fails at once on what the browser cannot play", () => {
    FakeSource.unsupported = /hvc1/;
    format('video/mp4; codecs="hvc1.1.6.L93.B0"');
    expect(report.failed.mock.calls).toEqual([
      [{ code: "codec_unsupported", detail: 'video/mp4; codecs="hvc1.1.6.L93.B0"' }],
    ]);
    expect(FakeSocket.last.closed).toBe(true);
  });

  it("removes what was played long ago", () => {
    FakeSource.last.open();
    format();
    bytes(1);
    at(14, [[0, 15]]);
    buffer().done();
    expect(buffer().removed).toEqual([]);
    bytes(1);
    at(16, [[0, 17]]);
    buffer().done();
    expect(buffer().removed).toEqual([[0, 6]]);
  });

  it("makes room when the browser's buffer is full, and fails when that does not help", () => {
    FakeSource.last.open();
    format();
    bytes(1);
    buffer().done();
    at(8, [[0, 9]]);
    buffer().full = 1;
    bytes(2);
    expect(buffer().removed).toEqual([[0, 7]]);
    buffer().done();
    expect(buffer().appended).toEqual([1, 2]);
    buffer().done();
    at(8.5, [[0, 9]]);
    buffer().full = 2;
    bytes(3);
    buffer().done();
    expect(report.failed).toHaveBeenCalledTimes(1);
    expect(report.failed.mock.calls[0]?.[0]).toMatchObject({ code: "decode_error" });
  });

  it("does not let segments pile up that the browser does not take", () => {
    FakeSource.last.open();
    format();
    for (let index = 0; index < 600; index++) {
      bytes(1);
    }
    expect(report.failed).toHaveBeenCalledTimes(1);
    expect(buffer().appended).toHaveLength(1);
  });

  it.each<[string, number, string, "failed" | "interrupted", object]>([
    ["that is refused", 1006, "", "failed", { code: "socket_failed" }],
    [
      "that fails on the server",
      1011,
      "no such stream",
      "failed",
      { code: "socket_failed", detail: "no such stream" },
    ],
    [
      "that ends in order",
      1000,
      "camera removed",
      "interrupted",
      { code: "ended", detail: "camera removed" },
    ],
  ])("tells a connection %s", (_, code, reason, how, said) => {
    FakeSocket.last.lose(code, reason);
    expect(report[how].mock.calls).toEqual([[said]]);
  });

  it("blames nothing when the connection breaks after it worked, or the camera pauses", () => {
    format();
    bytes(1);
    const notes = [{ code: "camera_interrupted", text: "The camera restarts" }];
    text({ type: "interrupted", reason: "The camera restarts", notes });
    expect(report.interrupted.mock.calls).toEqual([[{ code: "ended", notes }]]);
    expect(report.failed).not.toHaveBeenCalled();
  });

  it("gives up on a server that never answers", () => {
    mse.close();
    mse = new Mse("ws://vms/ws/live/s2", video, report);
    vi.advanceTimersByTime(6_000);
    expect(report.failed.mock.calls).toEqual([[{ code: "socket_failed" }]]);
  });

  it("survives nonsense", () => {
    for (const data of ["{", "null", "[]", '{"type":7}']) {
      FakeSocket.last.onmessage?.({ data });
    }
    expect(report.failed).not.toHaveBeenCalled();
    bytes(1);
    FakeSource.last.open();
    expect(report.failed.mock.calls[0]?.[0]).toMatchObject({ code: "decode_error" });
  });

  it("plays on iPhones by the source that they have", () => {
    mse.close();
    stubMediaSource("ManagedMediaSource");
    mse = new Mse("ws://vms/ws/live/s3", video, report);
    format();
    bytes(1);
    FakeSource.last.open();
    expect(buffer().appended).toEqual([1]);
    expect(video.disableRemotePlayback).toBe(true);
  });
});

describe("the live edge", () => {
  beforeEach(() => {
    FakeSource.last.open();
    format();
    bytes(1);
    buffer().done();
  });
  /** Plays for a while with segments that keep the picture this far behind. */
  const play = (seconds: number, behind: number) => {
    for (let passed = 0; passed < seconds; passed += 0.25) {
      const time = video.currentTime + 0.25;
      at(time, [[0, time + behind]]);
      vi.advanceTimersByTime(250);
    }
  };

  it("begins near the end of what there is", () => {
    at(0, [[100, 104]]);
    video.dispatchEvent(new Event("progress"));
    expect(video.currentTime).toBeCloseTo(103.7);
  });

  it("plays a little faster while it is behind, and no faster than it must", () => {
    at(0, [[0, 0.3]]);
    vi.advanceTimersByTime(250);
    play(3, 0.3);
    expect(video.playbackRate).toBe(1);
    play(3, 2);
    expect(video.playbackRate).toBeCloseTo(1.1);
    play(3, 0.35);
    expect(video.playbackRate).toBe(1);
  });

  it("leaves out the burst that a stream begins with", () => {
    at(0, [[0, 0.3]]);
    video.dispatchEvent(new Event("progress"));
    play(0.75, 2.2);
    expect(video.currentTime).toBeCloseTo(2.65);
    play(0.75, 2.2);
    expect(video.currentTime).toBeCloseTo(3.4);
  });

  it("does not hurry for segments that are as long as they are", () => {
    at(0, [[0, 0.3]]);
    vi.advanceTimersByTime(250);
    for (let second = 0; second < 6; second++) {
      for (const behind of [1.2, 0.95, 0.7, 0.35]) {
        play(0.25, behind);
      }
    }
    expect(video.playbackRate).toBe(1);
  });

  it("jumps when it is far behind, and over a gap", () => {
    at(0, [[0, 0.3]]);
    vi.advanceTimersByTime(250);
    play(0.25, 6);
    expect(video.currentTime).toBeCloseTo((buffer().ranges[0]?.[1] as number) - 0.3);
    at(5, [
      [0, 5.1],
      [60, 62],
    ]);
    video.currentTime = 5.2;
    vi.advanceTimersByTime(250);
    expect(video.currentTime).toBeCloseTo(61.7);
  });

  it("keeps more in reserve after it ran dry", () => {
    at(0, [[0, 0.3]]);
    vi.advanceTimersByTime(250);
    for (let times = 0; times < 5; times++) {
      video.dispatchEvent(new Event("waiting"));
    }
    play(4, 0.9);
    expect(video.playbackRate).toBe(1);
  });
});
