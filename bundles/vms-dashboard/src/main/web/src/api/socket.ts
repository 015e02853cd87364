import type { ClientMessage, MessageOf, ServerMessage } from "./messages";

export type Link =
  | { state: "stopped" }
  | { state: "connecting"; attempt: number }
  | { state: "open" }
  | { state: "waiting"; attempt: number; retryAt: number };

type Handler = (message: ServerMessage) => void;

const OPEN_TIMEOUT = 10_000;
/** A connection that lasted this long was a good one: the next loss starts again with the shortest wait. */
const STABLE_AFTER = 10_000;
/** The server closes a socket that sends more than 50 messages a second: a wall of 36 tiles comes near it. */
const BURST = 40;
const REFILL_EVERY = 25;
const DELAYS = [1_000, 2_000, 4_000, 8_000, 15_000];

/**
 * The one WebSocket of the page. Loses nothing silently: `link` says where it stands, and it comes back by itself
 * with growing waits. Messages sent while it is down are refused, not kept: each sender knows what to do then. While it
 * is open they go out in order, at most 40 a second after a burst of 40.
 */
export class Socket {
  private readonly handlers = new Map<string, Set<Handler>>();
  private readonly listeners = new Set<() => void>();
  private socket: WebSocket | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private attempt = 0;
  private readonly waiting: string[] = [];
  private allowance = BURST;
  private refill: ReturnType<typeof setInterval> | undefined;
  private openedAt = 0;
  private lastSeq: number | undefined;
  private current: Link = { state: "stopped" };

  /** `onLost` is called each time a connection ends, so that an ended session can be told from a lost network. */
  constructor(
    private readonly url: () => string,
    private readonly onLost: () => void = () => {},
    private readonly random: () => number = Math.random,
  ) {}

  get link(): Link {
    return this.current;
  }

  start(): void {
    if (this.current.state === "stopped") {
      window.addEventListener("online", this.retryNow);
      this.connect();
    }
  }

  stop(): void {
    window.removeEventListener("online", this.retryNow);
    this.attempt = 0;
    this.lastSeq = undefined;
    this.drop();
    this.become({ state: "stopped" });
  }

  /** Ends the wait for the next attempt. */
  readonly retryNow = (): void => {
    if (this.current.state === "waiting") {
      this.connect();
    }
  };

  /** Whether there is a connection that the message goes out on. */
  send(message: ClientMessage): boolean {
    if (this.current.state !== "open") {
      return false;
    }
    this.waiting.push(JSON.stringify(message));
    this.flush();
    return true;
  }

  on<T extends ServerMessage["type"]>(type: T, handler: (message: MessageOf<T>) => void): () => void {
    const set = this.handlers.get(type) ?? new Set();
    this.handlers.set(type, set);
    set.add(handler as Handler);
    return () => set.delete(handler as Handler);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  private connect(): void {
    this.drop();
    this.become({ state: "connecting", attempt: this.attempt });
    const socket = new WebSocket(this.url());
    this.socket = socket;
    this.timer = setTimeout(() => this.lost(socket), OPEN_TIMEOUT);
    socket.onopen = () => {
      clearTimeout(this.timer);
      this.openedAt = performance.now();
      this.become({ state: "open" });
      this.send({ type: "events.subscribe", ...(this.lastSeq === undefined ? {} : { after: this.lastSeq }) });
    };
    socket.onmessage = (event) => this.receive(event.data);
    socket.onclose = () => this.lost(socket);
  }

  private flush(): void {
    while (this.allowance > 0 && this.waiting.length > 0) {
      this.allowance--;
      this.socket?.send(this.waiting.shift() ?? "");
    }
    if (this.allowance < BURST) {
      this.refill ??= setInterval(() => this.refillOne(), REFILL_EVERY);
    }
  }

  private refillOne(): void {
    this.allowance++;
    this.flush();
    if (this.allowance >= BURST) {
      clearInterval(this.refill);
      this.refill = undefined;
    }
  }

  private lost(socket: WebSocket): void {
    if (this.socket !== socket) {
      return;
    }
    if (this.current.state === "open" && performance.now() - this.openedAt >= STABLE_AFTER) {
      this.attempt = 0;
    }
    this.drop();
    // Between 80 and 120 %: a thousand browsers must not come back in the same instant.
    const delay = (DELAYS[Math.min(this.attempt, DELAYS.length - 1)] ?? 0) * (0.8 + 0.4 * this.random());
    this.attempt += 1;
    this.become({ state: "waiting", attempt: this.attempt, retryAt: Date.now() + delay });
    this.timer = setTimeout(() => this.connect(), delay);
    this.onLost();
  }

  private drop(): void {
    clearTimeout(this.timer);
    clearInterval(this.refill);
    this.refill = undefined;
    this.waiting.length = 0;
    this.allowance = BURST;
    const socket = this.socket;
    this.socket = undefined;
    if (socket) {
      socket.onopen = null;
      socket.onmessage = null;
      socket.onclose = null;
      socket.close();
    }
  }

  private receive(data: unknown): void {
    const message = parse(data);
    if (!message) {
      return;
    }
    // Of events alone: what overtakes an event must not make it seem to have been seen.
    if (typeof message.seq === "number" && message.type.startsWith("event")) {
      this.lastSeq = message.seq;
    }
    for (const handler of [...(this.handlers.get(message.type) ?? [])]) {
      handler(message as unknown as ServerMessage);
    }
  }

  private become(link: Link): void {
    this.current = link;
    for (const listener of [...this.listeners]) {
      listener();
    }
  }
}

function parse(data: unknown): { type: string; seq?: unknown } | undefined {
  if (typeof data !== "string") {
    return undefined;
  }
  try {
    const value: unknown = JSON.parse(data);
    return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string"
      ? (value as { type: string; seq?: unknown })
      : undefined;
  } catch {
    return undefined;
  }
}

/** The address of the page's own server; the session cookie goes with it. */
export function socketUrl(page: Location = location): string {
  return `${page.protocol === "https:" ? "wss:" : "ws:"}//${page.host}/ws`;
}
