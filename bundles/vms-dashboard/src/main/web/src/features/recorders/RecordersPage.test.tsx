import { act, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import type { Camera, Nvr } from "../../api/types";
import { useView } from "../../app/preferences";
import { type Call, FakeSocket, ok, problem, stubFetch, stubWebSocket } from "../../test/fakes";
import { logInAs, show } from "../../test/page";
import { aCamera, anImport, anNvr, aStatus } from "../../test/samples";
import { RecordersPage } from "./RecordersPage";

let nvrs: Nvr[];
let cameras: Camera[];
let list: () => Response;
let answers: Record<string, () => Response>;
let calls: Call[];

beforeEach(() => {
  stubWebSocket();
  logInAs("ADMIN");
  useView.setState({ dialogue: null, recorder: undefined });
  cameras = [
    aCamera({ id: "c1", name: "Gate", nvrId: "n1", channel: "1" }),
    aCamera({
      id: "c2",
      name: "Yard",
      nvrId: "n1",
      channel: "2",
      status: aStatus({ state: "OFFLINE" }),
    }),
    aCamera({ id: "c3", name: "Elsewhere" }),
  ];
  nvrs = [
    anNvr({
      id: "n1",
      name: "Cellar",
      port: 80,
      cameraCount: 2,
      cameraIds: ["c1", "c2"],
      digitalInputs: [{ id: "1", name: "Door", state: "INACTIVE" }],
      digitalOutputs: [
        { id: "1", name: "Siren", state: "INACTIVE" },
        { id: "2", name: "Lamp", state: "UNKNOWN" },
      ],
      absentChannels: ["4", "7"],
    }),
  ];
  list = () => ok({ items: nvrs });
  answers = {};
  calls = stubFetch({
    "GET /api/nvrs": () => list(),
    "GET /api/cameras": () => ok({ items: cameras }),
    "POST /api/nvrs/n1/sync": () => answers.sync?.() ?? ok(anImport({ nvrId: "n1", cameraCount: 2 })),
    "DELETE /api/nvrs/n1": () => answers.remove?.() ?? ok(),
    "PUT /api/devices/n1/outputs/1": () => answers.output?.() ?? ok(),
    "PUT /api/devices/n1/outputs/2": () => answers.output?.() ?? ok(),
  });
});

async function open() {
  const shown = show(<RecordersPage />);
  await screen.findByTestId("nvr-row");
  await screen.findByText("Gate");
  return shown;
}

describe("the recorders", () => {
  it("shows each with its cameras, contacts and vanished channels", async () => {
    await open();
    const row = within(screen.getByTestId("nvr-row"));
    expect(row.getByRole("heading", { name: "Cellar" })).toBeTruthy();
    expect(row.getByText("1 of 2 cameras online")).toBeTruthy();
    expect(row.queryByText("Elsewhere")).toBeNull();
    expect(row.getByTestId("nvr-input-1").textContent).toContain("Inactive");
    expect(row.getByTestId("nvr-absent").textContent).toContain("no longer has channels 4, 7");
  });

  it("follows what the cameras' pushes announce", async () => {
    const { services } = await open();
    services.socket.start();
    act(() => FakeSocket.last.open());
    nvrs = [{ ...(nvrs[0] as Nvr), digitalInputs: [{ id: "1", name: "Door", state: "ACTIVE" }] }];
    act(() => FakeSocket.last.push({ type: "camera.changed", camera: cameras[0] as Camera }));
    await waitFor(() => expect(screen.getByTestId("nvr-input-1").dataset.state).toBe("ACTIVE"));
    services.socket.stop();
  });

  it("shows an input's change as it is pushed", async () => {
    const { services } = await open();
    services.socket.start();
    act(() => FakeSocket.last.open());
    const before = calls.length;
    act(() => FakeSocket.last.push({ type: "nvr.inputs", nvrId: "n2", input: "1", active: true }));
    expect(screen.getByTestId("nvr-input-1").dataset.state).toBe("INACTIVE");
    act(() => FakeSocket.last.push({ type: "nvr.inputs", nvrId: "n1", input: "1", active: true }));
    await waitFor(() => expect(screen.getByTestId("nvr-input-1").dataset.state).toBe("ACTIVE"));
    expect(calls.length).toBe(before);
    services.socket.stop();
  });

  it("switches an output and shows what the recorder then says", async () => {
    const { user } = await open();
    const siren = within(screen.getByTestId("nvr-output-1"));
    expect(siren.queryByTestId("nvr-output-1-off")).toBeNull();
    answers.output = () => {
      nvrs = [{ ...(nvrs[0] as Nvr), digitalOutputs: [{ id: "1", name: "Siren", state: "ACTIVE" }] }];
      return ok();
    };
    await user.click(siren.getByRole("button", { name: "Switch on Siren" }));
    expect(await screen.findByRole("button", { name: "Switch off Siren" })).toBeTruthy();
    expect(calls.find((call) => call.method === "PUT")?.body).toEqual({ active: true });
  });

  it("gives both ways to switch where the state is not known", async () => {
    await open();
    const lamp = within(screen.getByTestId("nvr-output-2"));
    expect(lamp.getByText("Not known")).toBeTruthy();
    expect(lamp.getAllByRole("button")).toHaveLength(2);
  });

  it("says why an output was not switched", async () => {
    const { user } = await open();
    answers.output = () => problem(409, "NOT_SUPPORTED", { detail: "The device has no outputs" });
    await user.click(screen.getByTestId("nvr-output-1-on"));
    const alert = await within(screen.getByTestId("nvr-output-1")).findByRole("alert");
    expect(alert.textContent).toContain("does not let its outputs be switched");
  });

  it("reads a recorder again and tells what came of it", async () => {
    const { user } = await open();
    await user.click(screen.getByTestId("nvr-sync"));
    expect(await screen.findByText(/The recorder is up to date. 2 channels are cameras./)).toBeTruthy();
    answers.sync = () => problem(400, "DEVICE_UNREACHABLE");
    await user.click(screen.getByTestId("nvr-sync"));
    expect(await screen.findByText("The recorder does not answer at this address.")).toBeTruthy();
  });

  it("opens the choice of channels at the recorder's address", async () => {
    const { user } = await open();
    await user.click(screen.getByTestId("nvr-channels"));
    expect(useView.getState()).toMatchObject({
      dialogue: "recorder",
      recorder: { ip: "10.0.0.50", port: "80", vendor: "hikvision" },
    });
  });

  it("asks before a recorder is removed, and says why it was not", async () => {
    const { user } = await open();
    await user.click(screen.getByTestId("nvr-delete"));
    const dialogue = within(await screen.findByRole("dialog"));
    expect(dialogue.getByText(/2 cameras, whose live pictures end/)).toBeTruthy();
    answers.remove = () => problem(409, "IN_USE");
    await user.click(dialogue.getByTestId("dialogue-submit"));
    expect((await dialogue.findByRole("alert")).textContent).toContain("still needs this");
    answers.remove = () => {
      nvrs = [];
      return ok();
    };
    await user.click(dialogue.getByTestId("dialogue-submit"));
    expect(await screen.findByText("No recorders yet")).toBeTruthy();
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("lets an operator switch outputs and no more, and a viewer only look", async () => {
    logInAs("OPERATOR");
    await open();
    expect(screen.getByTestId("nvr-output-1-on")).toBeTruthy();
    for (const id of ["nvr-add", "nvr-sync", "nvr-delete"]) {
      expect(screen.queryByTestId(id)).toBeNull();
    }
    act(() => logInAs("VIEWER"));
    expect(screen.queryByTestId("nvr-output-1-on")).toBeNull();
    expect(screen.getByTestId("nvr-output-1").dataset.state).toBe("INACTIVE");
  });

  it("says what failed and tries again", async () => {
    list = () => problem(400, "INTERNAL");
    const { user } = show(<RecordersPage />);
    expect((await screen.findByRole("alert")).textContent).toContain("The server failed at this.");
    list = () => ok({ items: nvrs });
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByTestId("nvr-row")).toBeTruthy();
  });
});
