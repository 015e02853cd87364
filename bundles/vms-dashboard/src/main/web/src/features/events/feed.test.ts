import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Socket } from "../../api/socket";
import type { VmsEvent } from "../../api/types";
import { FakeSocket, stubWebSocket } from "../../test/fakes";
import { anEvent } from "../../test/samples";
import { EventFeed, type EventPage } from "./feed";

const at = (second: number, event: Partial<VmsEvent> = {}) =>
  anEvent({ id: `e${second}`, time: new Date(second * 1000).toISOString(), ...event });

let socket: Socket;
let pages: EventPage[];
let asked: (string | undefined)[];

beforeEach(() => {
  vi.useFakeTimers();
  stubWebSocket();
  socket = new Socket(() => "ws://test/ws");
  socket.start();
  FakeSocket.last.open();
  pages = [];
  asked = [];
});
afterEach(() => {
  socket.stop();
  vi.useRealTimers();
});

const read = async (cursor: string | undefined): Promise<EventPage> => {
  asked.push(cursor);
  const page = pages.shift();
  if (!page) {
    throw new Error("nothing to read");
  }
  return page;
};
const settle = () => vi.advanceTimersByTimeAsync(200);
const push = (event: VmsEvent, type: "event" | "event.updated" = "event") =>
  FakeSocket.last.push({ type, seq: 1, event });
const ids = (feed: EventFeed) => feed.snapshot().items.map((event) => event.id);

describe("the feed of events", () => {
  it("puts what happens where its time belongs, once", async () => {
    pages = [{ items: [at(30), at(10)] }];
    const feed = new EventFeed({}, read);
    const end = feed.follow(socket);
    await settle();
    push(at(40));
    push(at(20));
    push(at(40));
    push(at(5));
    await settle();
    expect(ids(feed)).toEqual(["e40", "e30", "e20", "e10", "e5"]);
    end();
  });

  it("holds and counts what happens while it is paused", async () => {
    pages = [{ items: [at(10)] }];
    const feed = new EventFeed({}, read);
    const end = feed.follow(socket);
    await settle();
    feed.pause(true);
    push(at(20));
    push(at(30));
    await settle();
    expect(ids(feed)).toEqual(["e10"]);
    expect(feed.snapshot().held).toBe(2);
    feed.pause(false);
    expect(ids(feed)).toEqual(["e30", "e20", "e10"]);
    expect(feed.snapshot().held).toBe(0);
    end();
  });

  it("takes in what was added to an event, and leaves out what the filter does", async () => {
    pages = [{ items: [at(10)] }];
    const feed = new EventFeed({ camera: "c1", severity: "WARNING" }, read);
    const end = feed.follow(socket);
    await settle();
    push(at(20, { cameraId: "c2", severity: "WARNING" }));
    push(at(30, { cameraId: "c1" }));
    push(at(40, { cameraId: "c1", severity: "WARNING" }));
    await settle();
    push(at(10, { snapshotUrl: "/there" }), "event.updated");
    await settle();
    expect(ids(feed)).toEqual(["e40", "e10"]);
    expect(feed.snapshot().items[1]?.snapshotUrl).toBe("/there");
    end();
  });

  it("reads on with older ones, and all anew after a gap", async () => {
    pages = [{ items: [at(30)], nextCursor: "a" }, { items: [at(30), at(20)] }, { items: [at(90)] }];
    const feed = new EventFeed({}, read);
    const end = feed.follow(socket);
    await settle();
    feed.loadOlder();
    feed.loadOlder();
    await settle();
    expect(ids(feed)).toEqual(["e30", "e20"]);
    expect(feed.snapshot().older).toBe("none");
    expect(asked).toEqual([undefined, "a"]);
    FakeSocket.last.push({ type: "events.subscribed", seq: 9, gap: true });
    await settle();
    expect(ids(feed)).toEqual(["e90"]);
    end();
  });

  it("does not lose what is pushed before the first answer", async () => {
    let answer: (page: EventPage) => void = () => {};
    const feed = new EventFeed({}, () => new Promise((resolve) => (answer = resolve)));
    const end = feed.follow(socket);
    push(at(20));
    push(at(30));
    await settle();
    answer({ items: [at(20), at(10)] });
    await settle();
    expect(ids(feed)).toEqual(["e30", "e20", "e10"]);
    end();
  });

  it("says that it failed, and reads on when asked again", async () => {
    const feed = new EventFeed({}, read);
    const end = feed.follow(socket);
    await settle();
    expect(feed.snapshot().state).toBe("failed");
    pages = [{ items: [at(10)] }];
    feed.reload();
    await settle();
    expect(feed.snapshot().state).toBe("ready");
    end();
  });

  it("keeps no more than it can, and takes a burst in one go", async () => {
    const many = Array.from({ length: 100_000 }, (_, i) => at(200_000 - i));
    pages = [{ items: many }];
    const feed = new EventFeed({}, read);
    const end = feed.follow(socket);
    await settle();
    let told = 0;
    feed.subscribe(() => told++);
    for (let i = 1; i <= 500; i++) {
      push(at(200_000 + i));
    }
    await settle();
    expect(told).toBeLessThan(5);
    expect(feed.snapshot().items).toHaveLength(100_000);
    expect(ids(feed)[0]).toBe("e200500");
    end();
  });
});
