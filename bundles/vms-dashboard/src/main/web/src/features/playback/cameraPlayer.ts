import { buffersAtEachSpeed } from "../../media/transports/liveEdge";
import { CodecError, Feed, NewSourceNeeded } from "./feed";
import { FootageIndex, get, type Kind } from "./footage";
import type { Gap } from "./gaps";
import type { Part } from "./playlist";

export type Picture =
  | { kind: "loading" }
  | { kind: "shown" }
  /** Nothing was recorded; `gap` is absent until it is known why. */
  | { kind: "gap"; gap?: Gap }
  | { kind: "codec"; mimeType: string | null }
  | { kind: "failed"; error: unknown };

export interface Sources {
  bytes(url: string, signal: AbortSignal): Promise<ArrayBuffer>;
  gap(cameraId: string, time: number, signal: AbortSignal): Promise<Gap>;
  index(cameraId: string, kind: Kind, changed: () => void, failed: (error: unknown) => void): FootageIndex;
}

/** From this speed on only key frames are shown. */
const KEYS_FROM = 4;
/** Seconds of the picture's own time that are fetched ahead, at speed 1, and the least and most of it. */
const AHEAD = 8;
const LEAST_AHEAD: Record<Kind, number> = { all: 6, keys: 60 };
/** Seconds that stay behind the picture, for stepping back. */
const BEHIND: Record<Kind, number> = { all: 12, keys: 90 };
/** Errors in seconds of real time: below the first nothing is done, from the second on the picture jumps. */
const GOOD = 0.04;
const JUMP = 1;
/** By how much the speed is changed at most to catch up. */
const MOST_NUDGE = 0.1;
const FASTEST = 16;
/** A still picture is off when it is off by half of this, the length of a picture at 50 a second. */
const PICTURE = 0.02;
/** So far into a picture one is sure to be in it, in milliseconds. */
const INSIDE = 5;
const RETRY_AFTER = 3_000;

/** Shows one camera's footage in a video element as a clock tells; see {@link PlaybackClock}. */
export class CameraPlayer {
  private readonly indexes: Record<Kind, FootageIndex>;
  private readonly inits = new Map<string, ArrayBuffer>();
  private feed: Feed | undefined;
  private kind: Kind = "all";
  private fetching: { part: Part; abort: AbortController } | undefined;
  private gapAsked: { from: number; to: number; abort: AbortController } | undefined;
  private wanted: { time: number; rate: number; moves: boolean } | undefined;
  private shown: Picture = { kind: "loading" };
  private retryAt = 0;
  private pictureAt: number | undefined;
  private pictureLength: number | undefined;
  private closed = false;

  constructor(
    readonly cameraId: string,
    private readonly video: HTMLVideoElement,
    private readonly changed: () => void,
    private readonly sources: Sources = overHttp,
  ) {
    const refresh = () => this.refresh();
    const failed = (error: unknown) => this.fail(error);
    this.indexes = {
      all: sources.index(cameraId, "all", refresh, failed),
      keys: sources.index(cameraId, "keys", refresh, failed),
    };
    video.muted = true;
    video.playsInline = true;
    video.addEventListener("seeked", refresh);
    video.addEventListener("loadeddata", refresh);
    video.addEventListener("error", () => this.renew());
    this.watchPictures();
  }

  get picture(): Picture {
    return this.shown;
  }

  /** The time that is really shown while it plays; undefined where there is no moving picture. */
  get time(): number | undefined {
    const { video, feed } = this;
    const moves =
      feed && this.shown.kind === "shown" && !video.seeking && !video.paused && video.readyState >= 2;
    return moves ? feed.time(video.currentTime) : undefined;
  }

  /** Whether the clock has to wait for this picture. */
  get waits(): boolean {
    return this.shown.kind === "loading";
  }

  /** What the clock says now: to be called a few times a second, and at each change. */
  update(time: number, rate: number, moves: boolean): void {
    if (this.closed) {
      return;
    }
    this.wanted = { time, rate, moves };
    const kind: Kind = rate < 0 || rate >= KEYS_FROM ? "keys" : "all";
    if (kind !== this.kind) {
      this.kind = kind;
      this.fetching?.abort.abort();
      // What is there of the other kind would be shown in between.
      this.renew();
    }
    const now = performance.now();
    if (this.shown.kind === "failed" && now < this.retryAt) {
      return;
    }
    const index = this.indexes[kind];
    const reach = this.reach(rate) * 1_000;
    if (rate < 0) {
      index.want(time - reach, time + 1);
      if (index.knows(time)) {
        index.want(time - 2 * reach, time - reach);
      }
    } else {
      index.want(time, time + 2 * reach);
    }
    this.show(time, rate, moves);
    this.fetchNext(time, rate);
  }

  mute(muted: boolean): void {
    this.video.muted = muted;
  }

  retry(): void {
    this.retryAt = 0;
    this.become({ kind: "loading" });
    this.refresh();
  }

  /** The time in the middle of the picture after or before the one that is shown. */
  timeOfNext(direction: 1 | -1): number | undefined {
    if (!this.feed) {
      return undefined;
    }
    const length = this.pictureLength ?? 0.04;
    const at = this.pictureAt ?? this.video.currentTime;
    return this.feed.time(at + (direction > 0 ? 1.5 : -0.5) * length);
  }

  close(): void {
    this.closed = true;
    this.fetching?.abort.abort();
    this.gapAsked?.abort.abort();
    this.indexes.all.close();
    this.indexes.keys.close();
    this.feed?.close();
    this.video.pause();
    this.video.removeAttribute("src");
    this.video.load();
  }

  private show(time: number, rate: number, moves: boolean): void {
    const index = this.indexes[this.kind];
    const part = index.at(time);
    if (!part) {
      this.still();
      if (index.knows(time)) {
        this.inGap(time);
      } else if (this.shown.kind !== "failed") {
        this.become({ kind: "loading" });
      }
      return;
    }
    const place = this.feed?.place(time);
    if (place === undefined) {
      this.still();
      if (this.shown.kind !== "failed" && this.shown.kind !== "codec") {
        this.become({ kind: "loading" });
      }
      if (this.feed?.has(part) && !this.fetching && !this.video.seeking) {
        this.feed.lost(part);
      }
      return;
    }
    if (moves && rate < 0) {
      this.followBack(time, place);
      this.become({ kind: "shown" });
      return;
    }
    this.follow(place, rate, moves);
    this.become(this.video.seeking || this.video.readyState < 2 ? { kind: "loading" } : { kind: "shown" });
  }

  /** Brings the element to where it should be. */
  private follow(place: number, rate: number, moves: boolean): void {
    const { video } = this;
    if (video.seeking) {
      return;
    }
    if (!moves) {
      this.still();
      if (Math.abs(video.currentTime - place) > PICTURE / 2) {
        video.currentTime = place;
      }
      return;
    }
    const behind = (place - video.currentTime) / rate;
    const stuck = video.readyState < 3 && behind > 0.2;
    if (Math.abs(behind) >= JUMP || stuck) {
      video.currentTime = place;
    }
    const nudge =
      Math.abs(behind) < GOOD || Math.abs(behind) >= JUMP || buffersAtEachSpeed()
        ? 0
        : Math.max(-MOST_NUDGE, Math.min(MOST_NUDGE, behind / 2));
    const speed = Math.min(FASTEST, rate * (1 + nudge));
    if (Math.abs(video.playbackRate - speed) > 0.001) {
      video.playbackRate = speed;
    }
    if (video.paused) {
      video.play().catch(() => {
        // Without a click browsers let only what is silent play; it is, so this is a pause that came between.
      });
    }
  }

  /** Backwards from one key frame to the one before: a jump for each, and none while one is under way. */
  private followBack(time: number, place: number): void {
    const { video, feed } = this;
    this.still();
    const key = this.indexes[this.kind].keyAt(time);
    const target = key === undefined || !feed ? place : (feed.place(key + INSIDE) ?? place);
    if (!video.seeking && Math.abs(video.currentTime - target) > PICTURE) {
      video.currentTime = target;
    }
  }

  private still(): void {
    if (!this.video.paused) {
      this.video.pause();
    }
  }

  private reach(rate: number): number {
    return Math.max(LEAST_AHEAD[this.kind], AHEAD * Math.abs(rate));
  }

  private *ahead(time: number, rate: number): Generator<Part> {
    const index = this.indexes[this.kind];
    const reach = this.reach(rate) * 1_000;
    if (rate < 0) {
      let part = index.at(time) ?? index.previous(time);
      while (part && part.to > time - reach) {
        yield part;
        part = index.previous(part.from);
      }
    } else {
      let part = index.at(time) ?? index.next(time);
      while (part && part.from < time + reach) {
        yield part;
        part = index.next(part.from);
      }
    }
  }

  private fetchNext(time: number, rate: number): void {
    if (this.shown.kind === "codec") {
      return;
    }
    const parts = [...this.ahead(time, rate)];
    if (this.fetching) {
      const { part, abort } = this.fetching;
      if (!parts.some((each) => each.uri === part.uri)) {
        abort.abort();
        this.fetching = undefined;
      } else {
        return;
      }
    }
    const next = parts.find((part) => !this.feed?.has(part));
    if (next) {
      void this.fetch(next);
    }
  }

  private async fetch(part: Part): Promise<void> {
    const abort = new AbortController();
    const fetching = { part, abort };
    this.fetching = fetching;
    try {
      const [init, data] = await Promise.all([
        this.init(part.init, abort.signal),
        this.sources.bytes(part.uri, abort.signal),
      ]);
      if (!abort.signal.aborted) {
        await this.append(part, init, data);
      }
    } catch (error) {
      if (!abort.signal.aborted) {
        this.broke(error, part);
      }
    } finally {
      if (this.fetching === fetching) {
        this.fetching = undefined;
        this.refresh();
      }
    }
  }

  private async append(part: Part, init: ArrayBuffer, data: ArrayBuffer): Promise<void> {
    if (!this.feed?.reaches(part.from)) {
      this.renew();
      this.feed = new Feed(this.video, part.from);
    }
    const { feed } = this;
    const time = this.wanted?.time ?? part.from;
    const rate = this.wanted?.rate ?? 1;
    const behind = BEHIND[this.kind] * 1_000;
    const before = 1_500 * this.reach(rate) + 30_000;
    // First room, then what comes: browsers hold some tens of megabytes.
    await feed.keep(time - (rate < 0 ? before : behind), time + (rate < 0 ? behind : before));
    await feed.append(part, init, data);
  }

  private async init(url: string, signal: AbortSignal): Promise<ArrayBuffer> {
    const known = this.inits.get(url);
    if (known) {
      return known;
    }
    const bytes = await this.sources.bytes(url, signal);
    if (this.inits.size > 64) {
      this.inits.clear();
    }
    this.inits.set(url, bytes);
    return bytes;
  }

  private broke(error: unknown, part: Part): void {
    if (error instanceof CodecError) {
      this.become({ kind: "codec", mimeType: error.mimeType });
    } else if (error instanceof NewSourceNeeded || isFull(error)) {
      this.renew();
    } else {
      this.fail(error);
    }
    this.feed?.lost(part);
  }

  private fail(error: unknown): void {
    if (!this.closed) {
      this.retryAt = performance.now() + RETRY_AFTER;
      this.become({ kind: "failed", error });
    }
  }

  /** Begins with a source anew; what was in the old one is fetched again. */
  private renew(): void {
    if (this.feed && !this.closed) {
      this.feed.close();
      this.feed = undefined;
      this.pictureAt = undefined;
    }
  }

  private inGap(time: number): void {
    const index = this.indexes[this.kind];
    const from = index.previous(time)?.to ?? time;
    if (this.gapAsked && this.gapAsked.from <= time && time < this.gapAsked.to) {
      return;
    }
    this.gapAsked?.abort.abort();
    const asked = {
      from,
      to: index.next(time)?.from ?? Number.POSITIVE_INFINITY,
      abort: new AbortController(),
    };
    this.gapAsked = asked;
    this.become({ kind: "gap" });
    this.sources.gap(this.cameraId, time, asked.abort.signal).then(
      (gap) => {
        if (this.gapAsked === asked) {
          asked.to = gap.to ?? asked.to;
          if (this.shown.kind === "gap") {
            this.become({ kind: "gap", gap });
          }
        }
      },
      () => {
        // That there is nothing is told all the same.
      },
    );
  }

  private refresh(): void {
    const { wanted } = this;
    if (wanted && !this.closed) {
      this.update(wanted.time, wanted.rate, wanted.moves);
    }
  }

  private become(picture: Picture): void {
    if (picture.kind !== "gap" && this.gapAsked) {
      this.gapAsked.abort.abort();
      this.gapAsked = undefined;
    }
    if (picture.kind !== this.shown.kind || picture.kind === "gap" || picture.kind === "failed") {
      this.shown = picture;
      this.changed();
    }
  }

  /** Learns when each picture is shown, to step from one to the next. */
  private watchPictures(): void {
    const { video } = this;
    if (typeof video.requestVideoFrameCallback !== "function") {
      return;
    }
    const seen: VideoFrameRequestCallback = (_now, { mediaTime }) => {
      const length = mediaTime - (this.pictureAt ?? Number.NaN);
      if (this.kind === "all" && length > 0.005 && length < 0.6) {
        // The shortest of late: at a higher speed pictures are left out.
        this.pictureLength = Math.min(length, (this.pictureLength ?? length) * 1.02);
      }
      this.pictureAt = mediaTime;
      if (!this.closed) {
        video.requestVideoFrameCallback(seen);
      }
    };
    video.requestVideoFrameCallback(seen);
  }
}

function isFull(error: unknown): boolean {
  return error instanceof DOMException && error.name === "QuotaExceededError";
}

const overHttp: Sources = {
  bytes: async (url, signal) => (await get(url, signal)).arrayBuffer(),
  gap: async (cameraId, time, signal) => (await import("./gaps")).findGap(cameraId, time, signal),
  index: (cameraId, kind, changed, failed) => new FootageIndex(cameraId, kind, changed, failed),
};
