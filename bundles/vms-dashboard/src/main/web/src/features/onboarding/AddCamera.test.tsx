import { I18nProvider } from "@lingui/react";
import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { act, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Device } from "../../api/types";
import { useView } from "../../app/preferences";
import { createServices, type Services, ServicesContext } from "../../app/services";
import { i18n } from "../../i18n";
import { type Call, FakeSocket, ok, problem, stubFetch, stubWebSocket } from "../../test/fakes";
import { aCamera, aDevice, aDriver, anImport, anNvr } from "../../test/samples";
import { AddCamera } from "./AddCamera";
import { faultOf } from "./StreamForm";
import { inOrder } from "./useScan";

const camera = aCamera({ id: "cam-1", name: "North gate" });
const devices: Device[] = [
  aDevice({ ip: "10.0.0.10", name: "Yard", xaddrs: ["http://10.0.0.10/onvif"] }),
  aDevice({ ip: "10.0.0.9", name: "Hall" }),
  aDevice({ ip: "10.0.0.2", name: "Gate", cameraId: "cam-1" }),
];

const drivers = [
  aDriver({
    id: "hikvision",
    name: "Hikvision",
    recorders: true,
    options: [
      {
        key: "transport",
        label: "Transport",
        description: "How the packets come.",
        values: ["automatic", "tcp"],
        defaultValue: "automatic",
      },
      { key: "rtspPort", label: "RTSP port", description: "Where it is.", values: [], defaultValue: "" },
    ],
  }),
  aDriver({ id: "onvif", name: "ONVIF" }),
  aDriver({ id: "old", name: "Old", state: "MISSING" }),
];
const nvr = anNvr({ id: "n1", name: "Cellar", vendor: "hikvision", ip: "10.0.0.50" });

let services: Services;
let calls: Call[];
let scanAnswer: () => Response;

beforeEach(() => {
  stubWebSocket();
  services = createServices();
  services.socket.start();
  FakeSocket.last.open();
  scanAnswer = () => ok({ scanId: "s1", state: "RUNNING", probed: 0, total: 254, devices: [] });
  calls = stubFetch({
    "GET /api/cameras": () => ok({ items: [camera] }),
    "GET /api/drivers": () => ok({ items: drivers }),
    "GET /api/nvrs": () => ok({ items: [nvr] }),
    "POST /api/nvr/connect": () =>
      ok(anImport({ nvrId: "n2", cameraCount: 8, problems: ["Channel 9 has no stream"] })),
    "POST /api/discovery/scan": ({ body }) =>
      body.subnet === "10.0.0.0/24" ? ok({ scanId: "s1" }, 202) : problem(400, "INVALID_SUBNET"),
    "GET /api/discovery/scans/s1": () => scanAnswer(),
    "POST /api/cameras/onboard": ({ body }) =>
      body.ip === "10.0.0.9"
        ? problem(400, "DEVICE_LOCKED", { retryAfterSeconds: 60 })
        : ok({ ...camera, id: "cam-2", name: "Yard" }, 201),
  });
  return () => services.socket.stop();
});

function open() {
  render(
    <I18nProvider i18n={i18n}>
      <MantineProvider withCssVariables={false}>
        <ServicesContext value={services}>
          <QueryClientProvider client={services.queries}>
            <AddCamera onClose={() => {}} />
          </QueryClientProvider>
        </ServicesContext>
      </MantineProvider>
    </I18nProvider>,
  );
  return userEvent.setup();
}

async function scan(user: ReturnType<typeof userEvent.setup>, subnet = "10.0.0.0/24") {
  await user.clear(screen.getByTestId("scan-subnet"));
  await user.type(screen.getByTestId("scan-subnet"), subnet);
  await user.click(screen.getByTestId("scan-start"));
}

const push = (message: Parameters<FakeSocket["push"]>[0]) => act(() => FakeSocket.last.push(message));

describe("adding cameras", () => {
  it("says what is wrong with a subnet", async () => {
    const user = open();
    await scan(user, "nonsense");
    expect((await screen.findByRole("alert")).textContent).toContain("192.168.1.0/24");
  });

  it("follows the scan by the socket and lists what it found, by address", async () => {
    const user = open();
    await scan(user);
    await screen.findByText("Starting …");
    push({ type: "DiscoveryProgress", scanId: "s1", probed: 100, total: 254 });
    expect(screen.getByRole("status").textContent).toContain("100 of 254");
    push({ type: "DiscoveryProgress", scanId: "another", probed: 250, total: 254 });
    expect(screen.getByRole("status").textContent).toContain("100 of 254");
    push({ type: "DiscoveryComplete", scanId: "s1", devices });
    const rows = screen.getAllByTestId("scan-result");
    expect(rows.map((row) => row.dataset.ip)).toEqual(["10.0.0.2", "10.0.0.9", "10.0.0.10"]);
    const known = within(rows[0] as HTMLElement);
    expect(known.getByRole<HTMLInputElement>("checkbox").disabled).toBe(true);
    expect(known.getByText("Already added as North gate")).toBeTruthy();
  });

  it("sees the end by asking, when the socket is silent", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true, advanceTimeDelta: 100 });
    const user = open();
    scanAnswer = () => ok({ scanId: "s1", state: "COMPLETE", probed: 254, total: 254, devices });
    await scan(user);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await screen.findAllByTestId("scan-result")).toHaveLength(3);
    vi.useRealTimers();
  });

  it("gives each device its own result", async () => {
    const user = open();
    await scan(user);
    await screen.findByText("Starting …");
    push({ type: "DiscoveryComplete", scanId: "s1", devices });
    expect(screen.getByTestId<HTMLButtonElement>("onboard-submit").disabled).toBe(true);
    await user.click(screen.getByRole("checkbox", { name: "Choose all" }));
    await user.type(screen.getByTestId("onboard-user"), "root");
    await user.type(screen.getByTestId("onboard-password"), "pass");
    await user.click(screen.getByTestId("onboard-submit"));
    expect(await screen.findByText("Added")).toBeTruthy();
    const locked = screen.getAllByTestId("scan-result")[1] as HTMLElement;
    expect((await within(locked).findByRole("alert")).textContent).toMatch(/locked.*60 seconds/);
    const sent = calls.filter((call) => call.path === "/api/cameras/onboard").map((call) => call.body);
    expect(sent).toEqual([
      { ip: "10.0.0.9", port: 80, driver: "onvif", name: "Hall", user: "root", pass: "pass" },
      {
        ip: "10.0.0.10",
        port: 80,
        driver: "onvif",
        name: "Yard",
        xaddr: "http://10.0.0.10/onvif",
        user: "root",
        pass: "pass",
      },
    ]);
    // What failed stays chosen for another try; what succeeded does not.
    expect(screen.getByTestId("onboard-submit").textContent).toContain("Add 1 device");
  });

  it("takes a device in as a recorder with its options, and marks one that is known", async () => {
    const user = open();
    await scan(user);
    await screen.findByText("Starting …");
    push({
      type: "DiscoveryComplete",
      scanId: "s1",
      devices: [
        aDevice({ ip: "10.0.0.50", name: "NVR", driver: "hikvision" }),
        aDevice({ ip: "10.0.0.51", name: "Office NVR", driver: "hikvision" }),
        aDevice({ ip: "10.0.0.9", name: "Hall" }),
      ],
    });
    const [hall, known, fresh] = screen.getAllByTestId("scan-result") as HTMLElement[];
    expect(await within(known as HTMLElement).findByText("Already added as recorder Cellar")).toBeTruthy();
    expect(within(known as HTMLElement).getByRole<HTMLInputElement>("checkbox").disabled).toBe(true);
    expect(within(hall as HTMLElement).queryByTestId("scan-kind")).toBeNull();
    await user.selectOptions(within(fresh as HTMLElement).getByTestId("scan-kind"), "recorder");
    expect(within(fresh as HTMLElement).getByRole<HTMLInputElement>("checkbox").checked).toBe(true);
    await user.type(screen.getByTestId("onboard-user"), "root");
    const advanced = within(screen.getAllByTestId("driver-options")[0] as HTMLElement);
    await user.selectOptions(advanced.getByTestId("driver-option-transport"), "tcp");
    await user.click(screen.getByTestId("onboard-submit"));
    expect(await screen.findByText("Added as a recorder with 8 cameras")).toBeTruthy();
    expect(screen.getByText("Channel 9 has no stream")).toBeTruthy();
    expect(calls.find((call) => call.path === "/api/nvr/connect")?.body).toEqual({
      ip: "10.0.0.51",
      port: 80,
      vendor: "hikvision",
      name: "Office NVR",
      user: "root",
      pass: "",
      options: { transport: "tcp" },
    });
  });

  it("offers the drivers that are at work, with their options, for a known address", async () => {
    const user = open();
    await user.click(screen.getByTestId("tab-address"));
    const driver = await screen.findByTestId<HTMLSelectElement>("address-driver");
    await screen.findByRole("option", { name: "Hikvision" });
    expect([...driver.options].map((option) => option.value)).toEqual(["", "hikvision", "onvif"]);
    await user.selectOptions(driver, "hikvision");
    await user.type(screen.getByTestId("address-ip"), "10.0.0.77");
    await user.type(screen.getByTestId("driver-option-rtspPort"), " 5540 ");
    await user.click(screen.getByTestId("address-submit"));
    expect(await screen.findByText(/is added/)).toBeTruthy();
    expect(calls.find((call) => call.path === "/api/cameras/onboard")?.body).toEqual({
      ip: "10.0.0.77",
      driver: "hikvision",
      options: { rtspPort: "5540" },
    });
    await user.type(screen.getByTestId("address-ip"), "10.0.0.78");
    await user.click(screen.getByTestId("address-recorder"));
    expect(useView.getState()).toMatchObject({
      dialogue: "recorder",
      recorder: { ip: "10.0.0.78", port: "", vendor: "hikvision" },
    });
  });

  it("says what to do when nothing was found", async () => {
    const user = open();
    await scan(user);
    await screen.findByText("Starting …");
    push({ type: "DiscoveryComplete", scanId: "s1", devices: [] });
    expect(screen.getByRole("status").textContent).toContain("add one by its address");
  });

  it("keeps passwords out of stream URLs", () => {
    expect(faultOf("rtsp://10.0.0.1:554/live")).toBeUndefined();
    expect(faultOf("rtsps://cam/live?user=x")).toBeUndefined();
    expect(faultOf("rtsp://admin:secret@10.0.0.1/live")).toBe("secret");
    expect(faultOf("http://10.0.0.1/")).toBe("form");
    expect(faultOf("rtsp://")).toBe("form");
  });

  it("orders addresses by their numbers", () => {
    const ips = ["10.0.0.100", "10.0.0.9", "9.0.0.1"].map((ip) => aDevice({ ip }));
    expect(inOrder(ips).map((device) => device.ip)).toEqual(["9.0.0.1", "10.0.0.9", "10.0.0.100"]);
  });
});
