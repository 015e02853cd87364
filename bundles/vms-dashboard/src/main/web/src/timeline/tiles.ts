import { TILE_BUCKETS } from "./scale";

export type Severity = "INFO" | "WARNING" | "CRITICAL";

/** A stretch without footage; `to` is absent while it lasts. */
export interface TimelineGap {
  from: number;
  to?: number;
  cause: string;
  detail: string;
}

/** What is known of one camera over some buckets. */
export interface Buckets {
  /** 0 for nothing to 255 for all of it. */
  coverage: readonly number[];
  locked: readonly boolean[];
  gapCount: readonly number[];
  events: readonly number[];
  severity: readonly (Severity | null)[];
  gaps: readonly TimelineGap[];
}

export interface Tile extends Buckets {
  from: number;
  /** Length of a bucket in milliseconds. */
  bucket: number;
}

interface Kept {
  tile: Tile;
  /** When to ask again; never for what is long past. */
  until: number;
  used: number;
}

export type FetchTiles = (
  cameras: readonly string[],
  from: number,
  to: number,
  buckets: number,
  signal: AbortSignal,
) => Promise<ReadonlyMap<string, Buckets>>;

interface Ask {
  key: string;
  bucket: number;
  index: number;
  cameras: string[];
  abort: AbortController;
}

const MOST_ASKED = 2;
const MOST_KEPT = 600;
/** What ended this long ago changes no more, but for locks and retention. */
const SETTLED = 120_000;
const PAST_FOR = 300_000;
const LEAST_REFRESH = 5_000;
const RETRY = 5_000;

/**
 * Keeps what timelines show, in tiles of {@link TILE_BUCKETS} buckets: two requests at a time, those in the middle first; what
 * is no longer looked at is not waited for.
 */
export class TileCache {
  private readonly kept = new Map<string, Kept>();
  private asked: Ask[] = [];
  private uses = 0;
  private failedUntil = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private last: [readonly string[], number, number, number] | undefined;
  /** Why the last request failed, until one succeeds. */
  error: unknown;

  constructor(
    private readonly fetchTiles: FetchTiles,
    private readonly changed: () => void,
    private readonly now: () => number = Date.now,
  ) {}

  /** Says what is looked at, as often as it changes; what is missing is fetched, and kept fresh while it is looked at. */
  want(cameras: readonly string[], bucket: number, from: number, to: number): void {
    this.last = [cameras, bucket, from, to];
    clearTimeout(this.timer);
    const length = bucket * TILE_BUCKETS;
    const first = Math.floor(from / length);
    const count = Math.floor(to / length) - first + 1;
    const now = this.now();
    const middle = (from + to) / 2;
    const indexes = Array.from({ length: count }, (_, i) => first + i)
      // Of the future there is nothing to tell.
      .filter((index) => index * length < now)
      .sort((a, b) => Math.abs((a + 0.5) * length - middle) - Math.abs((b + 0.5) * length - middle));
    const wanted = new Map(indexes.map((index) => [`${bucket}/${index}`, index]));
    for (const ask of this.asked.filter((each) => !wanted.has(each.key))) {
      ask.abort.abort();
    }
    this.asked = this.asked.filter((each) => wanted.has(each.key));
    let soonest = Number.POSITIVE_INFINITY;
    for (const [key, index] of wanted) {
      const asking = this.asked.filter((each) => each.key === key).flatMap((each) => each.cameras);
      const missing = cameras.filter((camera) => {
        const kept = this.kept.get(`${camera} ${key}`);
        soonest = Math.min(soonest, kept?.until ?? Number.POSITIVE_INFINITY);
        return !(kept && now < kept.until) && !asking.includes(camera);
      });
      if (missing.length > 0 && this.asked.length < MOST_ASKED && now >= this.failedUntil) {
        void this.ask({ key, bucket, index, cameras: missing, abort: new AbortController() });
      }
    }
    const again = now < this.failedUntil ? this.failedUntil : soonest;
    if (Number.isFinite(again)) {
      this.timer = setTimeout(this.again, Math.max(250, again - now));
    }
  }

  /** The tile with this time, of that level or else of the next coarser one there is. */
  find(camera: string, bucket: number, time: number, levels: readonly number[]): Tile | undefined {
    for (const level of levels) {
      if (level >= bucket) {
        const kept = this.kept.get(`${camera} ${level}/${Math.floor(time / (level * TILE_BUCKETS))}`);
        if (kept) {
          kept.used = ++this.uses;
          return kept.tile;
        }
      }
    }
    return undefined;
  }

  get loading(): boolean {
    return this.asked.length > 0;
  }

  /** After something was changed on purpose. */
  invalidate(): void {
    for (const kept of this.kept.values()) {
      kept.until = 0;
    }
    this.again();
  }

  close(): void {
    clearTimeout(this.timer);
    this.last = undefined;
    for (const { abort } of this.asked) {
      abort.abort();
    }
    this.asked = [];
  }

  private readonly again = (): void => {
    if (this.last) {
      this.want(...this.last);
    }
  };

  private async ask(ask: Ask): Promise<void> {
    this.asked.push(ask);
    const { bucket, index, cameras, abort } = ask;
    const from = index * bucket * TILE_BUCKETS;
    const to = from + bucket * TILE_BUCKETS;
    try {
      const found = await this.fetchTiles(cameras, from, to, TILE_BUCKETS, abort.signal);
      if (abort.signal.aborted) {
        return;
      }
      const now = this.now();
      const until = to < now - SETTLED ? now + PAST_FOR : now + Math.max(LEAST_REFRESH, bucket / 4);
      for (const [camera, buckets] of found) {
        this.kept.set(`${camera} ${ask.key}`, {
          tile: { ...buckets, from, bucket },
          until,
          used: ++this.uses,
        });
      }
      this.error = undefined;
      this.forget();
    } catch (error) {
      if (abort.signal.aborted) {
        return;
      }
      this.error = error;
      this.failedUntil = this.now() + RETRY;
    }
    this.asked = this.asked.filter((each) => each !== ask);
    this.again();
    this.changed();
  }

  private forget(): void {
    if (this.kept.size <= MOST_KEPT) {
      return;
    }
    const oldest = [...this.kept].sort(([, a], [, b]) => a.used - b.used);
    for (const [key] of oldest.slice(0, this.kept.size - MOST_KEPT)) {
      this.kept.delete(key);
    }
  }
}
