import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeSocket, stubWebSocket } from "../test/fakes";
import { aStatus } from "../test/samples";
import { Socket, socketUrl } from "./socket";

const status = aStatus();

function started(onLost?: () => void) {
  const socket = new Socket(
    () => "ws://vms/ws",
    onLost,
    () => 0.5,
  );
  socket.start();
  return socket;
}

beforeEach(() => {
  vi.useFakeTimers({
    toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date", "performance"],
  });
  stubWebSocket();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("socket", () => {
  it("comes back with growing waits that end at 15 seconds", () => {
    const socket = started();
    for (const delay of [1_000, 2_000, 4_000, 8_000, 15_000, 15_000]) {
      FakeSocket.last.lose();
      expect(socket.link).toMatchObject({ state: "waiting", retryAt: Date.now() + delay });
      const made = FakeSocket.made.length;
      vi.advanceTimersByTime(delay - 1);
      expect(FakeSocket.made).toHaveLength(made);
      vi.advanceTimersByTime(1);
      expect(FakeSocket.made).toHaveLength(made + 1);
    }
  });

  it("begins with the shortest wait after a connection that lasted, not after one that broke at once", () => {
    const socket = started();
    FakeSocket.last.lose();
    vi.advanceTimersByTime(1_000);
    FakeSocket.last.open();
    FakeSocket.last.lose();
    expect(socket.link).toMatchObject({ retryAt: Date.now() + 2_000 });
    vi.advanceTimersByTime(2_000);
    FakeSocket.last.open();
    vi.advanceTimersByTime(10_000);
    FakeSocket.last.lose();
    expect(socket.link).toMatchObject({ retryAt: Date.now() + 1_000 });
  });

  it("gives up on a server that accepts but never answers", () => {
    const socket = started();
    const silent = FakeSocket.last;
    vi.advanceTimersByTime(10_000);
    expect(silent.closed).toBe(true);
    expect(socket.link.state).toBe("waiting");
  });

  it("tells the server the last event it saw", () => {
    started();
    FakeSocket.last.open();
    expect(FakeSocket.last.sent).toEqual([{ type: "events.subscribe" }]);
    FakeSocket.last.push({ type: "events.subscribed", seq: 41 });
    FakeSocket.last.push({ type: "camera.status", cameraId: "1", status, seq: 42 });
    FakeSocket.last.lose();
    vi.advanceTimersByTime(1_000);
    FakeSocket.last.open();
    expect(FakeSocket.last.sent).toEqual([{ type: "events.subscribe", after: 41 }]);
  });

  it("hands messages to those who asked for their type, and survives nonsense", () => {
    const socket = started();
    FakeSocket.last.open();
    const seen: string[] = [];
    const end = socket.on("camera.status", (message) => seen.push(message.cameraId));
    for (const data of ["{", "null", "[]", '{"type":7}', new ArrayBuffer(2)]) {
      FakeSocket.last.onmessage?.({ data });
    }
    FakeSocket.last.push({ type: "camera.status", cameraId: "1", status });
    FakeSocket.last.push({ type: "DiscoveryProgress", scanId: "s", probed: 1, total: 2 });
    end();
    FakeSocket.last.push({ type: "camera.status", cameraId: "2", status });
    expect(seen).toEqual(["1"]);
  });

  it("refuses to send while it is down", () => {
    const socket = started();
    expect(socket.send({ type: "live.stop", sessionId: "s" })).toBe(false);
    FakeSocket.last.open();
    expect(socket.send({ type: "live.stop", sessionId: "s" })).toBe(true);
  });

  it("stays below the server's limit, in order, and loses nothing", () => {
    const socket = started();
    FakeSocket.last.open();
    for (let id = 0; id < 120; id++) {
      expect(socket.send({ type: "live.stop", sessionId: String(id) })).toBe(true);
    }
    const stops = () => FakeSocket.last.ofType("live.stop");
    expect(stops()).toHaveLength(39);
    vi.advanceTimersByTime(1_000);
    expect(stops()).toHaveLength(79);
    vi.advanceTimersByTime(3_000);
    expect(stops().map((message) => message.sessionId)).toEqual([...Array(120).keys()].map(String));
    vi.advanceTimersByTime(60_000);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("forgets what waited when the connection is lost", () => {
    const socket = started();
    FakeSocket.last.open();
    for (let id = 0; id < 60; id++) {
      socket.send({ type: "live.stop", sessionId: String(id) });
    }
    FakeSocket.last.lose();
    vi.advanceTimersByTime(1_000);
    FakeSocket.last.open();
    expect(FakeSocket.last.ofType("live.stop")).toHaveLength(0);
  });

  it("tries at once when told to, and only when it waits", () => {
    const socket = started();
    socket.retryNow();
    expect(FakeSocket.made).toHaveLength(1);
    FakeSocket.last.lose();
    socket.retryNow();
    expect(FakeSocket.made).toHaveLength(2);
    vi.advanceTimersByTime(5_000);
    expect(FakeSocket.made).toHaveLength(2);
  });

  it("tells each loss, and stays quiet once stopped", () => {
    const lost = vi.fn();
    const socket = started(lost);
    FakeSocket.last.open();
    const last = FakeSocket.last;
    last.lose();
    expect(lost).toHaveBeenCalledTimes(1);
    socket.stop();
    last.lose();
    vi.advanceTimersByTime(60_000);
    expect(FakeSocket.made).toHaveLength(1);
    expect(lost).toHaveBeenCalledTimes(1);
    expect(socket.link).toEqual({ state: "stopped" });
  });

  it("goes to the page's own server, encrypted when the page is", () => {
    expect(socketUrl({ protocol: "https:", host: "vms:8443" } as Location)).toBe("wss://vms:8443/ws");
    expect(socketUrl({ protocol: "http:", host: "127.0.0.1:8181" } as Location)).toBe(
      "ws://127.0.0.1:8181/ws",
    );
  });
});
