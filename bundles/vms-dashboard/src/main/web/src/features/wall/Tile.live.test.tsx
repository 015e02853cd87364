import { act, screen, within } from "@testing-library/react";
import { createRef } from "react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Camera, StreamRole, User } from "../../api/types";
import { FakeSocket, stubWebSocket } from "../../test/fakes";
import { stubMediaSource } from "../../test/mediaSource";
import { logInAs, show } from "../../test/page";
import { aCamera } from "../../test/samples";
import { useSound } from "./sound";
import { Tile } from "./Tile";

const main: StreamRole = "MAIN";
let seen: () => void;

beforeEach(() => {
  stubWebSocket();
  stubMediaSource();
  vi.stubGlobal("RTCPeerConnection", class {});
  vi.stubGlobal(
    "IntersectionObserver",
    class {
      constructor(told: (entries: { isIntersecting: boolean }[]) => void) {
        seen = () => told([{ isIntersecting: true }]);
      }
      observe() {}
      disconnect() {}
    },
  );
  useSound.setState({ cameraId: undefined });
});

async function tile(camera: Partial<Camera> = {}, role: User["role"] = "OPERATOR") {
  logInAs(role);
  const { user, services } = show(
    <ul>
      <Tile
        camera={aCamera({ id: "c1", ...camera })}
        cover={createRef<HTMLButtonElement>()}
        hidden={false}
        large
        onFocus={() => {}}
        onToggle={() => {}}
        role={main}
        tabbable
      />
    </ul>,
  );
  await screen.findByTestId("tile");
  act(() => {
    services.socket.start();
    FakeSocket.last.open();
    seen();
  });
  return { user, page: FakeSocket.last };
}

const asked = (page: FakeSocket) => page.ofType("live.request");

/** The server answers the last request by video over a socket, and the first picture of it is shown. */
function play(page: FakeSocket, reason = "") {
  const requestId = String(asked(page).at(-1)?.requestId);
  act(() => {
    page.push({
      type: "live.fallback",
      requestId,
      sessionId: `s${requestId}`,
      protocol: "mse",
      url: `/ws/live/${requestId}`,
      role: "SUB",
      reason,
    });
    const video = screen.getByTestId("tile").querySelector("video.coming");
    video?.dispatchEvent(new Event("loadeddata"));
  });
}

describe("a live tile", () => {
  it("says in what way its picture comes, and why", async () => {
    const { page } = await tile();
    play(page, "H.265 is not supported by this browser; showing the sub-stream");
    expect(screen.getByTestId("tile-note").textContent).toContain(
      "MSE: H.265 is not supported by this browser; showing the sub-stream",
    );
    const { rung, role } = screen.getByTestId("tile").dataset;
    expect({ rung, role }).toEqual({ rung: "mse", role: "SUB" });
  });

  it("goes the way that its user chooses", async () => {
    const { user, page } = await tile();
    play(page);
    await user.click(screen.getByTestId("tile-menu"));
    await user.click(await screen.findByTestId("tile-way-hls"));
    expect(asked(page).at(-1)).toMatchObject({ failed: ["webrtc", "mse"] });
    expect(screen.getByTestId("tile").dataset.state).toBe("playing");
  });

  it("is heard when its user wants it, and says when there is nothing to hear", async () => {
    const { user, page } = await tile();
    play(page);
    await user.click(screen.getByTestId("sound"));
    expect(asked(page).at(-1)).toMatchObject({ audio: true });
    play(page);
    act(() =>
      FakeSocket.last.onmessage?.({
        data: JSON.stringify({ type: "format", mimeType: 'video/mp4; codecs="avc1.64001f"' }),
      }),
    );
    expect(screen.getByText("The camera has no sound")).toBeTruthy();
    expect(screen.getByTestId("sound").getAttribute("aria-pressed")).toBe("true");
  });

  it("is silent when another is heard", async () => {
    const { user } = await tile();
    await user.click(screen.getByTestId("sound"));
    act(() => useSound.setState({ cameraId: "another" }));
    expect(screen.getByTestId("sound").getAttribute("aria-pressed")).toBe("false");
  });

  it.each<[string, User["role"], Partial<Camera>, boolean]>([
    ["an operator", "OPERATOR", { talkBack: true }, true],
    ["those who only watch", "VIEWER", { talkBack: true }, false],
    ["a camera without a loudspeaker", "ADMIN", {}, false],
    ["a camera without one whose driver knows others", "ADMIN", { capabilities: ["TalkBack"] }, false],
  ])("has a button to speak for %s: %#", async (_, role, camera, there) => {
    await tile(camera, role);
    expect(screen.queryByTestId("talk") !== null).toBe(there);
  });

  it("says why nobody can speak", async () => {
    const { user } = await tile({ talkBack: true });
    await user.pointer({ keys: "[MouseLeft]", target: screen.getByTestId("talk") });
    const { parentElement } = screen.getByTestId("talk");
    expect(within(parentElement as HTMLElement).getByText(/only to pages opened by https/)).toBeTruthy();
  });
});
