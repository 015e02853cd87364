import type { Socket } from "../../api/socket";
import type { VmsEvent } from "../../api/types";
import { type EventFilter, matches } from "./search";

export interface EventPage {
  items: VmsEvent[];
  nextCursor?: string;
}

export interface FeedView {
  /** Newest first. A new array when anything of it has changed. */
  items: readonly VmsEvent[];
  /** Events that came while the list was held. */
  held: number;
  paused: boolean;
  state: "loading" | "ready" | "failed";
  /** Whether older ones are being read. */
  older: "none" | "there" | "loading" | "failed";
  error: unknown;
  /** Events that the server could not tell, because this page or its line was too slow. */
  lost: number;
}

/** What a page keeps; a narrower time finds what is older. */
export const MOST_EVENTS = 100_000;
/** What may wait while the list is held. */
const MOST_HELD = 20_000;
/** Pushes are taken in together, so that a burst of a thousand draws the list a few times and not a thousand. */
const BATCH_EVERY = 100;

/** Newest first; the id decides among those of one instant, as on the server. */
function before(a: VmsEvent, b: VmsEvent): number {
  return Date.parse(b.time) - Date.parse(a.time) || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0);
}

/**
 * The list of events: what was, page by page, and what happens, as it is pushed. While it is paused, what happens is held
 * and counted. It outlives a broken connection: the socket is told again what it missed, or, where that is too much, all
 * is read anew.
 */
export class EventFeed {
  private readonly listeners = new Set<() => void>();
  private readonly known = new Set<string>();
  private waiting: VmsEvent[] = [];
  private changed = new Map<string, VmsEvent>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private cursor: string | undefined;
  private generation = 0;
  private view: FeedView = {
    items: [],
    held: 0,
    paused: false,
    state: "loading",
    older: "none",
    error: undefined,
    lost: 0,
  };

  constructor(
    private readonly filter: EventFilter,
    private readonly read: (cursor: string | undefined) => Promise<EventPage>,
  ) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = (): FeedView => this.view;

  /** Reads the newest page and follows the socket, until the returned call. */
  follow(socket: Socket): () => void {
    const ends = [
      socket.on("event", ({ event }) => this.take(event)),
      socket.on("event.updated", ({ event }) => this.replace(event)),
      socket.on("events.lost", ({ count }) => this.become({ lost: this.view.lost + count })),
      socket.on("events.subscribed", ({ gap }) => {
        if (gap) {
          this.reload();
        }
      }),
    ];
    this.reload();
    return () => {
      for (const end of ends) {
        end();
      }
      clearTimeout(this.timer);
      this.timer = undefined;
      this.generation++;
    };
  }

  /** Reads all anew. What is shown stays until the answer. */
  reload(): void {
    const mine = ++this.generation;
    this.become({ state: this.view.items.length > 0 ? "ready" : "loading", error: undefined });
    this.read(undefined).then(
      (page) => {
        if (mine !== this.generation) {
          return;
        }
        this.known.clear();
        for (const event of page.items) {
          this.known.add(event.id);
        }
        this.cursor = page.nextCursor;
        this.become({
          items: page.items,
          state: "ready",
          older: page.nextCursor ? "there" : "none",
          lost: 0,
        });
        // What was pushed meanwhile may or may not be in the page.
        this.waiting = this.waiting.filter((event) => !this.known.has(event.id));
        for (const event of this.waiting) {
          this.known.add(event.id);
        }
        this.flush();
      },
      (error: unknown) => {
        if (mine === this.generation) {
          this.become({ state: "failed", error });
        }
      },
    );
  }

  /** Reads the next older page, unless one is being read. */
  readonly loadOlder = (): void => {
    if (this.view.older !== "there" && this.view.older !== "failed") {
      return;
    }
    const mine = this.generation;
    this.become({ older: "loading" });
    this.read(this.cursor).then(
      (page) => {
        if (mine !== this.generation) {
          return;
        }
        const fresh = page.items.filter((event) => !this.known.has(event.id));
        for (const event of fresh) {
          this.known.add(event.id);
        }
        this.cursor = page.nextCursor;
        const items = this.view.items.concat(fresh);
        const full = items.length >= MOST_EVENTS;
        this.become({
          items: full ? items.slice(0, MOST_EVENTS) : items,
          older: page.nextCursor && !full ? "there" : "none",
        });
      },
      () => {
        if (mine === this.generation) {
          this.become({ older: "failed" });
        }
      },
    );
  };

  readonly pause = (paused: boolean): void => {
    if (paused !== this.view.paused) {
      this.become({ paused });
      this.flush();
    }
  };

  private take(event: VmsEvent): void {
    if (!matches(this.filter, event) || this.known.has(event.id)) {
      return;
    }
    this.known.add(event.id);
    this.waiting.push(event);
    if (this.waiting.length > MOST_HELD) {
      const dropped = this.waiting.shift();
      this.known.delete(dropped?.id ?? "");
    }
    this.later();
  }

  private replace(event: VmsEvent): void {
    if (this.known.has(event.id)) {
      this.changed.set(event.id, event);
      this.later();
    }
  }

  private later(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.flush();
    }, BATCH_EVERY);
  }

  private flush(): void {
    if (this.view.state !== "ready") {
      return;
    }
    let items = this.view.items;
    if (this.changed.size > 0) {
      const changed = this.changed;
      this.changed = new Map();
      const swap = (event: VmsEvent) => changed.get(event.id) ?? event;
      this.waiting = this.waiting.map(swap);
      items = items.map(swap);
    }
    if (!this.view.paused && this.waiting.length > 0) {
      items = this.merged(items, this.waiting.sort(before));
      this.waiting = [];
    }
    this.become({ items, held: this.view.paused ? this.waiting.length : 0 });
  }

  private merged(items: readonly VmsEvent[], fresh: VmsEvent[]): VmsEvent[] {
    const all: VmsEvent[] = [];
    let next = 0;
    for (const event of items) {
      for (let each = fresh[next]; each && before(each, event) < 0; each = fresh[next]) {
        all.push(each);
        next++;
      }
      if (next === fresh.length) {
        // The rest is older than all that came: it needs no look.
        return this.bounded(all.concat(items.slice(all.length - next)));
      }
      all.push(event);
    }
    return this.bounded(all.concat(fresh.slice(next)));
  }

  private bounded(items: VmsEvent[]): VmsEvent[] {
    if (items.length <= MOST_EVENTS) {
      return items;
    }
    for (const event of items.splice(MOST_EVENTS)) {
      this.known.delete(event.id);
    }
    return items;
  }

  private become(change: Partial<FeedView>): void {
    this.view = { ...this.view, ...change };
    for (const listener of [...this.listeners]) {
      listener();
    }
  }
}
