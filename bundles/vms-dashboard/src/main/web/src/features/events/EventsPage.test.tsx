import { act, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { VmsEvent } from "../../api/types";
import { type Call, FakeSocket, ok, problem, stubFetch, stubWebSocket } from "../../test/fakes";
import { logInAs, show } from "../../test/page";
import { aCamera, anEvent } from "../../test/samples";
import { EventsPage } from "./EventsPage";
import { decoded, RejectedPage } from "./RejectedPage";
import { fromLocal, toLocal } from "./zoneTime";

let calls: Call[];
let list: () => Response;
let events: VmsEvent[];

beforeEach(() => {
  stubWebSocket();
  logInAs("ADMIN");
  // The list draws what there is room for.
  vi.spyOn(Element.prototype, "clientHeight", "get").mockReturnValue(600);
  vi.spyOn(Element.prototype, "clientWidth", "get").mockReturnValue(900);
  events = [
    anEvent({
      id: "e2",
      cameraId: "c1",
      cameraName: "Gate",
      label: "person",
      confidence: 0.91,
      time: "2026-01-01T10:00:02Z",
      snapshotUrl: "/api/events/e2/snapshot.jpg",
      box: { x: 0.1, y: 0.1, w: 0.2, h: 0.3 },
    }),
    anEvent({ id: "e1", type: "GateForced", severity: "CRITICAL", time: "2026-01-01T10:00:01Z" }),
  ];
  list = () => ok({ items: events });
  calls = stubFetch({
    "GET /api/events": () => list(),
    "GET /api/events/e1": () => ok(events[1]),
    "GET /api/cameras": () => ok({ items: [aCamera({ id: "c1", name: "Gate", siteId: "s1" })] }),
    "GET /api/sites": () =>
      ok({ items: [{ id: "s1", name: "Home", timeZone: "Asia/Tokyo", createdAt: "2026-01-01T00:00:00Z" }] }),
    "GET /api/events/rejected": () =>
      ok({
        items: [
          {
            id: "r",
            origin: "nats",
            reason: "type is missing",
            receivedAt: "2026-01-01T10:00:00Z",
            size: 4,
            payload: btoa("{}xx"),
          },
        ],
      }),
  });
});

const open = (address = "/events") => show(<EventsPage />, "/events", address);

describe("the events", () => {
  it("are listed with words, in the time of the site", async () => {
    open();
    const rows = await screen.findAllByTestId("event-row");
    expect(rows[0]?.textContent).toContain("Person detected");
    expect(rows[0]?.textContent).toContain("91%");
    await waitFor(() => expect(rows[0]?.textContent).toContain("19:00:02"));
    expect(rows[1]?.textContent).toContain("Gate forced");
    expect(rows[1]?.textContent).toContain("Critical");
  });

  it("come in as they happen, and wait while the list is paused", async () => {
    const { user, services } = open();
    await screen.findAllByTestId("event-row");
    services.socket.start();
    act(() => FakeSocket.last.open());
    await user.click(screen.getByRole("button", { name: "Pause" }));
    act(() =>
      FakeSocket.last.push({
        type: "event",
        seq: 1,
        event: anEvent({ id: "e3", type: "MotionStarted", time: "2026-01-01T10:00:03Z" }),
      }),
    );
    expect(await screen.findByText("Paused, 1 new event")).toBeTruthy();
    expect(screen.getAllByTestId("event-row")).toHaveLength(2);
    await user.click(screen.getByRole("button", { name: "Go on" }));
    expect((await screen.findAllByTestId("event-row"))[0]?.textContent).toContain("Motion");
    services.socket.stop();
  });

  it("are filtered by what stands in the address", async () => {
    const { user, address } = open("/events?camera=c1&severity=WARNING");
    await screen.findAllByTestId("event-row");
    await screen.findByRole("option", { name: "Gate" });
    expect((screen.getByLabelText("Camera") as HTMLSelectElement).value).toBe("c1");
    await user.type(screen.getByLabelText("Label"), "person{Enter}");
    await waitFor(() => expect(address()).toContain("label=person"));
    await waitFor(() => expect(calls.filter((call) => call.path === "/api/events")).toHaveLength(2));
    await user.click(screen.getByRole("button", { name: "Clear" }));
    await waitFor(() => expect(address()).toBe("/events"));
  });

  it("show picture, boxes and the way to the footage", async () => {
    const { user, address } = open();
    await user.click((await screen.findAllByTestId("event-row"))[0] as HTMLElement);
    expect(address()).toContain("event=e2");
    const detail = within(screen.getByTestId("event-detail"));
    const picture = () => detail.getByTestId("event-snapshot").getAttribute("src");
    expect(picture()).toBe("/api/events/e2/snapshot.jpg");
    await user.click(detail.getByLabelText("Show boxes"));
    expect(picture()).toBe("/api/events/e2/snapshot.jpg?boxes=true");
    expect(detail.getByRole("link", { name: "Open in playback" }).getAttribute("href")).toBe(
      "/playback?cameras=c1&at=2026-01-01T10%3A00%3A02Z",
    );
    await user.keyboard("{Escape}");
  });

  it("say when there is none, and why there is no list", async () => {
    events = [];
    const { user } = open();
    expect(await screen.findByText("No events yet")).toBeTruthy();
    list = () => problem(503, "STORE_UNAVAILABLE");
    await user.selectOptions(screen.getByLabelText("Severity"), "Critical");
    // Twice more the page asks by itself first, as for any call.
    expect(await screen.findByText(/database does not answer/)).toBeTruthy();
  });

  it("that were rejected are shown with what came", async () => {
    show(<RejectedPage />, "/events/rejected");
    const row = await screen.findByTestId("rejected-row");
    expect(row.textContent).toContain("type is missing");
    expect(row.textContent).toContain("{}xx");
    expect(decoded("%%%")).toBe("%%%");
  });
});

describe("a time of a field", () => {
  it("is by the clock of the site, also where that changes", () => {
    expect(fromLocal("2026-01-01T19:00", "Asia/Tokyo")).toBe("2026-01-01T10:00:00.000Z");
    expect(toLocal("2026-01-01T10:00:00Z", "Asia/Tokyo")).toBe("2026-01-01T19:00:00");
    // The repeated hour in autumn is the first one, the hour that is left out in spring lies after it.
    expect(fromLocal("2026-10-25T02:30", "Europe/Berlin")).toBe("2026-10-25T00:30:00.000Z");
    expect(fromLocal("2026-07-01T12:00", "Europe/Berlin")).toBe("2026-07-01T10:00:00.000Z");
    expect(fromLocal("", "Europe/Berlin")).toBeUndefined();
  });
});
