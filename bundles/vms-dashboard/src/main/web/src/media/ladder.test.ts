import { describe, expect, it } from "vitest";
import {
  ASK_AGAIN_AFTER,
  advance,
  FIRST_FRAME_WITHIN,
  HIDE_AFTER,
  initial,
  type LadderEvent,
  type LadderState,
  STABLE_AFTER,
} from "./ladder";

/** Half way between the shortest and the longest spread: the bare delay. */
const random = 0.5;

function start(rungs = ["webrtc"]) {
  let state: LadderState = initial(rungs, "SUB");
  let now = 1_000;
  return {
    get state() {
      return state;
    },
    after(milliseconds: number) {
      now += milliseconds;
      return this.on({ type: "tick" });
    },
    on(event: LadderEvent) {
      state = advance(state, event, { now, random });
      return state;
    },
    frame() {
      return this.on({ type: "frame", attempt: state.attempt });
    },
    fail(code: "stalled" | "ice_failed" = "ice_failed") {
      return this.on({ type: "failed", attempt: state.attempt, reason: { code } });
    },
  };
}

function playing(rungs?: string[]) {
  const player = start(rungs);
  player.on({ type: "shown" });
  player.frame();
  return player;
}

describe("ladder", () => {
  it("asks for nothing until it is seen", () => {
    const player = start();
    expect(player.on({ type: "role", role: "MAIN" })).toMatchObject({
      phase: "paused",
      attempt: 0,
      role: "MAIN",
    });
    expect(player.on({ type: "shown" })).toMatchObject({ phase: "connecting", attempt: 1 });
  });

  it("plays from the first frame on, whatever the offer said", () => {
    const player = start();
    player.on({ type: "shown" });
    player.on({ type: "offered", attempt: 1, role: "SUB", reason: "the main stream is H.265" });
    expect(player.state.phase).toBe("connecting");
    expect(player.frame()).toMatchObject({
      phase: "playing",
      given: { role: "SUB", reason: "the main stream is H.265" },
    });
    expect(player.state.deadline).toBeUndefined();
  });

  it("gives up waiting for the first frame", () => {
    const player = start();
    player.on({ type: "shown" });
    expect(player.after(FIRST_FRAME_WITHIN - 1).phase).toBe("connecting");
    expect(player.after(1)).toMatchObject({ phase: "waiting", reason: { code: "no_picture" } });
  });

  it("waits longer after each failure, up to half a minute, and names each try", () => {
    const player = start();
    player.on({ type: "shown" });
    for (const delay of [1_000, 2_000, 4_000, 8_000, 15_000, 30_000, 30_000]) {
      const { attempt } = player.state;
      player.fail();
      expect(player.after(delay - 1).phase).toBe("waiting");
      expect(player.after(1)).toMatchObject({ phase: "connecting", attempt: attempt + 1 });
    }
  });

  it("spreads the retries of many tiles", () => {
    const failed = { type: "failed", attempt: 1, reason: { code: "ice_failed" } } as const;
    const connecting = start().on({ type: "shown" });
    const soon = advance(connecting, failed, { now: 0, random: 0 });
    const late = advance(connecting, failed, { now: 0, random: 0.999 });
    expect(soon.deadline).toBe(800);
    expect(late.deadline).toBeGreaterThan(1_190);
  });

  it("forgives earlier failures after a picture that lasted, not after a short one", () => {
    const player = start();
    player.on({ type: "shown" });
    player.fail();
    player.after(1_000);
    player.frame();
    player.fail("stalled");
    expect(player.state.failures).toBe(2);
    player.after(2_000);
    player.frame();
    player.after(STABLE_AFTER);
    player.fail("stalled");
    expect(player.state.failures).toBe(1);
  });

  it("ignores what an abandoned connection still reports", () => {
    const player = playing();
    player.on({ type: "role", role: "MAIN" });
    const before = player.state;
    expect(player.on({ type: "failed", attempt: 1, reason: { code: "stalled" } })).toBe(before);
    expect(player.on({ type: "frame", attempt: 1 })).toBe(before);
    expect(player.frame().phase).toBe("playing");
  });

  it("stops five seconds after leaving the view, and not when it comes back in time", () => {
    const player = playing();
    player.on({ type: "hidden" });
    player.after(HIDE_AFTER - 1);
    player.on({ type: "shown" });
    expect(player.after(HIDE_AFTER * 2)).toMatchObject({ phase: "playing", attempt: 1 });
    player.on({ type: "hidden" });
    expect(player.after(HIDE_AFTER).phase).toBe("paused");
    expect(player.on({ type: "shown" })).toMatchObject({ phase: "connecting", attempt: 2 });
  });

  it("does not try again while hidden", () => {
    const player = playing();
    player.on({ type: "hidden" });
    expect(player.fail("stalled").phase).toBe("paused");
    expect(player.state.deadline).toBeUndefined();
  });

  it("goes down the ladder and begins at the top after the last rung", () => {
    const player = start(["webrtc", "mse"]);
    player.on({ type: "shown" });
    expect(player.fail()).toMatchObject({ phase: "connecting", rung: 1, attempt: 2 });
    expect(player.fail()).toMatchObject({ phase: "waiting", rung: 0 });
  });

  it("says at once when the browser can do nothing", () => {
    const player = start([]);
    expect(player.on({ type: "shown" })).toMatchObject({
      phase: "unavailable",
      reason: { code: "browser_unable" },
    });
    expect(player.state.deadline).toBeUndefined();
  });

  it("asks again seldom after a refusal, or when told to", () => {
    const player = start();
    player.on({ type: "shown" });
    const refusal: LadderEvent = {
      type: "refused",
      attempt: 1,
      reason: { code: "refused", detail: "B-frames" },
    };
    expect(player.on(refusal)).toMatchObject({ phase: "unavailable", reason: { detail: "B-frames" } });
    expect(player.after(ASK_AGAIN_AFTER - 1).phase).toBe("unavailable");
    expect(player.on({ type: "retry" })).toMatchObject({ phase: "connecting", attempt: 2 });
  });

  it("follows the camera: no tries while it is away, at once when it is back", () => {
    const player = start();
    player.on({ type: "shown" });
    player.fail();
    expect(player.on({ type: "camera", up: false }).phase).toBe("offline");
    expect(player.after(3_600_000).phase).toBe("offline");
    expect(player.on({ type: "camera", up: true })).toMatchObject({ phase: "connecting", failures: 0 });
  });

  it("believes a picture that plays more than a status", () => {
    const player = playing();
    expect(player.on({ type: "camera", up: false }).phase).toBe("playing");
    expect(player.fail("stalled").phase).toBe("offline");
  });

  it("waits for the link without a clock, and starts when it is back", () => {
    const player = playing();
    expect(player.on({ type: "link", up: false }).phase).toBe("playing");
    expect(player.fail("stalled")).toMatchObject({ phase: "waiting", reason: { code: "no_link" } });
    expect(player.state.deadline).toBeUndefined();
    expect(player.on({ type: "link", up: true }).phase).toBe("connecting");
  });
});
