import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LivePlayer } from "./player";
import type { Ask, Report, Transport, TransportKind } from "./transports/transport";

interface Opened {
  ask: Ask;
  report: Report;
  transport: Transport & { close: ReturnType<typeof vi.fn> };
}

let opened: Opened[];
let kind: TransportKind;

beforeEach(() => {
  vi.useFakeTimers();
  opened = [];
  kind = {
    possible: () => true,
    open: (ask, report) => {
      const transport = { close: vi.fn(), figures: async () => ({ framesDecoded: 7 }) };
      opened.push({ ask, report, transport });
      return transport;
    },
  };
});
afterEach(() => {
  vi.useRealTimers();
});

function shown() {
  const player = new LivePlayer("c1", new Map([["webrtc", kind]]), "SUB");
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

function firstFrame(index: number) {
  nth(index).ask.video.dispatchEvent(new Event("loadeddata"));
}

const onScreen = (place: HTMLElement) => place.querySelectorAll('[data-testid="tile-video"]');

describe("player", () => {
  it("shows a connection from its first frame on", () => {
    const { player, place } = shown();
    expect(opened).toHaveLength(1);
    expect(onScreen(place)).toHaveLength(0);
    firstFrame(0);
    expect(onScreen(place)[0]).toBe(nth(0).ask.video);
    expect(nth(0).ask.video.dataset.cameraId).toBe("c1");
    expect(player.snapshot()).toMatchObject({ live: true, ladder: { phase: "playing" } });
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
    expect([...onScreen(place)]).toEqual([nth(1).ask.video]);
  });

  it("keeps the old picture when the larger stream fails", () => {
    const { player, place } = shown();
    firstFrame(0);
    player.dispatch({ type: "role", role: "MAIN" });
    nth(1).report.failed({ code: "server_failed" });
    expect(nth(1).transport.close).toHaveBeenCalled();
    expect(nth(0).transport.close).not.toHaveBeenCalled();
    expect([...onScreen(place)]).toEqual([nth(0).ask.video]);
    expect(player.snapshot()).toMatchObject({ live: true, ladder: { phase: "waiting" } });
  });

  it("connects again by itself after a failure", () => {
    const { player } = shown();
    firstFrame(0);
    nth(0).report.failed({ code: "ice_failed" });
    expect(player.snapshot()).toMatchObject({ live: false, ladder: { phase: "waiting" } });
    vi.advanceTimersByTime(1_300);
    expect(opened).toHaveLength(2);
    firstFrame(1);
    expect(player.snapshot().live).toBe(true);
  });

  it("notices a picture that stands still", () => {
    const { player } = shown();
    let frames = 1;
    nth(0).ask.video.getVideoPlaybackQuality = () => ({ totalVideoFrames: frames }) as VideoPlaybackQuality;
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
});
