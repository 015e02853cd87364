import { describe, expect, it } from "vitest";
import { PlaybackClock } from "./clock";

describe("clock of playback", () => {
  let now = 0;
  const clock = () => new PlaybackClock(1_000_000, () => now);

  it("stands, runs at its speed, and goes on from where it is when that changes", () => {
    const c = clock();
    now += 5_000;
    expect(c.time).toBe(1_000_000);
    c.play();
    now += 2_000;
    expect(c.time).toBe(1_002_000);
    c.setRate(4);
    now += 1_000;
    expect(c.time).toBe(1_006_000);
    c.setRate(-16);
    now += 1_000;
    expect(c.time).toBe(990_000);
    c.pause();
    now += 9_000;
    expect(c.time).toBe(990_000);
  });

  it("waits while it is held without forgetting that it plays", () => {
    const c = clock();
    c.play();
    now += 1_000;
    c.hold(true);
    now += 7_000;
    expect(c.time).toBe(1_001_000);
    expect(c.playing).toBe(true);
    c.hold(false);
    now += 500;
    expect(c.time).toBe(1_001_500);
    c.seek(2_000_000);
    now += 500;
    expect(c.time).toBe(2_000_500);
  });
});
