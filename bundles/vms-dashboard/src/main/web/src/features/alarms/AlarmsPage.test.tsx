import { act as change, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Alarm } from "../../api/types";
import { listenForShortcuts } from "../../app/keymap";
import { type Call, FakeSocket, ok, problem, stubFetch, stubWebSocket } from "../../test/fakes";
import { logInAs, show } from "../../test/page";
import { anAlarm } from "../../test/samples";
import { AlarmsPage } from "./AlarmsPage";
import { AlarmCount, AlarmWatch } from "./AlarmWatch";
import { inOrder } from "./api";
import { useCalls } from "./notify";

let alarms: Record<string, Alarm>;
let calls: Call[];
let answer: ((call: Call) => Response) | undefined;

const set = (id: string, changed: Partial<Alarm>) => {
  alarms[id] = { ...(alarms[id] as Alarm), ...changed };
  return ok(alarms[id]);
};

beforeEach(() => {
  stubWebSocket();
  logInAs("OPERATOR");
  useCalls.setState({ sound: false, notifications: false });
  answer = undefined;
  alarms = {
    a1: anAlarm({ id: "a1", title: "Person at Gate", raisedAt: "2026-01-01T10:00:01Z" }),
    a2: anAlarm({ id: "a2", title: "Disk full", severity: "CRITICAL" }),
    a3: anAlarm({ id: "a3", title: "Old", state: "CLOSED", closedBy: "bob" }),
  };
  const routes: Record<string, (call: Call) => Response> = {
    "GET /api/alarms": () => ok({ items: Object.values(alarms).filter((alarm) => alarm.state !== "CLOSED") }),
    "GET /api/cameras": () => ok({ items: [] }),
    "GET /api/sites": () => ok({ items: [] }),
  };
  for (const id of ["a1", "a2", "a3"]) {
    const history = [{ kind: "RAISED", actor: "system", note: "", time: "2026-01-01T10:00:00Z" } as const];
    routes[`GET /api/alarms/${id}`] = () => ok({ ...alarms[id], history });
    routes[`POST /api/alarms/${id}/ack`] = (call) =>
      answer?.(call) ?? set(id, { state: "ACKNOWLEDGED", acknowledgedBy: "ann", owner: "ann" });
    routes[`POST /api/alarms/${id}/close`] = (call) =>
      answer?.(call) ?? set(id, { state: "CLOSED", closedBy: "ann" });
    routes[`POST /api/alarms/${id}/assign`] = () => set(id, { owner: "ann" });
    routes[`POST /api/alarms/${id}/note`] = () => set(id, {});
  }
  routes["POST /api/alarms/bulk"] = (call) =>
    answer?.(call) ??
    ok({
      items: ["a2", "a1"].map((id) => {
        set(id, { state: "ACKNOWLEDGED", acknowledgedBy: "ann", owner: "ann" });
        return { id, alarm: alarms[id] };
      }),
    });
  calls = stubFetch(routes);
});

const posts = () => calls.filter((call) => call.method === "POST");
const open = async (address = "/alarms") => {
  const shown = show(
    <>
      <AlarmCount />
      <AlarmWatch />
      <AlarmsPage />
    </>,
    "/alarms",
    address,
  );
  await screen.findAllByTestId("alarm-row");
  return shown;
};

describe("the alarms", () => {
  it("stand in the order of their urgency, with a line for what is critical", async () => {
    await open();
    const rows = screen.getAllByTestId("alarm-row").map((row) => row.textContent);
    expect(rows[0]).toContain("Disk full");
    expect(rows[1]).toContain("Person at Gate");
    expect(screen.getByTestId("critical-banner").textContent).toContain("Disk full");
    expect(screen.getByRole("img", { name: "2 open" })).toBeTruthy();
    const acknowledged = anAlarm({ id: "x", severity: "CRITICAL", state: "ACKNOWLEDGED" });
    expect(inOrder([acknowledged, anAlarm({ id: "y" })])[0]?.id).toBe("y");
  });

  it("are acknowledged with a note", async () => {
    const { user } = await open();
    await user.click(screen.getByRole("button", { name: /Person at Gate/ }));
    const detail = within(await screen.findByTestId("alarm-detail"));
    await user.type(detail.getByLabelText("Note (N)"), "On my way");
    await user.click(detail.getByRole("button", { name: "Acknowledge (A)" }));
    await waitFor(() => expect(posts()).toHaveLength(1));
    expect(posts()[0]).toMatchObject({
      path: "/api/alarms/a1/ack",
      body: { note: "On my way", revision: 1 },
    });
    await waitFor(() => expect(detail.queryByRole("button", { name: "Acknowledge (A)" })).toBeNull());
    expect(await screen.findByRole("img", { name: "1 open" })).toBeTruthy();
  });

  it("are handled by keys alone", async () => {
    const end = listenForShortcuts();
    const { user, address } = await open();
    await user.keyboard("j");
    await waitFor(() => expect(address()).toContain("a2"));
    await user.keyboard("j");
    await waitFor(() => expect(address()).toContain("a1"));
    await user.keyboard("k");
    await waitFor(() => expect(address()).toContain("a2"));
    await screen.findByTestId("alarm-detail");
    await user.keyboard("a");
    await waitFor(() => expect(posts().map((call) => call.path)).toContain("/api/alarms/a2/ack"));
    await screen.findByRole("img", { name: "1 open" });
    await user.keyboard("o");
    await waitFor(() => expect(posts().map((call) => call.path)).toContain("/api/alarms/a2/assign"));
    expect(posts().at(-1)?.body).toEqual({ owner: "ann", revision: 1 });
    await user.keyboard("n");
    expect(document.activeElement?.tagName).toBe("TEXTAREA");
    await user.keyboard("{Escape}c");
    await waitFor(() => expect(posts().map((call) => call.path)).toContain("/api/alarms/a2/close"));
    end();
  });

  it("say who was there before", async () => {
    const { user } = await open("/alarms?alarm=a1");
    await screen.findByTestId("alarm-detail");
    answer = () => {
      set("a1", { state: "ACKNOWLEDGED", acknowledgedBy: "Ann" });
      return problem(409, "CHANGED_MEANWHILE", { detail: "It was acknowledged by Ann" });
    };
    await user.click(await screen.findByRole("button", { name: "Acknowledge (A)" }));
    expect((await screen.findByTestId("alarm-handled")).textContent).toContain("already handled by Ann");
  });

  it("say so too when it was closed", async () => {
    answer = () => {
      set("a1", { state: "CLOSED", closedBy: "Bob" });
      return problem(409, "IN_USE");
    };
    const { user } = await open("/alarms?alarm=a1");
    await user.click(await screen.findByRole("button", { name: "Close the alarm (C)" }));
    expect((await screen.findByTestId("alarm-handled")).textContent).toContain("already handled by Bob");
  });

  it("are handled several at once", async () => {
    const { user } = await open();
    await user.click(screen.getByLabelText("Choose all"));
    await user.click(screen.getByRole("button", { name: "Acknowledge those chosen" }));
    expect(await screen.findByText("2 alarms changed")).toBeTruthy();
    expect(posts()).toHaveLength(1);
    expect(posts()[0]?.body).toEqual({
      action: "ACKNOWLEDGE",
      items: [
        { id: "a2", revision: 1 },
        { id: "a1", revision: 1 },
      ],
    });
  });

  it("tell of each of several what became of it", async () => {
    const { user } = await open();
    await user.click(screen.getByLabelText("Choose all"));
    answer = () => {
      set("a1", { state: "ACKNOWLEDGED", acknowledgedBy: "Bob" });
      set("a2", { state: "ACKNOWLEDGED", acknowledgedBy: "ann" });
      return ok({
        items: [
          { id: "a1", code: "CHANGED_MEANWHILE", message: "Somebody was quicker" },
          { id: "a2", alarm: alarms.a2 },
        ],
      });
    };
    await user.click(screen.getByRole("button", { name: "Acknowledge those chosen" }));
    expect((await screen.findByTestId("alarm-handled")).textContent).toContain("already handled by Bob");
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("are told as they come: politely, or at once where they are critical", async () => {
    const { services } = await open();
    services.socket.start();
    change(() => FakeSocket.last.open());
    const push = (alarm: Alarm) => change(() => FakeSocket.last.push({ type: "alarm", alarm }));
    push(anAlarm({ id: "n1", title: "Car at Yard" }));
    expect(screen.getByTestId("alarms-polite").textContent).toBe("New alarm: Car at Yard");
    push(anAlarm({ id: "n1", title: "Car at Yard", severity: "CRITICAL", escalated: true }));
    expect(screen.getByTestId("alarms-urgent").textContent).toBe("Alarm escalated: Car at Yard");
    await waitFor(() => expect(screen.getAllByTestId("alarm-row")).toHaveLength(3));
    push(anAlarm({ id: "n1", state: "CLOSED" }));
    await waitFor(() => expect(screen.getAllByTestId("alarm-row")).toHaveLength(2));
    services.socket.stop();
  });

  it("are heard and seen only where that was chosen", async () => {
    const shown = vi.fn();
    vi.stubGlobal("isSecureContext", true);
    vi.stubGlobal(
      "Notification",
      class {
        static permission = "granted";
        static requestPermission = async () => "granted";
        constructor(title: string) {
          shown(title);
        }
      },
    );
    vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
    const { services, user } = await open();
    services.socket.start();
    change(() => FakeSocket.last.open());
    change(() => FakeSocket.last.push({ type: "alarm", alarm: anAlarm({ id: "n1", title: "First" }) }));
    expect(shown).not.toHaveBeenCalled();
    await user.click(screen.getByLabelText("Notifications"));
    await waitFor(() => expect(useCalls.getState().notifications).toBe(true));
    change(() => FakeSocket.last.push({ type: "alarm", alarm: anAlarm({ id: "n2", title: "Second" }) }));
    expect(shown).toHaveBeenCalledWith("New alarm: Second");
    services.socket.stop();
  });

  it("are for viewers to look at", async () => {
    logInAs("VIEWER");
    await open("/alarms?alarm=a1");
    expect(await screen.findByText(/Only operators and administrators/)).toBeTruthy();
    expect(screen.queryByLabelText("Choose all")).toBeNull();
  });
});
