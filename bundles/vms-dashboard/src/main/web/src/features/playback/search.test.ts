import { expect, it } from "vitest";
import { idsOf, searchOfPlayback } from "./search";

const ID = "01a206d1-10e6-7940-840b-df1c1f2e3484";

it("takes what is valid of an address", () => {
  expect(
    searchOfPlayback({ cameras: `${ID},rubbish,${ID}`, at: "2026-11-23T05:00:00Z", rate: -4, span: 600 }),
  ).toMatchObject({ cameras: ID, at: "2026-11-23T05:00:00Z", rate: -4, span: 600 });
  expect(searchOfPlayback({ cameras: 7, at: "soon", rate: 3, span: 1, from: {} })).toEqual({
    cameras: undefined,
    at: undefined,
    rate: undefined,
    span: undefined,
    from: undefined,
    to: undefined,
  });
});

it("plays nine cameras at most", () => {
  const many = Array.from({ length: 12 }, (_, i) => ID.slice(0, -2) + String(10 + i));
  expect(idsOf(many.join(","))).toHaveLength(9);
});
