import { describe, expect, it } from "vitest";
import {
  ASK_AGAIN_AFTER,
  advance,
  CLIMBS,
  deadlineOf,
  firstFrameWithin,
  type Given,
  HIDE_AFTER,
  initial,
  type LadderEvent,
  type LadderState,
  outOfQuestion,
  phaseOf,
  REDUCED_FOR,
  type Reason,
  type ReasonCode,
  RUNGS,
  type Rung,
  STABLE_AFTER,
} from "./ladder";

/** Half way between the shortest and the longest spread: the bare delay. */
const random = 0.5;
const WITHIN = firstFrameWithin();
const H265 = { code: "codec_unsupported", text: "no H.265", values: { codec: "H265" } };
const B_FRAMES = { code: "b_frames", text: "B-frames" };

class Driven {
  state: LadderState;
  now = 1_000;

  constructor(able: readonly Rung[] = RUNGS, start?: LadderState) {
    this.state = start ?? initial(able, "SUB");
  }
  get phase() {
    return phaseOf(this.state);
  }
  get coming() {
    return this.state.coming;
  }
  /** What the next answer must not be, as the server is told. */
  get asked() {
    return this.coming && outOfQuestion(this.state, this.coming.lost);
  }
  on(event: LadderEvent): this {
    this.state = advance(this.state, event, { now: this.now, random });
    return this;
  }
  after(milliseconds: number): this {
    this.now += milliseconds;
    return this.on({ type: "tick" });
  }
  answer(rung: Rung, more: Partial<Given> = {}): this {
    const attempt = this.coming?.attempt ?? -1;
    return this.on({ type: "answered", attempt, rung, role: "SUB", ...more });
  }
  frame(): this {
    return this.on({ type: "frame", attempt: this.coming?.attempt ?? -1 });
  }
  fail(code: ReasonCode = "ice_failed", what: "failed" | "interrupted" | "refused" = "failed"): this {
    const reason: Reason = { code };
    return this.on({ type: what, attempt: this.coming?.attempt ?? -1, reason });
  }
  lose(code: ReasonCode = "stalled", what: "failed" | "interrupted" = "failed"): this {
    return this.on({ type: what, attempt: this.state.shown?.attempt ?? -1, reason: { code } });
  }
}

const seen = (able?: readonly Rung[]) => new Driven(able).on({ type: "shown" });
const playing = (rung: Rung = "webrtc") => {
  const tile = seen();
  for (const above of RUNGS.slice(0, RUNGS.indexOf(rung))) {
    tile.answer(above).fail();
  }
  return (rung === "stills" ? tile : tile.answer(rung)).frame();
};

describe("ladder", () => {
  it("asks for nothing until it is seen", () => {
    const tile = new Driven().on({ type: "role", role: "MAIN" });
    expect(tile.phase).toBe("paused");
    expect(tile.state.attempt).toBe(0);
    tile.on({ type: "shown" });
    expect(tile.phase).toBe("connecting");
    expect(tile.coming).toMatchObject({ attempt: 1, role: "MAIN" });
    expect(tile.asked).toEqual([]);
  });

  it("plays from the first frame on, whatever the answer said", () => {
    const tile = seen().answer("webrtc", { notes: [H265] });
    expect(tile.phase).toBe("connecting");
    tile.frame();
    expect(tile.phase).toBe("playing");
    expect(tile.state.shown).toMatchObject({
      rung: "webrtc",
      given: { role: "SUB", notes: [H265] },
    });
    expect(deadlineOf(tile.state)).toBeUndefined();
  });

  it.each<[Rung, Rung[]]>([
    ["webrtc", ["webrtc"]],
    ["mse", ["webrtc", "mse"]],
    ["hls", ["webrtc", "mse", "hls"]],
  ])("goes on below %s when it is cut", (cut, asked) => {
    const tile = seen();
    for (const rung of RUNGS.slice(0, RUNGS.indexOf(cut) + 1)) {
      tile.answer(rung).fail();
    }
    expect(tile.phase).toBe("connecting");
    expect(tile.asked).toEqual(asked);
    expect(tile.state.lost.map(({ rung }) => rung)).toEqual(asked);
  });

  it("shows stills without asking the server when everything that moves is cut, and waits when they fail too", () => {
    const tile = playing("stills");
    expect(tile.state.shown?.rung).toBe("stills");
    const worse = seen();
    for (const rung of ["webrtc", "mse", "hls"] as const) {
      worse.answer(rung).fail("no_picture");
    }
    expect(worse.coming?.rung).toBe("stills");
    worse.fail("no_picture");
    expect(worse.phase).toBe("waiting");
    expect(worse.state.reason).toEqual({ code: "no_picture" });
    worse.after(1_000);
    expect(worse.asked).toEqual([]);
  });

  it("names from the start what the browser cannot do", () => {
    expect(seen(["mse", "hls", "stills"]).asked).toEqual(["webrtc"]);
    expect(seen(["stills"]).coming?.rung).toBe("stills");
  });

  it("leaves the way to the server, which may begin lower", () => {
    const tile = seen()
      .answer("mse", { notes: [B_FRAMES] })
      .frame();
    expect(tile.state.shown?.rung).toBe("mse");
    // Nothing was lost here, so there is nothing to climb to.
    expect(deadlineOf(tile.state)).toBeUndefined();
  });

  it("gives a rung up that shows nothing in time, and says whether anything came", () => {
    const tile = seen()
      .answer("webrtc")
      .after(WITHIN - 1);
    expect(tile.asked).toEqual([]);
    tile.after(1);
    expect(tile.state.lost).toEqual([{ rung: "webrtc", reason: { code: "no_picture" } }]);
    tile.answer("mse").on({ type: "arriving", attempt: tile.state.attempt }).after(WITHIN);
    expect(tile.state.lost[1]).toEqual({ rung: "mse", reason: { code: "no_keyframe" } });
  });

  it.each([
    [0.5, 4_000],
    [2, 5_000],
    [8, 17_000],
  ])("waits for a first picture as the key frames of the stream allow: %s s", (group, within) => {
    const tile = seen().answer("webrtc", { group });
    tile.after(within - 1);
    expect(tile.asked).toEqual([]);
    tile.after(1);
    expect(tile.asked).toEqual(["webrtc"]);
  });

  it("waits for two groups of pictures where their length is known, and never less than four seconds", () => {
    expect(firstFrameWithin(0.5)).toBe(4_000);
    expect(firstFrameWithin(4)).toBe(9_000);
  });

  it("blames no rung when the server does not answer, and asks again later each time", () => {
    const tile = seen().after(WITHIN);
    expect(tile.state).toMatchObject({ lost: [], reason: { code: "no_answer" } });
    for (const delay of [1_000, 2_000, 4_000, 8_000, 15_000, 30_000, 30_000]) {
      expect(tile.phase).toBe("waiting");
      expect(tile.after(delay - 1).phase).toBe("waiting");
      expect(tile.after(1).phase).toBe("connecting");
      tile.fail("server_busy", "interrupted");
    }
  });

  it("spreads the retries of many tiles", () => {
    const event = { type: "interrupted", attempt: 1, reason: { code: "ended" } } as const;
    const { state } = seen();
    expect(deadlineOf(advance(state, event, { now: 0, random: 0 }))).toBe(800);
    expect(deadlineOf(advance(state, event, { now: 0, random: 0.999 }))).toBeGreaterThan(1_190);
  });

  it("ignores what an abandoned connection still reports", () => {
    const tile = playing().on({ type: "role", role: "MAIN" });
    const [old, before] = [tile.state.shown?.attempt ?? 0, tile.state];
    tile.on({ type: "frame", attempt: old - 1 });
    tile.on({ type: "failed", attempt: old + 7, reason: { code: "stalled" } });
    expect(tile.state).toBe(before);
  });

  it("tries a rung again that worked for long, and gives up one that did not", () => {
    const long = playing().after(STABLE_AFTER).lose();
    expect(long.asked).toEqual([]);
    const short = playing()
      .after(STABLE_AFTER - 1)
      .lose();
    expect(short.asked).toEqual(["webrtc"]);
  });

  it("blames no rung for what the server ended", () => {
    const tile = playing().lose("ended", "interrupted");
    expect(tile.phase).toBe("waiting");
    expect(tile.after(1_000).asked).toEqual([]);
  });

  it("asks again seldom after a refusal, or when told to", () => {
    const tile = seen().fail("denied", "refused");
    expect(tile.phase).toBe("unavailable");
    expect(tile.after(ASK_AGAIN_AFTER - 1).phase).toBe("unavailable");
    expect(tile.on({ type: "retry" }).phase).toBe("connecting");
  });

  it("shows stills of what no browser can play", () => {
    const tile = seen().fail("codec_unsupported", "refused");
    expect(tile.coming?.rung).toBe("stills");
    tile.fail("no_picture");
    expect(tile.state.reason).toEqual({ code: "codec_unsupported" });
  });
});

describe("climbing back", () => {
  it("holds a lower rung for a minute, then tries upwards behind the picture, ever more seldom", () => {
    const tile = playing("mse");
    for (const pause of [...CLIMBS, CLIMBS[2]]) {
      tile.after(pause - 1);
      expect(tile.coming).toBeUndefined();
      tile.after(1);
      expect(tile.coming).toMatchObject({ climbing: true });
      expect(tile.asked).toEqual([]);
      expect(tile.phase).toBe("playing");
      tile.answer("webrtc").fail();
      expect(tile.coming).toBeUndefined();
      expect(tile.state.shown?.rung).toBe("mse");
    }
  });

  it("takes the better picture when it comes, and forgets what was lost", () => {
    const tile = playing("hls").after(CLIMBS[0]).answer("webrtc").frame();
    expect(tile.state).toMatchObject({ shown: { rung: "webrtc" }, lost: [], climbs: 0 });
    expect(deadlineOf(tile.state)).toBeUndefined();
  });

  it("stops below the rung that plays", () => {
    const tile = playing("hls").after(CLIMBS[0]).answer("webrtc").fail();
    expect(tile.asked).toEqual(["webrtc"]);
    tile.answer("mse").frame();
    expect(tile.state).toMatchObject({ shown: { rung: "mse" }, lost: [{ rung: "webrtc" }] });
  });

  it("leaves it when the server would not give better", () => {
    const tile = playing("mse")
      .after(CLIMBS[0])
      .answer("mse", { notes: [B_FRAMES] });
    expect(tile.coming).toBeUndefined();
    expect(tile.state).toMatchObject({ shown: { rung: "mse" }, lost: [] });
    expect(deadlineOf(tile.state)).toBeUndefined();
  });

  it("goes on with the better one alone when the picture ends meanwhile", () => {
    const tile = playing("mse").after(CLIMBS[0]).answer("webrtc").lose();
    expect(tile.phase).toBe("connecting");
    expect(tile.coming).toMatchObject({ climbing: false, rung: "webrtc" });
    expect(tile.fail().asked).toEqual(["webrtc"]);
  });

  it("begins where it was the last time, and climbs from there", () => {
    const lost = [{ rung: "webrtc", reason: { code: "ice_failed" } }] as const;
    const tile = new Driven(RUNGS, initial(RUNGS, "SUB", "auto", lost)).on({ type: "shown" });
    expect(tile.asked).toEqual(["webrtc"]);
    tile.answer("mse").frame().after(CLIMBS[0]);
    expect(tile.coming?.climbing).toBe(true);
  });

  it("tries at once when told to", () => {
    expect(playing("mse").on({ type: "retry" }).coming?.climbing).toBe(true);
  });
});

describe("what the user chooses", () => {
  it("is the only way, beside stills", () => {
    const tile = playing().on({ type: "choose", choice: "hls" });
    expect(tile.phase).toBe("playing");
    expect(tile.asked).toEqual(["webrtc", "mse"]);
    tile.answer("hls").frame();
    expect(tile.state.shown?.rung).toBe("hls");
  });

  it("goes back to the best, and fetches nothing that plays already", () => {
    const tile = playing().on({ type: "choose", choice: "webrtc" });
    expect(tile.coming).toBeUndefined();
    tile.on({ type: "choose", choice: "mse" }).answer("mse").frame().on({ type: "choose", choice: "auto" });
    expect(tile.asked).toEqual([]);
  });

  it("does not give a moving picture up for stills", () => {
    const tile = playing().on({ type: "choose", choice: "mse" }).answer("mse").fail("decode_error");
    expect(tile.state.shown?.rung).toBe("webrtc");
    expect(tile.coming).toBeUndefined();
    expect(tile.state.hold?.why).toBe("waiting");
  });
});

describe("a tile", () => {
  it("keeps the small picture until the large one is there, in the same way", () => {
    const tile = playing("mse").on({ type: "role", role: "MAIN" });
    expect(tile.coming).toMatchObject({ role: "MAIN", climbing: false });
    expect(tile.asked).toEqual(["webrtc"]);
    expect(tile.phase).toBe("playing");
  });

  it("is told by the server of another stream, and of the way back", () => {
    const tile = playing();
    const { attempt } = tile.state;
    tile.on({ type: "moved", attempt, role: "SUB", notes: [H265] });
    expect(tile.state.shown?.given).toEqual({ role: "SUB", notes: [H265] });
    tile.on({ type: "moved", attempt, role: "MAIN" });
    expect(tile.state.shown?.given).toEqual({ role: "MAIN" });
  });

  it("takes the small stream for a while when the computer drops pictures", () => {
    const tile = seen().on({ type: "role", role: "MAIN" }).answer("webrtc").frame().on({ type: "slow" });
    expect(tile.coming?.role).toBe("SUB");
    tile.answer("webrtc").frame();
    expect(tile.coming).toBeUndefined();
    tile.after(REDUCED_FOR);
    expect(tile.coming?.role).toBe("MAIN");
    expect(tile.state.reducedUntil).toBeUndefined();
  });

  it("fetches sound behind the picture, and only silences it again", () => {
    const tile = playing().on({ type: "audio", on: true });
    expect(tile.coming?.audio).toBe(true);
    tile.answer("webrtc").frame().on({ type: "audio", on: false });
    expect(tile.coming).toBeUndefined();
    expect(tile.on({ type: "audio", on: true }).coming).toBeUndefined();
  });

  it("stops five seconds after leaving the view, and not when it comes back in time", () => {
    const tile = playing()
      .on({ type: "hidden" })
      .after(HIDE_AFTER - 1)
      .on({ type: "shown" });
    expect(tile.after(HIDE_AFTER * 2).phase).toBe("playing");
    tile.on({ type: "hidden" }).after(HIDE_AFTER);
    expect(tile.phase).toBe("paused");
    expect(tile.on({ type: "shown" }).phase).toBe("connecting");
  });

  it("does not try again while hidden", () => {
    const tile = playing().on({ type: "hidden" }).lose("ended", "interrupted");
    expect(tile.phase).toBe("paused");
    expect(deadlineOf(tile.state)).toBeUndefined();
    expect(playing().on({ type: "hidden" }).lose().phase).toBe("paused");
  });

  it("follows the camera: no tries while it is away, at once when it is back", () => {
    const tile = seen().fail("server_failed", "interrupted").on({ type: "camera", up: false });
    expect(tile.phase).toBe("offline");
    expect(tile.after(3_600_000).phase).toBe("offline");
    expect(tile.on({ type: "camera", up: true }).phase).toBe("connecting");
  });

  it("believes a picture that plays more than a status, and blames no rung for a camera that is away", () => {
    const tile = playing().on({ type: "camera", up: false });
    expect(tile.phase).toBe("playing");
    tile.lose();
    expect(tile.phase).toBe("offline");
    expect(tile.state.lost).toEqual([]);
  });

  it("plays on without the link, waits for it without a clock, and starts when it is back", () => {
    const tile = playing().on({ type: "link", up: false });
    expect(tile.phase).toBe("playing");
    expect(tile.on({ type: "link", up: true }).coming).toBeUndefined();
    tile.on({ type: "link", up: false }).lose();
    expect(tile.phase).toBe("waiting");
    expect(tile.state.reason).toEqual({ code: "no_link" });
    expect(deadlineOf(tile.state)).toBeUndefined();
    expect(tile.on({ type: "link", up: true }).phase).toBe("connecting");
  });

  it("asks when the link is back for what was wanted meanwhile", () => {
    const tile = playing().on({ type: "link", up: false }).on({ type: "role", role: "MAIN" });
    expect(tile.coming).toBeUndefined();
    expect(tile.on({ type: "link", up: true }).coming?.role).toBe("MAIN");
  });
});
