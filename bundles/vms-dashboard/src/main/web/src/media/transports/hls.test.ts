import { beforeEach, describe, expect, it, vi } from "vitest";
import { stubMediaSource } from "../../test/mediaSource";
import { HlsPlayback } from "./hls";
import type { MediaReport } from "./transport";

type Handler = (event: string, data: unknown) => void;

const library = vi.hoisted(() => {
  class FakeHls {
    static ErrorTypes = { MEDIA_ERROR: "mediaError", NETWORK_ERROR: "networkError" };
    static made: FakeHls[] = [];
    readonly handlers = new Map<string, Handler>();
    readonly calls: string[] = [];
    latency = 1.5;

    constructor(readonly config: Record<string, unknown>) {
      FakeHls.made.push(this);
    }
    on(event: string, handler: Handler) {
      this.handlers.set(event, handler);
    }
    tell(event: string, data: unknown) {
      this.handlers.get(event)?.(event, data);
    }
    attachMedia() {
      this.calls.push("attach");
    }
    loadSource(url: string) {
      this.calls.push(url);
    }
    recoverMediaError() {
      this.calls.push("recover");
    }
    destroy() {
      this.calls.push("destroy");
    }
  }
  return { default: FakeHls, Events: { FRAG_LOADED: "loaded", BUFFER_CODECS: "codecs", ERROR: "error" } };
});
vi.mock("hls.js/light", () => library);

const report = {
  arriving: vi.fn(),
  path: vi.fn(),
  sound: vi.fn(),
  note: vi.fn(),
  failed: vi.fn(),
  interrupted: vi.fn(),
} satisfies MediaReport;

let video: HTMLVideoElement;

beforeEach(() => {
  for (const spy of Object.values(report)) {
    spy.mockReset();
  }
  library.default.made = [];
  stubMediaSource();
  video = document.createElement("video");
});

async function opened() {
  const playback = new HlsPlayback("http://vms/live.m3u8", video, report);
  await vi.waitFor(() => expect(library.default.made).toHaveLength(1));
  const hls = library.default.made[0];
  if (!hls) {
    throw new Error("no player was made");
  }
  return { playback, hls };
}

describe("HLS", () => {
  it("plays with low latency and no worker, by the library", async () => {
    const { playback, hls } = await opened();
    expect(hls.config).toMatchObject({ lowLatencyMode: true, enableWorker: false });
    expect(hls.calls).toEqual(["attach", "http://vms/live.m3u8"]);
    hls.tell("loaded", { frag: { stats: { loaded: 9 } }, part: { stats: { loaded: 5 } } });
    hls.tell("loaded", { frag: { stats: { loaded: 9 } }, part: null });
    hls.tell("codecs", { audio: { codec: "mp4a.40.2" }, video: { codec: "avc1.64001f" } });
    expect(report.arriving).toHaveBeenCalled();
    expect(report.sound).toHaveBeenCalledWith(true);
    expect(await playback.figures()).toMatchObject({
      bytesReceived: 14,
      bufferDelay: 1.5,
      codec: "H264 + AAC",
      protocol: "http",
    });
    playback.close();
    playback.close();
    expect(hls.calls.filter((call) => call === "destroy")).toHaveLength(1);
  });

  it("begins anew once when the browser stumbles, and fails the second time", async () => {
    const { hls } = await opened();
    const error = { fatal: true, type: "mediaError", details: "bufferAppendError" };
    hls.tell("error", { ...error, fatal: false });
    hls.tell("error", error);
    expect(hls.calls).toContain("recover");
    expect(report.failed).not.toHaveBeenCalled();
    hls.tell("error", error);
    expect(report.failed.mock.calls).toEqual([[{ code: "decode_error", detail: "bufferAppendError" }]]);
    expect(hls.calls).toContain("destroy");
  });

  it("fails with what the server did not give", async () => {
    const { hls } = await opened();
    hls.tell("error", { fatal: true, type: "networkError", details: "manifestLoadError" });
    expect(report.failed.mock.calls).toEqual([[{ code: "http_failed", detail: "manifestLoadError" }]]);
  });

  it("does not start what was closed while it was fetched", async () => {
    new HlsPlayback("http://vms/live.m3u8", video, report).close();
    await import("hls.js/light");
    await Promise.resolve();
    expect(library.default.made).toEqual([]);
  });

  it("leaves it to the browser where there is no Media Source", () => {
    vi.stubGlobal("MediaSource", undefined);
    new HlsPlayback("http://vms/live.m3u8", video, report);
    expect(video.src).toBe("http://vms/live.m3u8");
    video.dispatchEvent(new Event("error"));
    expect(report.failed.mock.calls).toEqual([[{ code: "decode_error" }]]);
  });
});
