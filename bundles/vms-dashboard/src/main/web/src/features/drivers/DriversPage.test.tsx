import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import type { Driver, Plugin } from "../../api/types";
import { type Call, ok, problem, stubFetch } from "../../test/fakes";
import { logInAs, show } from "../../test/page";
import { aDriver, aPlugin } from "../../test/samples";
import { DriversPage } from "./DriversPage";

let drivers: Driver[];
let plugins: Plugin[];
let listPlugins: () => Response;
let rollBack: () => Response;
let install: () => Response;
let calls: Call[];

beforeEach(() => {
  logInAs("ADMIN");
  drivers = [
    aDriver({
      cameras: 3,
      capabilities: ["DeviceDiscovery", "PtzControl", "SomethingNew"],
      lastErrors: ["10:02:11 Gate: timed out", "10:02:11 Gate: timed out"],
      options: [
        {
          key: "transport",
          label: "Transport",
          description: "How the packets come.",
          values: ["tcp", "udp"],
          defaultValue: "tcp",
        },
      ],
    }),
    aDriver({ version: "1.1.0", state: "TRIAL" }),
    aDriver({ id: "gone", name: "gone", version: "", bundle: "", state: "MISSING", cameras: 1 }),
  ];
  plugins = [
    aPlugin({ name: "a.driver", previousVersion: "1.0.0" }),
    aPlugin({
      name: "b.driver",
      version: "",
      state: "REJECTED",
      detail: "It imports a package that is not there",
    }),
  ];
  listPlugins = () => ok({ items: plugins });
  rollBack = () => ok(aPlugin({ version: "1.0.0" }));
  install = () => ok(aPlugin({ name: "c.driver", state: "PROBATION" }));
  calls = stubFetch({
    "GET /api/drivers": () => ok({ items: drivers }),
    "GET /api/plugins": () => listPlugins(),
    "GET /api/detectors": () => ok({ items: [], cameras: [] }),
    "POST /api/plugins": () => install(),
    "DELETE /api/plugins/a.driver": () => ok(),
    "POST /api/plugins/a.driver/rollback": () => rollBack(),
  });
});

describe("the drivers", () => {
  it("shows each with its state, powers, errors and options", async () => {
    show(<DriversPage />);
    const rows = within(await screen.findByTestId("driver-list"))
      .getAllByRole("row")
      .slice(1);
    expect(rows.map((row) => row.dataset.state)).toEqual(["ACTIVE", "TRIAL", "MISSING"]);
    const onvif = within(rows[0] as HTMLElement);
    expect(onvif.getByText("Pan, tilt, zoom")).toBeTruthy();
    expect(onvif.getByText("SomethingNew")).toBeTruthy();
    expect(onvif.getByText("2 errors")).toBeTruthy();
    expect(onvif.getByText("One of tcp, udp")).toBeTruthy();
    expect(onvif.getByRole("link", { name: "3" }).getAttribute("href")).toContain("/cameras?find=onvif");
    expect((rows[2] as HTMLElement).textContent).toContain("Cameras name it, and it is not installed");
  });

  it("shows each plug-in with the reason of its state", async () => {
    show(<DriversPage />);
    const refused = within(await screen.findByTestId("plugin-b.driver"));
    expect(refused.getByText("Refused")).toBeTruthy();
    expect(refused.getByText("It imports a package that is not there")).toBeTruthy();
    expect(refused.getByText("None serves")).toBeTruthy();
    expect(refused.queryByTestId("plugin-rollback")).toBeNull();
  });

  it("rolls a plug-in back after asking", async () => {
    const { user } = show(<DriversPage />);
    await user.click(await screen.findByTestId("plugin-rollback"));
    const dialogue = within(await screen.findByRole("dialog"));
    expect(dialogue.getByText(/Version 1.0.0 serves again in place of 1.1.0/)).toBeTruthy();
    expect(calls.some((call) => call.method === "POST")).toBe(false);
    rollBack = () => problem(404, "NOT_FOUND");
    await user.click(dialogue.getByTestId("dialogue-submit"));
    expect((await dialogue.findByRole("alert")).textContent).toContain("no version to go back to");
    rollBack = () => ok(aPlugin({ version: "1.0.0" }));
    plugins = [aPlugin({ name: "a.driver", version: "1.0.0", state: "ROLLED_BACK" })];
    await user.click(dialogue.getByTestId("dialogue-submit"));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(await within(screen.getByTestId("plugin-a.driver")).findByText("Rolled back")).toBeTruthy();
  });

  it("sends a jar, and says what became of it", async () => {
    const { user } = show(<DriversPage />);
    const jar = new File(["[]"], "c.jar", { type: "application/java-archive" });
    await user.click(await screen.findByRole("button", { name: "Install a driver or a model" }));
    await user.upload(await screen.findByLabelText("Jar file"), jar);
    install = () => ok(aPlugin({ name: "c.driver", file: "", state: "REJECTED", detail: "it is damaged" }));
    await user.click(screen.getByRole("button", { name: "Install" }));
    expect(await screen.findByText("It was not taken, and nothing has changed: it is damaged")).toBeTruthy();
    const sent = calls.find((call) => call.method === "POST");
    expect(sent?.headers.get("Content-Type")).toBe("application/java-archive");
    install = () => ok(aPlugin({ name: "c.driver", state: "PROBATION" }));
    await user.click(screen.getByRole("button", { name: "Install" }));
    expect(await screen.findByText("On probation")).toBeTruthy();
  });

  it("removes a plug-in after asking", async () => {
    const { user } = show(<DriversPage />);
    await user.click(await screen.findByRole("button", { name: "Remove a.driver" }));
    expect(calls.some((call) => call.method === "DELETE")).toBe(false);
    await user.click(within(await screen.findByRole("dialog")).getByTestId("dialogue-submit"));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(calls.some((call) => call.method === "DELETE")).toBe(true);
  });

  it("shows the drivers although the plug-ins cannot be read", async () => {
    listPlugins = () => problem(400, "INTERNAL");
    show(<DriversPage />);
    expect(await screen.findByTestId("driver-list")).toBeTruthy();
    expect((await screen.findByRole("alert")).textContent).toContain("The server failed at this.");
  });

  it("says how to get one when there is none", async () => {
    drivers = [];
    plugins = [];
    show(<DriversPage />);
    expect(await screen.findByText(/no camera can be reached/)).toBeTruthy();
    expect(await screen.findByTestId("plugin-none")).toBeTruthy();
  });

  it("is for administrators, and asks nothing for others", async () => {
    logInAs("OPERATOR");
    show(<DriversPage />);
    expect(await screen.findByText("Only administrators see the drivers")).toBeTruthy();
    expect(calls).toEqual([]);
  });
});
