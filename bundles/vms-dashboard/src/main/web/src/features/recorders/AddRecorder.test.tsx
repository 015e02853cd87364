import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Driver, Nvr, NvrImport } from "../../api/types";
import { type Call, ok, problem, stubFetch } from "../../test/fakes";
import { show } from "../../test/page";
import { aChannel, aDriver, anImport, anNvr } from "../../test/samples";
import { AddRecorder } from "./AddRecorder";

const channels = [
  aChannel({
    channel: "1",
    name: "Gate",
    id: "cam-1",
    streams: [
      { role: "MAIN", codec: "H265", width: 3840, height: 2160, fps: 25 },
      { role: "SUB", codec: "H264", width: 640, height: 360, fps: 15 },
    ],
  }),
  aChannel({ channel: "2", name: "Yard" }),
  aChannel({ channel: "10", name: "Roof", connected: false, streams: [] }),
];
const contacts = {
  digitalInputs: [{ id: "1", name: "Door", state: "ACTIVE" as const }],
  digitalOutputs: [{ id: "1", name: "Siren", state: "UNKNOWN" as const }],
};

let drivers: Driver[];
let nvrs: Nvr[];
let preview: () => Response;
let connect: () => Response;
let calls: Call[];
const closed = vi.fn();

beforeEach(() => {
  closed.mockReset();
  drivers = [
    aDriver({ id: "onvif", name: "ONVIF" }),
    aDriver({ id: "hikvision", name: "Hikvision", recorders: true }),
    aDriver({ id: "dahua", name: "Dahua", recorders: true }),
    aDriver({ id: "dahua", name: "Dahua", recorders: true, state: "TRIAL" }),
  ];
  nvrs = [];
  const found: Partial<NvrImport> = { cameras: channels, ...contacts };
  preview = () => ok(anImport(found));
  connect = () => ok(anImport({ nvrId: "n1", cameras: channels.slice(0, 2), otherChannels: [aChannel()] }));
  calls = stubFetch({
    "GET /api/drivers": () => ok({ items: drivers }),
    "GET /api/nvrs": () => ok({ items: nvrs }),
    "POST /api/nvr/preview": () => preview(),
    "POST /api/nvr/connect": () => connect(),
  });
});

async function read() {
  const { user } = show(<AddRecorder onClose={closed} />);
  await user.type(await screen.findByTestId("nvr-address"), "10.0.0.50");
  await screen.findByRole("option", { name: "Dahua" });
  await user.selectOptions(screen.getByTestId("nvr-vendor"), "dahua");
  await user.type(screen.getByTestId("nvr-user"), "root");
  await user.type(screen.getByTestId("nvr-password"), "pass");
  await user.click(screen.getByTestId("nvr-preview"));
  return user;
}

const box = (channel: string) => screen.getByTestId<HTMLInputElement>(`nvr-channel-${channel}`);
const sent = (path: string) => calls.find((call) => call.path === path)?.body;

describe("taking a recorder in", () => {
  it("shows what it has, takes the chosen channels in, and tells the result", async () => {
    const user = await read();
    const found = within(await screen.findByTestId("nvr-found"));
    expect(sent("/api/nvr/preview")).toEqual({
      ip: "10.0.0.50",
      vendor: "dahua",
      user: "root",
      pass: "pass",
    });
    expect(found.getByText("H265, 3840 × 2160")).toBeTruthy();
    expect(found.getByText("Door").parentElement?.textContent).toContain("Active");
    expect(found.getByTestId("nvr-output-1").dataset.state).toBe("UNKNOWN");
    // A camera stays one; what has no picture is not suggested.
    expect([box("1").checked, box("1").disabled]).toEqual([true, true]);
    expect(box("2").checked).toBe(true);
    expect(box("10").checked).toBe(false);
    await user.click(box("2"));
    await user.click(box("10"));
    expect(screen.getByTestId("nvr-connect").textContent).toBe("Take in 2 channels");
    await user.click(screen.getByTestId("nvr-connect"));
    const result = await screen.findByTestId("nvr-result");
    expect(result.textContent).toContain("2 channels are cameras. 1 channel is left out.");
    expect(sent("/api/nvr/connect")).toMatchObject({ vendor: "dahua", pass: "pass", channels: ["1", "10"] });
    await user.click(screen.getByTestId("nvr-done"));
    expect(closed).toHaveBeenCalledOnce();
  });

  it("knows a recorder again, and names the channels that have vanished", async () => {
    nvrs = [anNvr({ id: "n1", name: "Cellar", absentChannels: ["4"] })];
    preview = () => ok(anImport({ nvrId: "n1", cameras: channels }));
    await read();
    expect(await screen.findByText(/in the system as Cellar/)).toBeTruthy();
    expect(screen.getByTestId("nvr-absent-4").textContent).toContain("Vanished");
    expect(screen.getByTestId("nvr-connect").textContent).toBe("Update with 2 channels");
  });

  it("chooses all and none, but keeps what is a camera", async () => {
    const user = await read();
    await screen.findByTestId("nvr-found");
    await user.click(screen.getByTestId("nvr-channels-all"));
    expect(box("10").checked).toBe(true);
    await user.click(screen.getByTestId("nvr-channels-all"));
    expect([box("1").checked, box("2").checked, box("10").checked]).toEqual([true, false, false]);
  });

  it("forgets what was read when what was entered changes", async () => {
    const user = await read();
    await screen.findByTestId("nvr-found");
    await user.type(screen.getByTestId("nvr-port"), "8000");
    expect(screen.queryByTestId("nvr-found")).toBeNull();
    expect(screen.getByTestId("nvr-preview").textContent).toBe("Show its channels");
  });

  it.each([
    ["BAD_CREDENTIALS", "The recorder refuses this user name or password."],
    ["DEVICE_LOCKED", "The recorder has locked the account after too many failed logins."],
    ["DEVICE_UNREACHABLE", "The recorder does not answer at this address."],
    ["NOT_SUPPORTED", "What answers at this address is no recorder"],
    ["DRIVER_MISSING", "The driver for this recorder is not installed."],
    ["STORE_UNAVAILABLE", "The server's database does not answer."],
    ["BUSY", "The server is doing too much at the moment."],
  ])("says %s in words", async (code, words) => {
    preview = () => problem(400, code);
    await read();
    expect((await screen.findByRole("alert")).textContent).toContain(words);
    expect(screen.queryByTestId("nvr-connect")).toBeNull();
  });

  it("keeps the choice when taking in fails, and shows what could not be read", async () => {
    preview = () => ok(anImport({ cameras: channels, problems: ["Outputs cannot be read"] }));
    connect = () => problem(400, "DEVICE_UNREACHABLE");
    const user = await read();
    expect((await screen.findByTestId("nvr-problems")).textContent).toBe("Outputs cannot be read");
    await user.click(screen.getByTestId("nvr-connect"));
    expect(await screen.findByText("The recorder does not answer at this address.")).toBeTruthy();
    expect(box("2").checked).toBe(true);
  });

  it("names what to do when no driver knows recorders", async () => {
    drivers = [aDriver()];
    show(<AddRecorder onClose={closed} />);
    expect((await screen.findByText(/No driver for recorders is installed/)).textContent).toContain("deploy");
    await waitFor(() => expect(screen.queryByTestId("nvr-preview")).toBeNull());
  });
});
