import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import type { Detection, RecordingPolicy } from "../../api/types";
import { type Call, ok, problem, stubFetch, stubWebSocket } from "../../test/fakes";
import { logInAs, show } from "../../test/page";
import { aCamera, aStatus, aStream } from "../../test/samples";
import { CameraPage } from "./CameraPage";
import { piecesOf } from "./week";

let calls: Call[];
let detection: Detection;
let policy: Partial<RecordingPolicy>;
let refuse: (() => Response) | undefined;

beforeEach(() => {
  stubWebSocket();
  logInAs("ADMIN");
  refuse = undefined;
  detection = {
    edge: "IGNORE",
    enabled: true,
    framesPerSecond: 2,
    keyFramesOnly: false,
    labels: ["person"],
    minConfidence: 0.8,
    minSeconds: 0,
    minSize: 0,
    motionGate: true,
    zones: [],
  };
  policy = {
    mode: "CONTINUOUS",
    stream: "MAIN",
    preRollSeconds: 5,
    postRollSeconds: 10,
    segmentSeconds: 60,
    segmentBytes: 1 << 28,
    schedule: [],
  };
  const put = (call: Call) => refuse?.() ?? ok(call.body);
  calls = stubFetch({
    "GET /api/cameras": () =>
      ok({
        items: [
          aCamera({ id: "c1", name: "Gate 1", status: aStatus({ state: "OFFLINE" }), streams: [aStream()] }),
        ],
      }),
    "GET /api/sites": () => ok({ items: [] }),
    "GET /api/cameras/c1/detection": () => ok(detection),
    "PUT /api/cameras/c1/detection": put,
    "GET /api/cameras/c1/recording": () => ok(policy),
    "PUT /api/cameras/c1/recording": put,
    "GET /api/detectors": () =>
      ok({
        items: [{ id: "ssd", name: "SSDLite", capabilities: ["person", "car"], state: "SERVING" }],
        cameras: [],
      }),
  });
});

const open = (tab = "") => show(<CameraPage />, "/cameras/$id", `/cameras/c1${tab && `?tab=${tab}`}`);
const sent = () => calls.find((call) => call.method === "PUT")?.body;

describe("the page of a camera", () => {
  it("shows its state, its streams and what can be done", async () => {
    const { user } = open();
    expect(await screen.findByRole("heading", { name: "Gate 1" })).toBeTruthy();
    expect(screen.getByText("1920 × 1080")).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Change credentials" }));
    expect(await screen.findByRole("dialog")).toBeTruthy();
  });

  it("says so where there is no such camera", async () => {
    show(<CameraPage />, "/cameras/$id", "/cameras/c9");
    expect(await screen.findByText("There is no such camera")).toBeTruthy();
  });

  it("takes a zone that is drawn and moved by keys", async () => {
    const { user } = open("detection");
    await user.click(await screen.findByRole("button", { name: "Add a zone" }));
    const row = within(screen.getByTestId("zone-row"));
    await user.clear(row.getByLabelText("Zone"));
    await user.type(row.getByLabelText("Zone"), "Door");
    await user.selectOptions(row.getByLabelText("Tell when"), "something enters");
    const corner = screen.getByRole("button", { name: "Corner 1 of Door" });
    corner.focus();
    await user.keyboard("{ArrowRight}{Shift>}{ArrowDown}{/Shift}");
    await user.keyboard("{Insert}");
    expect(screen.getByRole("button", { name: "Corner 5 of Door" })).toBeTruthy();
    screen.getByRole("button", { name: "Corner 2 of Door" }).focus();
    await user.keyboard("{Delete}");
    await user.click(screen.getByRole("button", { name: "Save the detection" }));
    await waitFor(() =>
      expect(sent()).toMatchObject({
        zones: [
          {
            name: "Door",
            trigger: "ENTER",
            points: [
              [0.31, 0.35],
              [0.7, 0.3],
              [0.7, 0.7],
              [0.3, 0.7],
            ],
          },
        ],
      }),
    );
    expect(await screen.findByText("Saved")).toBeTruthy();
  });

  it("takes a corner to where it is dragged, and refuses an outline that crosses itself", async () => {
    const { user } = open("detection");
    await user.click(await screen.findByRole("button", { name: "Add a zone" }));
    const svg = screen.getByLabelText("Zones on the picture");
    svg.getBoundingClientRect = () => ({ left: 0, top: 0, width: 1000, height: 500 }) as DOMRect;
    fireEvent.pointerDown(screen.getByTestId("corner-1"), { clientX: 300, clientY: 150, pointerId: 1 });
    fireEvent.pointerMove(svg, { clientX: 900, clientY: 250, pointerId: 1 });
    fireEvent.pointerUp(svg, { pointerId: 1 });
    expect(screen.getByTestId("corner-1").style.left).toBe("90%");
    expect(await screen.findByText(/crosses itself/)).toBeTruthy();
    expect(screen.getByRole("button", { name: "Save the detection" }).hasAttribute("disabled")).toBe(true);
  });

  it("takes a line with the way that counts", async () => {
    const { user } = open("detection");
    await user.click(await screen.findByRole("button", { name: "Add a line" }));
    await user.selectOptions(screen.getByLabelText("Tell when"), "something crosses it along the arrow");
    await user.click(screen.getByRole("button", { name: "Save the detection" }));
    await waitFor(() =>
      expect(sent()).toMatchObject({ zones: [{ name: "Line 1", trigger: "CROSS_RIGHT" }] }),
    );
  });

  it("records by the week", async () => {
    const { user } = open("recording");
    await user.selectOptions(await screen.findByLabelText("Record"), "By the week");
    const slot = within(screen.getByTestId("slot"));
    await user.click(slot.getByLabelText("Saturday"));
    await user.click(slot.getByLabelText("Sunday"));
    fireEvent.change(slot.getByLabelText("to"), { target: { value: "19:30" } });
    await user.type(screen.getByLabelText("Days"), "14");
    await user.click(screen.getByRole("button", { name: "Save the recording" }));
    await waitFor(() =>
      expect(sent()).toMatchObject({
        mode: "SCHEDULE",
        retentionDays: 14,
        schedule: [
          {
            days: ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY"],
            from: "08:00",
            to: "19:30",
            mode: "CONTINUOUS",
          },
        ],
      }),
    );
    expect(sent()).not.toHaveProperty("kept");
  });

  it("says why something was not taken, and leaves viewers to look", async () => {
    refuse = () => problem(403, "FORBIDDEN");
    const { user } = open("recording");
    await user.click(await screen.findByRole("button", { name: "Save the recording" }));
    expect(await screen.findByText(/Only administrators may change this camera/)).toBeTruthy();
  });

  it("has no buttons for viewers", async () => {
    logInAs("VIEWER");
    open("detection");
    expect(await screen.findByText(/Only administrators may change/)).toBeTruthy();
    expect(screen.queryByRole("button", { name: "Add a zone" })).toBeNull();
  });
});

describe("a week of recording", () => {
  it("goes on over midnight, also from Sunday to Monday", () => {
    const week = piecesOf([{ days: ["SUNDAY"], from: "22:00", to: "06:00", mode: "EVENT" }]);
    expect(week[6]).toEqual([{ from: 22 / 24, to: 1, mode: "EVENT" }]);
    expect(week[0]).toEqual([{ from: 0, to: 0.25, mode: "EVENT" }]);
  });
});
