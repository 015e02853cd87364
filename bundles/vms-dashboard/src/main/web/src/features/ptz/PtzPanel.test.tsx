import { fireEvent, screen, waitFor } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import { usePreferences, useView } from "../../app/preferences";
import { type Call, ok, problem, stubFetch } from "../../test/fakes";
import { show } from "../../test/page";
import { aCamera } from "../../test/samples";
import { PtzPanel } from "./PtzPanel";

const camera = aCamera({ id: "c1", capabilities: ["PtzControl"] });
let calls: Call[];
let presets: () => Response;
let move: () => Response;

beforeEach(() => {
  useView.setState({ ptz: false });
  usePreferences.setState({ shortcuts: true });
  presets = () =>
    ok({
      items: [
        { id: "1", name: "Gate" },
        { id: "2", name: "" },
      ],
    });
  move = () => ok(undefined, 202);
  calls = stubFetch({
    "GET /api/cameras/c1/ptz/presets": () => presets(),
    "POST /api/cameras/c1/ptz": () => move(),
  });
});

const commands = () => calls.filter((call) => call.method === "POST").map((call) => call.body);

async function open() {
  const { user } = show(<PtzPanel camera={camera} />);
  await user.click(await screen.findByTestId("ptz-toggle"));
  await screen.findByTestId("ptz-presets");
  return user;
}

describe("the controls that turn a camera", () => {
  it("moves while a button is held, and stops wherever the pointer is let go", async () => {
    await open();
    const up = screen.getByRole("button", { name: "Up" });
    fireEvent.pointerDown(up, { button: 0, pointerId: 1 });
    await waitFor(() => expect(commands()).toEqual([{ pan: 0, tilt: 0.5, zoom: 0 }]));
    fireEvent.lostPointerCapture(up, { pointerId: 1 });
    await waitFor(() => expect(commands()).toEqual([{ pan: 0, tilt: 0.5, zoom: 0 }, { stop: true }]));
    fireEvent.pointerUp(up, { pointerId: 1 });
    expect(commands()).toHaveLength(2);
  });

  it.each([
    ["the touch is taken away", (it: HTMLElement) => fireEvent.pointerCancel(it)],
    ["the button loses the focus", (it: HTMLElement) => fireEvent.blur(it)],
    ["the window loses the focus", () => fireEvent.blur(window)],
  ])("stops when %s", async (_, interrupt) => {
    await open();
    const zoom = screen.getByTestId("ptz-zoom-in");
    fireEvent.pointerDown(zoom, { button: 0, pointerId: 1 });
    await waitFor(() => expect(commands()).toHaveLength(1));
    interrupt(zoom);
    await waitFor(() => expect(commands().at(-1)).toEqual({ stop: true }));
  });

  it("turns by the arrow keys as long as they are held", async () => {
    await open();
    fireEvent.keyDown(document.body, { key: "ArrowLeft", code: "ArrowLeft" });
    fireEvent.keyDown(document.body, { key: "ArrowLeft", code: "ArrowLeft", repeat: true });
    await waitFor(() => expect(commands()).toEqual([{ pan: -0.5, tilt: 0, zoom: 0 }]));
    fireEvent.keyUp(document.body, { key: "ArrowLeft", code: "ArrowLeft" });
    await waitFor(() => expect(commands().at(-1)).toEqual({ stop: true }));
    expect(commands()).toHaveLength(2);
  });

  it("moves while Space is held on a button, and a little when an assistive tool presses it", async () => {
    await open();
    const right = screen.getByTestId("ptz-right");
    fireEvent.keyDown(right, { key: " ", code: "Space" });
    await waitFor(() => expect(commands()).toEqual([{ pan: 0.5, tilt: 0, zoom: 0 }]));
    fireEvent.keyUp(right, { key: " ", code: "Space" });
    await waitFor(() => expect(commands()).toHaveLength(2));
    fireEvent.click(right, { detail: 0 });
    await waitFor(() => expect(commands()).toHaveLength(4));
    expect(commands().at(-1)).toEqual({ stop: true });
  });

  it("leaves single keys alone for those who have switched them off", async () => {
    usePreferences.setState({ shortcuts: false });
    await open();
    fireEvent.keyDown(document.body, { key: "1", code: "Digit1" });
    fireEvent.keyDown(document.body, { key: "+", code: "NumpadAdd" });
    fireEvent.keyDown(document.body, { key: "ArrowUp", code: "ArrowUp" });
    await waitFor(() => expect(commands()).toEqual([{ pan: 0, tilt: 0.5, zoom: 0 }]));
  });

  it("goes to a stored position by its button and by its digit", async () => {
    const user = await open();
    await user.click(screen.getByTestId("ptz-preset-1"));
    await waitFor(() => expect(commands()).toEqual([{ preset: "1" }]));
    fireEvent.keyDown(document.body, { key: "2", code: "Digit2" });
    await waitFor(() => expect(commands().at(-1)).toEqual({ preset: "2" }));
    expect(screen.getByText("Position 2")).toBeTruthy();
  });

  it("hides behind a sentence when the camera turns out not to be able to", async () => {
    await open();
    move = () => problem(409, "NOT_SUPPORTED", { detail: "The device has no motors" });
    fireEvent.pointerDown(screen.getByTestId("ptz-up"), { button: 0, pointerId: 1 });
    const words = await screen.findByTestId("ptz-unsupported");
    expect(words.textContent).toBe("This camera cannot be turned or zoomed.The device has no motors");
    expect(screen.queryByTestId("ptz-panel")).toBeNull();
  });

  it("says so at once when already the positions are refused", async () => {
    presets = () => problem(409, "NOT_SUPPORTED");
    const { user } = show(<PtzPanel camera={camera} />);
    await user.click(await screen.findByTestId("ptz-toggle"));
    expect(await screen.findByTestId("ptz-unsupported")).toBeTruthy();
  });

  it("says what failed and leaves the controls", async () => {
    await open();
    move = () => problem(400, "DEVICE_UNREACHABLE");
    fireEvent.pointerDown(screen.getByTestId("ptz-up"), { button: 0, pointerId: 1 });
    expect((await screen.findByTestId("ptz-error")).textContent).toContain("The camera does not answer.");
    expect(await screen.findByText("The camera may still be moving.")).toBeTruthy();
    expect(screen.getByTestId("ptz-panel")).toBeTruthy();
  });

  it("turns although the positions cannot be read", async () => {
    presets = () => problem(503, "BUSY");
    const { user } = show(<PtzPanel camera={camera} />);
    await user.click(await screen.findByTestId("ptz-toggle"));
    expect(await screen.findByRole("alert")).toBeTruthy();
    fireEvent.pointerDown(screen.getByTestId("ptz-up"), { button: 0, pointerId: 1 });
    await waitFor(() => expect(commands()).toHaveLength(1));
  });

  it("stops when the controls are folded away", async () => {
    const user = await open();
    fireEvent.pointerDown(screen.getByTestId("ptz-up"), { button: 0, pointerId: 1 });
    await waitFor(() => expect(commands()).toHaveLength(1));
    await user.click(screen.getByTestId("ptz-toggle"));
    await waitFor(() => expect(commands().at(-1)).toEqual({ stop: true }));
  });
});
