import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { describeAt } from "./describe";
import { LEVELS, TILE_BUCKETS } from "./scale";
import { type Buckets, TileCache } from "./tiles";

const SECOND = 1_000;
const TILE = SECOND * TILE_BUCKETS;
/** A time at which a tile begins. */
const T0 = TILE * 3_000_000;

function buckets(coverage = 255): Buckets {
  const all = <T>(value: T) => new Array<T>(TILE_BUCKETS).fill(value);
  return {
    coverage: all(coverage),
    locked: all(false),
    gapCount: all(0),
    events: all(0),
    severity: all(null),
    gaps: [],
  };
}

interface Asked {
  cameras: readonly string[];
  from: number;
  signal: AbortSignal;
  answer: (buckets: Buckets) => Promise<void>;
  fail: () => Promise<void>;
}

describe("tiles of a timeline", () => {
  let now = T0 + 100 * TILE;
  let asked: Asked[] = [];
  let changes = 0;
  const make = () => {
    asked = [];
    changes = 0;
    return new TileCache(
      (cameras, from, _to, _buckets, signal) =>
        new Promise((resolve, reject) => {
          const settled = () => vi.advanceTimersByTimeAsync(0).then(() => {});
          asked.push({
            cameras,
            from,
            signal,
            answer: (found) => {
              resolve(new Map(cameras.map((camera) => [camera, found])));
              return settled();
            },
            fail: () => {
              reject(new Error("no"));
              return settled();
            },
          });
        }),
      () => changes++,
      () => now,
    );
  };
  beforeEach(() => {
    vi.useFakeTimers();
    now = T0 + 100 * TILE;
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("asks for two tiles at a time, the middle first, and all cameras at once", async () => {
    const cache = make();
    cache.want(["a", "b"], SECOND, T0, T0 + 5 * TILE - 1);
    expect(asked.map(({ from }) => (from - T0) / TILE)).toEqual([2, 1]);
    expect(asked[0]?.cameras).toEqual(["a", "b"]);
    await asked[0]?.answer(buckets());
    expect(asked).toHaveLength(3);
    expect(changes).toBe(1);
    cache.close();
  });

  it("gives up what is no longer looked at", () => {
    const cache = make();
    cache.want(["a"], SECOND, T0, T0 + TILE - 1);
    cache.want(["a"], SECOND, T0 + 10 * TILE, T0 + 11 * TILE - 1);
    expect(asked[0]?.signal.aborted).toBe(true);
    expect(asked[1]?.from).toBe(T0 + 10 * TILE);
    cache.close();
    expect(asked[1]?.signal.aborted).toBe(true);
  });

  it("keeps what is past, asks again for what grows, and never for the future", async () => {
    const cache = make();
    now = T0 + TILE + 5_000;
    cache.want(["a"], SECOND, T0, T0 + 4 * TILE);
    expect(asked.map(({ from }) => (from - T0) / TILE).sort()).toEqual([0, 1]);
    await asked[0]?.answer(buckets());
    await asked[1]?.answer(buckets());
    now += 10_000;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(asked.slice(2).map(({ from }) => (from - T0) / TILE)).toContain(1);
    cache.close();
  });

  it("asks only for the camera that came to it", async () => {
    const cache = make();
    cache.want(["a"], SECOND, T0, T0 + TILE - 1);
    await asked[0]?.answer(buckets());
    cache.want(["a", "b"], SECOND, T0, T0 + TILE - 1);
    expect(asked[1]?.cameras).toEqual(["b"]);
    cache.close();
  });

  it("tells of a failure and tries again", async () => {
    const cache = make();
    cache.want(["a"], SECOND, T0, T0 + TILE - 1);
    await asked[0]?.fail();
    expect(cache.error).toBeInstanceOf(Error);
    expect(asked).toHaveLength(1);
    now += 6_000;
    await vi.advanceTimersByTimeAsync(6_000);
    await asked[1]?.answer(buckets());
    expect(cache.error).toBeUndefined();
    cache.close();
  });

  it("shows a coarser tile until the finer one is there", async () => {
    const cache = make();
    const coarse = 5 * SECOND;
    cache.want(["a"], coarse, T0, T0 + 1);
    await asked[0]?.answer(buckets(100));
    expect(cache.find("a", SECOND, T0, LEVELS)?.bucket).toBe(coarse);
    expect(describeAt(cache, "a", SECOND, T0).kind).toBe("some");
    cache.want(["a"], SECOND, T0, T0 + 1);
    await asked[1]?.answer(buckets(255));
    expect(describeAt(cache, "a", SECOND, T0).kind).toBe("footage");
    expect(describeAt(cache, "b", SECOND, T0).kind).toBe("unknown");
    cache.close();
  });

  it("tells why there is nothing", async () => {
    const cache = make();
    cache.want(["a"], SECOND, T0, T0 + 1);
    const gap = { from: T0 + 5_000, to: T0 + 9_000, cause: "DISK", detail: "full" };
    const coverage = [...buckets().coverage];
    coverage.fill(0, 5, 9);
    await asked[0]?.answer({ ...buckets(), coverage, gaps: [gap] });
    expect(describeAt(cache, "a", SECOND, T0 + 6_500)).toMatchObject({ kind: "none", gap });
    expect(describeAt(cache, "a", SECOND, T0 + 10_500).gap).toBeUndefined();
    cache.close();
  });
});
