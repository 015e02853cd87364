import { describe, expect, it } from "vitest";
import { keptOf } from "./account";

describe("what is kept of an account's preferences", () => {
  it("is taken where it is valid", () => {
    expect(
      keptOf({ scheme: "light", locale: "ar", layout: "16", boxes: false, sound: true, later: { any: 1 } }),
    ).toEqual({ scheme: "light", locale: "ar", layout: "16", boxes: false, sound: true });
  });

  it("leaves this browser's where it is not", () => {
    expect(keptOf(undefined)).toEqual({});
    expect(keptOf({ scheme: "pink", locale: "xx", layout: "7", names: "yes" })).toEqual({});
  });
});
