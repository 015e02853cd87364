import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { CameraPlayer, Picture } from "./cameraPlayer";
import { Deck } from "./deck";

const T = 1_800_000_000_000;

class FakePlayer {
  picture: Picture = { kind: "shown" };
  time: number | undefined;
  updates: [number, number, boolean][] = [];
  muted = true;
  closed = false;
  get waits() {
    return this.picture.kind === "loading";
  }
  update(...args: [number, number, boolean]) {
    this.updates.push(args);
  }
  timeOfNext(direction: 1 | -1) {
    return T + direction * 60;
  }
  mute(muted: boolean) {
    this.muted = muted;
  }
  retry() {}
  close() {
    this.closed = true;
  }
}

describe("deck", () => {
  let players: Map<string, FakePlayer>;
  let now = T + 3_600_000;
  const make = (at = T, rate = 1) => {
    players = new Map();
    const deck = new Deck(
      at,
      rate,
      () => now,
      (id) => {
        const player = new FakePlayer();
        players.set(id, player);
        return player as unknown as CameraPlayer;
      },
    );
    for (const id of ["a", "b"]) {
      deck.attach(id, document.createElement("video"));
    }
    return deck;
  };
  const player = (id: string) => players.get(id) as FakePlayer;

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
    now = T + 3_600_000;
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("tells all pictures the same time", async () => {
    const deck = make();
    deck.play();
    await vi.advanceTimersByTimeAsync(1_000);
    const last = (id: string) => player(id).updates.at(-1);
    expect(last("a")).toEqual(last("b"));
    expect(last("a")?.[0]).toBeGreaterThan(T + 700);
    expect(last("a")?.[2]).toBe(true);
  });

  it("waits for the chosen camera alone", async () => {
    const deck = make();
    deck.play();
    player("b").picture = { kind: "loading" };
    await vi.advanceTimersByTimeAsync(500);
    expect(deck.view.waiting).toBe(false);
    player("a").picture = { kind: "loading" };
    await vi.advanceTimersByTimeAsync(300);
    const held = deck.clock.time;
    await vi.advanceTimersByTimeAsync(2_000);
    expect(deck.view.waiting).toBe(true);
    expect(deck.clock.time).toBe(held);
    deck.select("b");
    player("b").picture = { kind: "shown" };
    await vi.advanceTimersByTimeAsync(1_000);
    expect(deck.clock.time).toBeGreaterThan(held);
  });

  it("comes back to the chosen picture where that cannot keep up", async () => {
    const deck = make();
    deck.play();
    await vi.advanceTimersByTimeAsync(1_000);
    player("a").time = deck.clock.time - 400;
    await vi.advanceTimersByTimeAsync(250);
    expect(deck.clock.time).toBeLessThan(T + 1_000);
  });

  it("skips what no camera has", async () => {
    const deck = make();
    deck.play();
    player("a").picture = { kind: "gap", gap: { to: T + 90_000 } };
    await vi.advanceTimersByTimeAsync(300);
    expect(deck.clock.time).toBeLessThan(T + 10_000);
    player("b").picture = { kind: "gap", gap: { to: T + 60_000 } };
    await vi.advanceTimersByTimeAsync(300);
    expect(deck.clock.time).toBeGreaterThanOrEqual(T + 60_000);
    expect(deck.clock.time).toBeLessThan(T + 70_000);
  });

  it("does not go beyond what is on disk, and plays at normal speed there", async () => {
    const deck = make(T, 16);
    expect(deck.view.rate).toBe(16);
    deck.seek(now + 60_000);
    expect(deck.clock.time).toBeLessThan(now);
    deck.play();
    expect(deck.view.rate).toBe(1);
  });

  it("steps by one picture, standing still", () => {
    const deck = make();
    deck.play();
    deck.step(1);
    expect(deck.view.playing).toBe(false);
    expect(deck.clock.time).toBe(T + 60);
    deck.step(-1);
    expect(deck.clock.time).toBe(T - 60);
  });

  it("lets only the chosen camera be heard, at normal speed", () => {
    const deck = make();
    deck.setSound(true);
    expect([player("a").muted, player("b").muted]).toEqual([false, true]);
    deck.select("b");
    expect([player("a").muted, player("b").muted]).toEqual([true, false]);
    deck.setRate(2);
    expect(player("b").muted).toBe(true);
  });
});
