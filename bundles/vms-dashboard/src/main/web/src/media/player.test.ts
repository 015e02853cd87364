import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { firstFrameWithin, type Rung } from "./ladder";
import type { Live } from "./live";
import { recall } from "./memory";
import { LivePlayer } from "./player";
import type { Ask, Report, Transport } from "./transports/transport";

interface Opened {
  ask: Ask;
  report: Report;
  transport: Transport & { close: ReturnType<typeof vi.fn> };
}

let opened: Opened[];
let live: Live;
let still: ReturnType<typeof vi.fn<Live["still"]>>;

beforeEach(() => {
  vi.useFakeTimers();
  opened = [];
  still = vi.fn(async () => undefined);
  live = {
    able: () => ["webrtc", "mse", "hls", "stills"],
    open: (ask, report) => {
      const transport = { close: vi.fn(), figures: async () => ({ framesDecoded: 7 }) };
      opened.push({ ask, report, transport });
      return transport;
    },
    still,
  };
});
afterEach(() => {
  vi.useRealTimers();
});

function shown() {
  const player = new LivePlayer("c1", live, "SUB");
  const place = document.createElement("div");
  const detach = player.attach(place);
  player.dispatch({ type: "shown" });
  return { player, place, detach };
}

function nth(index: number): Opened {
  const one = opened[index];
  if (!one) {
    throw new Error(`no connection ${index}`);
  }
  return one;
}

function firstFrame(index: number, rung: Rung = "webrtc") {
  nth(index).report.answered(rung, { role: nth(index).ask.role });
  nth(index).ask.screen.dispatchEvent(new Event("loadeddata"));
}

function video(index: number): HTMLVideoElement {
  return nth(index).ask.screen as HTMLVideoElement;
}

const onScreen = (place: HTMLElement) => place.querySelectorAll('[data-testid="tile-video"]');

describe("player", () => {
  it("shows what the camera sees until its picture comes, when that takes a while", async () => {
    const picture = { width: 640, height: 360, close: vi.fn() };
    vi.stubGlobal("createImageBitmap", async () => picture);
    still.mockResolvedValue(new Blob(["jpeg"]));
    const { player, place } = shown();
    await vi.advanceTimersByTimeAsync(600);
    expect(still).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(200);
    expect(still).toHaveBeenCalledOnce();
    expect(player.snapshot()).toMatchObject({ live: false, stillFrom: Date.now() - 100 });
    expect(place.querySelector("canvas")?.width).toBe(640);
    expect(picture.close).toHaveBeenCalled();
    firstFrame(0);
    expect(player.snapshot().stillFrom).toBeUndefined();
    vi.unstubAllGlobals();
  });

  it("asks for no still when the picture comes at once, or the player is gone", async () => {
    shown();
    firstFrame(0);
    const { detach } = shown();
    detach();
    await vi.advanceTimersByTimeAsync(6_000);
    expect(still).not.toHaveBeenCalled();
  });

  it("shows a connection from its first frame on", () => {
    const { player, place } = shown();
    expect(opened).toHaveLength(1);
    expect(onScreen(place)).toHaveLength(0);
    firstFrame(0);
    expect(onScreen(place)[0]).toBe(nth(0).ask.screen);
    expect(video(0).dataset.cameraId).toBe("c1");
    expect(player.snapshot()).toMatchObject({ live: true, phase: "playing" });
  });

  it("keeps the old picture until the larger stream shows its first frame", () => {
    const { player, place } = shown();
    firstFrame(0);
    player.dispatch({ type: "role", role: "MAIN" });
    expect(nth(1).ask.role).toBe("MAIN");
    expect(nth(0).transport.close).not.toHaveBeenCalled();
    expect(player.snapshot().live).toBe(true);
    firstFrame(1);
    expect(nth(0).transport.close).toHaveBeenCalled();
    expect([...onScreen(place)]).toEqual([nth(1).ask.screen]);
  });

  it("keeps the old picture when the larger stream fails", () => {
    const { player, place } = shown();
    firstFrame(0);
    player.dispatch({ type: "role", role: "MAIN" });
    nth(1).report.interrupted({ code: "server_failed" });
    expect(nth(1).transport.close).toHaveBeenCalled();
    expect(nth(0).transport.close).not.toHaveBeenCalled();
    expect([...onScreen(place)]).toEqual([nth(0).ask.screen]);
    expect(player.snapshot()).toMatchObject({ live: true, ladder: { hold: { why: "waiting" } } });
  });

  it("connects again by itself after a failure", () => {
    const { player } = shown();
    firstFrame(0);
    nth(0).report.interrupted({ code: "ended" });
    expect(player.snapshot()).toMatchObject({ live: false, phase: "waiting" });
    vi.advanceTimersByTime(1_300);
    expect(opened).toHaveLength(2);
    firstFrame(1);
    expect(player.snapshot().live).toBe(true);
  });

  it("notices a picture that stands still", () => {
    const { player } = shown();
    let frames = 1;
    video(0).getVideoPlaybackQuality = () =>
      ({ totalVideoFrames: frames, droppedVideoFrames: 0 }) as VideoPlaybackQuality;
    firstFrame(0);
    for (let seconds = 0; seconds < 20; seconds += 2) {
      frames++;
      vi.advanceTimersByTime(2_000);
    }
    expect(player.snapshot().live).toBe(true);
    vi.advanceTimersByTime(10_000);
    expect(player.snapshot()).toMatchObject({ live: false, ladder: { reason: { code: "stalled" } } });
    expect(nth(0).transport.close).toHaveBeenCalled();
  });

  it("stops after leaving the view and starts when it is back", () => {
    const { player } = shown();
    firstFrame(0);
    player.dispatch({ type: "hidden" });
    vi.advanceTimersByTime(4_900);
    expect(nth(0).transport.close).not.toHaveBeenCalled();
    vi.advanceTimersByTime(200);
    expect(nth(0).transport.close).toHaveBeenCalled();
    player.dispatch({ type: "shown" });
    expect(opened).toHaveLength(2);
  });

  it("leaves nothing running when it is taken away", () => {
    const { player, place, detach } = shown();
    firstFrame(0);
    player.dispatch({ type: "role", role: "MAIN" });
    detach();
    expect(nth(0).transport.close).toHaveBeenCalled();
    expect(nth(1).transport.close).toHaveBeenCalled();
    expect(place.childElementCount).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
    player.dispatch({ type: "shown" });
    expect(opened).toHaveLength(2);
  });

  it("reads the figures of what is on the screen", async () => {
    const { player } = shown();
    expect(await player.figures()).toEqual({});
    firstFrame(0);
    expect(await player.figures()).toEqual({ framesDecoded: 7 });
  });

  it("goes down the ladder, tells each request what failed, and remembers what works", () => {
    const { place } = shown();
    nth(0).report.answered("webrtc", { role: "SUB" });
    nth(0).report.failed({ code: "ice_failed" });
    expect(nth(1).ask.failed).toEqual(["webrtc"]);
    firstFrame(1, "mse");
    expect(onScreen(place)).toHaveLength(1);
    expect(recall("c1").lost).toEqual([{ rung: "webrtc", reason: { code: "ice_failed" } }]);
    const again = new LivePlayer("c1", live, "SUB");
    again.attach(document.createElement("div"));
    again.dispatch({ type: "shown" });
    expect(nth(2).ask.failed).toEqual(["webrtc"]);
  });

  it("tries upwards behind the picture, which stays until the better one shows its first frame", () => {
    const { player, place } = shown();
    nth(0).report.answered("webrtc", { role: "SUB" });
    nth(0).report.failed({ code: "ice_failed" });
    firstFrame(1, "mse");
    let frames = 1;
    video(1).getVideoPlaybackQuality = () =>
      ({ totalVideoFrames: frames++, droppedVideoFrames: 0 }) as VideoPlaybackQuality;
    vi.advanceTimersByTime(60_100);
    expect(nth(2).ask.failed).toEqual([]);
    expect([...onScreen(place)]).toEqual([video(1)]);
    firstFrame(2);
    expect([...onScreen(place)]).toEqual([video(2)]);
    expect(nth(1).transport.close).toHaveBeenCalled();
    expect(player.snapshot().ladder.lost).toEqual([]);
    expect(recall("c1").lost).toEqual([]);
  });

  it("shows stills in an image when nothing moves", () => {
    const { player, place } = shown();
    for (const [index, rung] of (["webrtc", "mse", "hls"] as const).entries()) {
      nth(index).report.answered(rung, { role: "SUB" });
      vi.advanceTimersByTime(firstFrameWithin() + 1);
    }
    expect(nth(3).ask.screen).toBeInstanceOf(HTMLImageElement);
    nth(3).report.frame();
    expect(place.querySelectorAll('[data-testid="tile-still"]')).toHaveLength(1);
    expect(player.snapshot().ladder.shown?.rung).toBe("stills");
    expect(recall("c1").lost).toEqual([]);
  });

  it("asks for the small stream when pictures are dropped for long, not for a burst at the start", () => {
    const { player } = shown();
    player.dispatch({ type: "role", role: "MAIN" });
    let total = 0;
    let dropped = 0;
    video(1).getVideoPlaybackQuality = () =>
      ({ totalVideoFrames: total, droppedVideoFrames: dropped }) as VideoPlaybackQuality;
    firstFrame(1);
    const play = (seconds: number, drops: number) => {
      for (let second = 0; second < seconds; second += 2) {
        total += 50;
        dropped += drops;
        vi.advanceTimersByTime(2_000);
      }
    };
    play(8, 40);
    play(20, 5);
    expect(opened).toHaveLength(2);
    play(12, 15);
    expect(nth(2).ask.role).toBe("SUB");
    expect(player.snapshot().ladder.reducedUntil).toBeDefined();
  });

  it("is heard only when asked for, from what is on the screen", () => {
    const { player } = shown();
    firstFrame(0);
    player.dispatch({ type: "audio", on: true });
    expect(nth(1).ask.audio).toBe(true);
    expect(video(1).muted).toBe(true);
    firstFrame(1);
    expect(video(1).muted).toBe(false);
    player.dispatch({ type: "audio", on: false });
    expect(video(1).muted).toBe(true);
    expect(opened).toHaveLength(2);
  });

  it("plays on in silence where the browser does not let the sound start", async () => {
    const { player } = shown();
    player.dispatch({ type: "audio", on: true });
    const play = vi.fn(async () => {
      if (!video(1).muted) {
        throw new DOMException("no gesture", "NotAllowedError");
      }
    });
    video(1).play = play;
    firstFrame(1);
    await vi.advanceTimersByTimeAsync(0);
    expect(video(1).muted).toBe(true);
    expect(player.snapshot()).toMatchObject({ live: true, silenced: true });
    player.dispatch({ type: "slow" });
    expect(play).toHaveBeenCalledTimes(2);
  });
});
