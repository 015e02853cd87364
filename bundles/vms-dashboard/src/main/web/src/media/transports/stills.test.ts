import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { problem, stubFetch } from "../../test/fakes";
import { Stills } from "./stills";

const PATH = "GET /api/cameras/c1/snapshot.jpg";
const report = { frame: vi.fn(), failed: vi.fn(), refused: vi.fn() };
const jpeg = () => new Response(new Blob(["jpeg"]), { headers: { "Content-Type": "image/jpeg" } });

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  for (const spy of Object.values(report)) {
    spy.mockReset();
  }
  URL.createObjectURL = () => "blob:still";
  URL.revokeObjectURL = () => {};
  HTMLImageElement.prototype.decode = async () => {};
});
afterEach(() => {
  vi.useRealTimers();
});

function open(): Stills {
  return new Stills("c1", document.createElement("img"), report);
}

describe("stills", () => {
  it("come one after the other, until closed", async () => {
    const calls = stubFetch({ [PATH]: jpeg });
    const stills = open();
    await vi.waitFor(() => expect(report.frame).toHaveBeenCalledTimes(1));
    await vi.advanceTimersByTimeAsync(2_000);
    await vi.waitFor(async () => expect(await stills.figures()).toMatchObject({ framesDecoded: 2 }));
    expect(report.frame).toHaveBeenCalledTimes(1);
    stills.close();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(calls).toHaveLength(2);
  });

  it("are asked for by two tiles at once, not by all", async () => {
    const answers: ((response: Response) => void)[] = [];
    stubFetch({ [PATH]: () => new Promise((answer) => answers.push(answer)) });
    const tiles = [open(), open(), open()];
    await vi.waitFor(() => expect(answers).toHaveLength(2));
    answers[0]?.(jpeg());
    await vi.waitFor(() => expect(answers).toHaveLength(3));
    answers[1]?.(jpeg());
    answers[2]?.(jpeg());
    await vi.waitFor(() => expect(report.frame).toHaveBeenCalledTimes(3));
    for (const tile of tiles) {
      tile.close();
    }
  });

  it("fail when there is none, and are refused to those who may not see the camera", async () => {
    stubFetch({ [PATH]: () => problem(503, "STREAM_UNAVAILABLE") });
    open();
    await vi.waitFor(() => expect(report.failed.mock.calls).toEqual([[{ code: "no_picture" }]]));
    stubFetch({ [PATH]: () => problem(403, "FORBIDDEN") });
    open();
    await vi.waitFor(() => expect(report.refused.mock.calls).toEqual([[{ code: "denied" }]]));
  });

  it("last over one that did not come", async () => {
    let number = 0;
    stubFetch({ [PATH]: () => (++number === 2 ? problem(503, "BUSY") : jpeg()) });
    const stills = open();
    await vi.waitFor(() => expect(report.frame).toHaveBeenCalled());
    await vi.advanceTimersByTimeAsync(2_000);
    await vi.waitFor(() => expect(number).toBe(2));
    await vi.advanceTimersByTimeAsync(2_000);
    await vi.waitFor(async () => expect(await stills.figures()).toMatchObject({ framesDecoded: 2 }));
    expect(report.failed).not.toHaveBeenCalled();
    stills.close();
  });
});
