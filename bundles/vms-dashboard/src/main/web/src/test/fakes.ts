import { vi } from "vitest";
import type { ServerMessage } from "../api/messages";

/** Stands in for the browser's WebSocket; each one made is kept in `FakeSocket.made`. */
export class FakeSocket {
  static made: FakeSocket[] = [];
  static get last(): FakeSocket {
    const socket = FakeSocket.made.at(-1);
    if (!socket) {
      throw new Error("no WebSocket was made");
    }
    return socket;
  }

  readonly sent: Record<string, unknown>[] = [];
  closed = false;
  onopen: (() => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;

  constructor(readonly url: string) {
    FakeSocket.made.push(this);
  }

  send(text: string) {
    this.sent.push(JSON.parse(text));
  }

  close() {
    this.closed = true;
  }

  /** The server accepts the connection. */
  open() {
    this.onopen?.();
  }

  /** The connection breaks. */
  lose(code = 1006, reason = "") {
    this.onclose?.({ code, reason });
  }

  push(message: ServerMessage & { seq?: number }) {
    this.onmessage?.({ data: JSON.stringify(message) });
  }

  ofType(type: string) {
    return this.sent.filter((message) => message.type === type);
  }
}

export function stubWebSocket() {
  FakeSocket.made = [];
  vi.stubGlobal("WebSocket", FakeSocket);
}

export interface Call {
  method: string;
  path: string;
  body: Record<string, unknown>;
  headers: Headers;
}

type Route = (call: Call) => Response | Promise<Response>;

/** Answers the page's calls by `METHOD /path`; anything not named gets 404. Gives the calls as they come. */
export function stubFetch(routes: Record<string, Route>): Call[] {
  const calls: Call[] = [];
  vi.stubGlobal("fetch", async (input: Request | string, init?: RequestInit) => {
    const request = input instanceof Request ? input : new Request(new URL(input, location.origin), init);
    const text = await request.text();
    const call: Call = {
      method: request.method,
      path: new URL(request.url).pathname,
      // A file is sent as it is.
      body: text && request.headers.get("Content-Type")?.includes("json") ? JSON.parse(text) : {},
      headers: request.headers,
    };
    calls.push(call);
    const route = routes[`${call.method} ${call.path}`];
    const response = route ? await route(call) : problem(404, "NOT_FOUND");
    Object.defineProperty(response, "url", { value: request.url });
    return response;
  });
  return calls;
}

export function ok(body?: unknown, status = 200): Response {
  return body === undefined
    ? new Response(null, { status: 204 })
    : new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });
}

export function problem(status: number, code: string, members: Record<string, unknown> = {}): Response {
  return new Response(JSON.stringify({ status, code, title: code, ...members }), {
    status,
    headers: { "Content-Type": "application/problem+json" },
  });
}
