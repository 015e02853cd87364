import { describe, expect, it } from "vitest";
import { pickRole } from "../../media/streams";
import { aStream } from "../../test/samples";
import { columnsFor, step, tilesOnPage } from "./arrange";

describe("arrangement", () => {
  it("makes the pictures as large as the place allows", () => {
    expect(columnsFor(1, 1440, 780)).toBe(1);
    expect(columnsFor(4, 1440, 780)).toBe(2);
    expect(columnsFor(2, 1440, 780)).toBe(2);
    expect(columnsFor(2, 500, 900)).toBe(1);
    expect(columnsFor(9, 1440, 780)).toBe(3);
    expect(columnsFor(16, 1920, 1000)).toBe(4);
  });

  it("shows no more than 36 at once", () => {
    expect(tilesOnPage("auto", 5)).toBe(5);
    expect(tilesOnPage("auto", 200)).toBe(36);
    expect(tilesOnPage("9", 5)).toBe(9);
  });

  it("moves with the arrows and stays at the edges", () => {
    expect(step("ArrowRight", 0, 3, 5)).toBe(1);
    expect(step("ArrowDown", 1, 3, 5)).toBe(4);
    expect(step("ArrowDown", 2, 3, 5)).toBe(2);
    expect(step("ArrowUp", 4, 3, 5)).toBe(1);
    expect(step("ArrowLeft", 0, 3, 5)).toBe(0);
    expect(step("ArrowRight", 4, 3, 5)).toBe(4);
  });
});

describe("choice of the stream", () => {
  const main = aStream({ role: "MAIN", height: 1080 });
  const sub = aStream({ role: "SUB", height: 360 });

  it("is the smallest that still looks sharp", () => {
    expect(pickRole([main, sub], 480, 4)).toBe("SUB");
    expect(pickRole([main, sub], 481, 4)).toBe("MAIN");
  });

  it("is never the main stream of many cameras at once", () => {
    expect(pickRole([main, sub], 900, 9)).toBe("SUB");
  });

  it("is what there is", () => {
    expect(pickRole([main], 100, 36)).toBe("MAIN");
    expect(pickRole([], 100, 36)).toBe("MAIN");
  });
});
