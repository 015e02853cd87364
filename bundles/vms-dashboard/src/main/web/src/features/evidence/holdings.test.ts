import { describe, expect, it } from "vitest";
import type { Evidence } from "../../api/types";
import { holdingsOf } from "./holdings";

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 12, minute)).toISOString();
const item = (id: string, from: number, over: Partial<Evidence> = {}): Evidence => ({
  recordingId: id,
  cameraId: "gate",
  role: "MAIN",
  start: at(from),
  end: at(from + 5),
  bytes: 10,
  by: "ann",
  reason: "theft",
  at: at(30),
  ...over,
});

describe("what is held as evidence", () => {
  it("joins files that follow one another", () => {
    const [held, ...others] = holdingsOf([item("c", 10), item("a", 0), item("b", 5)]);
    expect(others).toEqual([]);
    expect(held).toMatchObject({ start: at(0), end: at(15), bytes: 30, recordingIds: ["a", "b", "c"] });
  });

  it("keeps apart what others locked, for another reason, of another camera, or at another time", () => {
    const held = holdingsOf([
      item("a", 0),
      item("b", 5, { by: "bob" }),
      item("c", 10, { reason: "fire" }),
      item("d", 0, { cameraId: "yard" }),
      item("e", 20),
    ]);
    expect(held.map(({ recordingIds }) => recordingIds.length)).toEqual([1, 1, 1, 1, 1]);
  });

  it("shows first what was locked last", () => {
    const held = holdingsOf([item("a", 0, { at: at(31) }), item("b", 0, { cameraId: "yard", at: at(40) })]);
    expect(held.map(({ cameraId }) => cameraId)).toEqual(["yard", "gate"]);
  });
});
