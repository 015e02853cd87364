import { beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "../../api/client";
import type { PtzCommand } from "../../api/types";
import { PtzDrive } from "./drive";

/** A server that answers when it is told to. */
let sent: PtzCommand[];
let answers: { done: () => void; fail: (error: unknown) => void }[];
let drive: PtzDrive;

beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
  answers = [];
  drive = new PtzDrive((command) => {
    sent.push(command);
    return new Promise<void>((done, fail) => answers.push({ done, fail }));
  });
  drive.speed = 1;
  return () => vi.useRealTimers();
});

const left = { pan: -1, tilt: 0, zoom: 0 };

async function answer(error?: unknown) {
  const next = answers.shift();
  if (!next) {
    throw new Error("nothing is under way");
  }
  if (error) {
    next.fail(error);
  } else {
    next.done();
  }
  await vi.advanceTimersByTimeAsync(0);
}

describe("turning a camera", () => {
  it("moves while held and stops when let go", async () => {
    drive.hold("left", { pan: -1 });
    expect(sent).toEqual([left]);
    expect(drive.state.moving).toBe(true);
    await answer();
    drive.letGo("left");
    expect(sent).toEqual([left, { stop: true }]);
    await answer();
    expect(drive.state.moving).toBe(false);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("never lets a stop overtake the movement before it", async () => {
    drive.hold("left", { pan: -1 });
    drive.letGo("left");
    expect(sent).toEqual([left]);
    await answer();
    expect(sent).toEqual([left, { stop: true }]);
  });

  it("takes a key that repeats for one press", async () => {
    drive.hold("left", { pan: -1 });
    await answer();
    for (let i = 0; i < 20; i++) {
      drive.hold("left", { pan: -1 });
    }
    expect(sent).toHaveLength(1);
  });

  it("adds up what is held, at the speed that is set, and sends only the newest wish", async () => {
    drive.speed = 0.5;
    drive.hold("left", { pan: -1 });
    drive.hold("up", { tilt: 1 });
    drive.letGo("up");
    drive.hold("right", { pan: 1 });
    drive.hold("up", { tilt: 1 });
    await answer();
    expect(sent).toEqual([
      { pan: -0.5, tilt: 0, zoom: 0 },
      { pan: 0, tilt: 0.5, zoom: 0 },
    ]);
  });

  it("asks again while held, since devices end a movement by themselves", async () => {
    drive.hold("left", { pan: -1 });
    await answer();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(sent).toEqual([left, left]);
    await answer();
    drive.letGoAll();
    await answer();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(sent).toHaveLength(3);
  });

  it("stops a movement that failed, since it may have begun", async () => {
    drive.hold("left", { pan: -1 });
    await answer(new ApiError(0, "NETWORK"));
    expect(sent).toEqual([left, { stop: true }]);
    await answer();
    expect(drive.state.error).toBeInstanceOf(ApiError);
    expect(drive.state.runaway).toBe(false);
  });

  it("tries to stop three times, then says that it did not get through", async () => {
    drive.hold("left", { pan: -1 });
    await answer();
    drive.letGo("left");
    for (let i = 0; i < 3; i++) {
      await answer(new ApiError(0, "NETWORK"));
      await vi.advanceTimersByTimeAsync(500);
    }
    await vi.advanceTimersByTimeAsync(5_000);
    expect(sent.filter((command) => command.stop)).toHaveLength(3);
    expect(drive.state.runaway).toBe(true);
  });

  it("gives up for good when the camera cannot be turned", async () => {
    drive.hold("left", { pan: -1 });
    await answer(new ApiError(409, "NOT_SUPPORTED", "The device has no motors"));
    expect(drive.state.unsupported).toBeInstanceOf(ApiError);
    drive.hold("right", { pan: 1 });
    drive.recall("1");
    drive.end();
    expect(sent).toEqual([left]);
  });

  it("stops before it goes to a stored position", async () => {
    drive.hold("left", { pan: -1 });
    drive.recall("7");
    await answer();
    await answer();
    expect(sent).toEqual([left, { stop: true }, { preset: "7" }]);
    await answer();
    drive.recall("8");
    expect(sent.at(-1)).toEqual({ preset: "8" });
  });

  it("stops at once when the page ends, and again after what was under way", async () => {
    drive.hold("left", { pan: -1 });
    drive.end();
    expect(sent).toEqual([left, { stop: true }]);
    await answer();
    expect(sent).toEqual([left, { stop: true }, { stop: true }]);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(sent).toHaveLength(3);
  });

  it("leaves a camera alone that is on its way to a position when the page ends", async () => {
    drive.recall("7");
    drive.end();
    await answer();
    expect(sent).toEqual([{ preset: "7" }]);
  });
});
