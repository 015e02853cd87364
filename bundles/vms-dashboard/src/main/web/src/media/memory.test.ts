import { describe, expect, it } from "vitest";
import type { Lost } from "./ladder";
import { recall, remember } from "./memory";

const lost: Lost[] = [{ rung: "webrtc", reason: { code: "ice_failed" } }];

describe("what is remembered of a camera", () => {
  it("is the way that worked, for half a day", () => {
    remember("c1", { choice: "auto", lost }, 1_000);
    expect(recall("c1", 2_000)).toEqual({ choice: "auto", lost });
    expect(recall("c1", 1_000 + 12 * 3_600_000).lost).toEqual([]);
    expect(recall("c2", 2_000)).toEqual({ choice: "auto", lost: [] });
  });

  it("is what the user chose, for as long as they like", () => {
    remember("c1", { choice: "mse", lost: [] }, 1_000);
    expect(recall("c1", 1e12).choice).toBe("mse");
    remember("c1", { choice: "auto", lost: [] });
    expect(localStorage.getItem("vms-live")).toBe("{}");
  });

  it("is nothing when it is nonsense, and little when there is much", () => {
    for (const text of ["{", "null", "7", '{"c1":{"at":1,"choice":"auto","lost":[{"rung":"stills"}]}}']) {
      localStorage.setItem("vms-live", text);
      expect(recall("c1", 2)).toEqual({ choice: "auto", lost: [] });
    }
    for (let id = 0; id < 510; id++) {
      remember(`c${id}`, { choice: "hls", lost: [] }, id + 1);
    }
    expect(Object.keys(JSON.parse(localStorage.getItem("vms-live") ?? "{}"))).toHaveLength(500);
    expect(recall("c9").choice).toBe("auto");
    expect(recall("c10").choice).toBe("hls");
  });
});
