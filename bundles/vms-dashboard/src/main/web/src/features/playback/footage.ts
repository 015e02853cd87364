import { ApiError } from "../../api/client";
import { type Part, parsePlaylist } from "./playlist";
import { learnServerTime, serverNow } from "./serverTime";

/** `keys` are key frames alone: for playing fast, and backwards. */
export type Kind = "all" | "keys";

/** What is asked for at a time, in milliseconds. */
const WINDOW: Record<Kind, number> = { all: 120_000, keys: 900_000 };
/** What was recorded this long ago is on disk, and is told of. */
const SETTLED = 15_000;
/** How often the end of what is being recorded is asked for. */
const ASK_AGAIN = 1_500;
/** Parts that are remembered: about three hours. */
const MOST_PARTS = 6_000;

export type FetchText = (url: string, signal: AbortSignal) => Promise<string>;

/** Which parts of one camera's footage there are, asked for a window at a time around where it is played. */
export class FootageIndex {
  private parts: Part[] = [];
  /** When key frames are shown; only where key frames alone are asked for. */
  private keys: number[] = [];
  private known: [number, number][] = [];
  private asking: AbortController | undefined;
  private askedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly cameraId: string,
    readonly kind: Kind,
    private readonly changed: () => void,
    private readonly failed: (error: unknown) => void,
    private readonly fetchText: FetchText = getText,
    private readonly now: () => number = serverNow,
  ) {}

  /** Whether it is known what there is at this time. */
  knows(time: number): boolean {
    return this.known.some(([from, to]) => from <= time && time < to);
  }

  at(time: number): Part | undefined {
    const part = this.parts[this.after(time) - 1];
    return part && time < part.to ? part : undefined;
  }

  /** The first part that begins after this time, so far as is known. */
  next(time: number): Part | undefined {
    return this.parts[this.after(time)];
  }

  previous(time: number): Part | undefined {
    return this.parts.findLast((part) => part.to <= time);
  }

  /** The key frame that is shown at a time of a part. */
  keyAt(time: number): number | undefined {
    const key = this.keys[countUpTo(this.keys, time, (each) => each) - 1];
    return key !== undefined && key >= (this.at(time)?.from ?? Number.POSITIVE_INFINITY) - 1
      ? key
      : undefined;
  }

  /** Asks for what is not known of a range that begins where the picture is; one question at a time. */
  want(from: number, to: number): void {
    const missing = this.firstUnknown(from, Math.min(to, this.now()));
    if (missing === undefined || this.asking) {
      return;
    }
    const now = this.now();
    // The end of what is being recorded is not known yet, but a moment ago nothing more was.
    if (missing > now - SETTLED && now - this.askedAt < ASK_AGAIN) {
      return;
    }
    const window = WINDOW[this.kind];
    const begin = Math.floor(missing / window) * window;
    void this.ask(Math.max(begin, missing - window / 2), begin + window);
  }

  close(): void {
    this.asking?.abort();
  }

  private async ask(from: number, to: number): Promise<void> {
    const asking = new AbortController();
    this.asking = asking;
    this.askedAt = this.now();
    const query = new URLSearchParams({ from: iso(from), to: iso(to) });
    if (this.kind === "keys") {
      query.set("keyframes", "true");
    }
    const url = `/api/cameras/${this.cameraId}/playback.m3u8?${query}`;
    try {
      const [text, keys] = await Promise.all([
        this.fetchText(url, asking.signal),
        this.kind === "keys" ? this.readKeys(query, asking.signal) : [],
      ]);
      const { parts } = parsePlaylist(text, new URL(url, location.origin).href);
      this.asking = undefined;
      this.keys = [...new Set([...this.keys, ...keys])].sort((a, b) => a - b);
      this.take(parts, from, to);
      this.changed();
    } catch (error) {
      this.asking = undefined;
      if (!asking.signal.aborted) {
        this.failed(error);
      }
    }
  }

  private async readKeys(query: URLSearchParams, signal: AbortSignal): Promise<number[]> {
    const url = `/api/cameras/${this.cameraId}/playback/keyframes?${query}`;
    const { items }: { items: string[] } = JSON.parse(await this.fetchText(url, signal));
    return items.map((item) => Date.parse(item));
  }

  private take(parts: Part[], from: number, to: number): void {
    const begin = parts[0]?.from ?? 0;
    const end = parts.at(-1)?.to ?? 0;
    // What came before may be named otherwise now: with sound or without.
    this.parts = [...this.parts.filter((part) => part.to <= begin || part.from >= end), ...parts].sort(
      (a, b) => a.from - b.from,
    );
    const settled = Math.max(this.now() - SETTLED, parts.at(-1)?.to ?? 0);
    this.learn(from, Math.min(to, settled));
    if (this.parts.length > MOST_PARTS) {
      this.parts = parts;
      this.keys = this.keys.filter((key) => key >= from && key <= to);
      this.known = [];
      this.learn(from, Math.min(to, settled));
    }
  }

  private learn(from: number, to: number): void {
    if (to <= from) {
      return;
    }
    const apart = this.known.filter(([a, b]) => b < from || a > to);
    const touching = this.known.filter(([a, b]) => !(b < from || a > to));
    const begin = Math.min(from, ...touching.map(([a]) => a));
    const end = Math.max(to, ...touching.map(([, b]) => b));
    this.known = [...apart, [begin, end]];
  }

  private firstUnknown(from: number, to: number): number | undefined {
    let at = from;
    for (;;) {
      const range = this.known.find(([a, b]) => a <= at && at < b);
      if (!range) {
        return at < to ? at : undefined;
      }
      at = range[1];
    }
  }

  /** How many parts begin at or before this time. */
  private after(time: number): number {
    return countUpTo(this.parts, time, (part) => part.from);
  }
}

/** How many of a sorted list are not after a time. */
function countUpTo<T>(sorted: readonly T[], time: number, timeOf: (each: T) => number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (timeOf(sorted[middle] as T) <= time) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

export function iso(time: number): string {
  return new Date(time).toISOString();
}

async function getText(url: string, signal: AbortSignal): Promise<string> {
  return (await get(url, signal)).text();
}

/** Fetches what is no JSON. Throws an {@link ApiError} for whatever is not a success. */
export async function get(url: string, signal: AbortSignal): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, { signal, credentials: "same-origin", headers: { "X-VMS-CSRF": "1" } });
  } catch (error) {
    throw signal.aborted ? error : new ApiError(0, "NETWORK");
  }
  learnServerTime(response.headers.get("Date"));
  if (response.ok) {
    return response;
  }
  const problem: { code?: unknown; detail?: unknown } = await response.json().catch(() => ({}));
  throw new ApiError(
    response.status,
    typeof problem.code === "string" ? problem.code : `HTTP_${response.status}`,
    typeof problem.detail === "string" ? problem.detail : undefined,
  );
}
