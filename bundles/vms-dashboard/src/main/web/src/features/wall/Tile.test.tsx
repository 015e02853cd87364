import { screen } from "@testing-library/react";
import { createRef } from "react";
import { beforeEach, describe, expect, it } from "vitest";
import type { Camera, StreamRole, User } from "../../api/types";
import { ok, stubFetch, stubWebSocket } from "../../test/fakes";
import { logInAs, show } from "../../test/page";
import { aCamera, aStatus } from "../../test/samples";
import { Tile } from "./Tile";

beforeEach(() => {
  stubWebSocket();
  stubFetch({ "GET /api/cameras/c1/ptz/presets": () => ok({ items: [] }) });
});

const main: StreamRole = "MAIN";

async function tile(role: User["role"], camera: Partial<Camera>, large = true) {
  logInAs(role);
  show(
    <ul>
      <Tile
        camera={aCamera({ id: "c1", capabilities: ["PtzControl"], ...camera })}
        cover={createRef<HTMLButtonElement>()}
        hidden={false}
        large={large}
        onFocus={() => {}}
        onToggle={() => {}}
        role={main}
        tabbable
      />
    </ul>,
  );
  await screen.findByTestId("tile");
}

describe("a camera shown large", () => {
  it("has the controls that turn it", async () => {
    await tile("OPERATOR", {});
    expect(await screen.findByTestId("ptz-toggle")).toBeTruthy();
  });

  it.each<[string, User["role"], Partial<Camera>, boolean]>([
    ["for those who only watch", "VIEWER", {}, true],
    ["of a driver that cannot turn cameras", "ADMIN", { capabilities: ["StillImage"] }, true],
    ["that does not answer", "ADMIN", { status: aStatus({ state: "OFFLINE" }) }, true],
    ["among the others", "ADMIN", {}, false],
  ])("has none %s", async (_, role, camera, large) => {
    // Loaded already, so that what is not there now will not come.
    await import("../ptz/PtzPanel");
    await tile(role, camera, large);
    await new Promise((resolve) => setTimeout(resolve));
    expect(screen.queryByTestId("ptz-toggle")).toBeNull();
  });
});
