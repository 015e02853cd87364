import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import { type Call, ok, stubFetch } from "../../test/fakes";
import { stubMediaSource } from "../../test/mediaSource";
import { logInAs, show } from "../../test/page";
import { aCamera } from "../../test/samples";
import { PlaybackPage } from "./PlaybackPage";

const A = "01a206d1-10e6-7940-840b-df1c1f2e3484";
const B = "01a206d1-1ca4-7b6e-b4b9-5839f80c65f2";
const AT = "2026-01-01T10:00:00.000Z";
let calls: Call[];

beforeEach(() => {
  stubMediaSource();
  logInAs("OPERATOR");
  const empty = () =>
    new Response("#EXTM3U\n#EXT-X-ENDLIST\n", {
      headers: { "Content-Type": "application/vnd.apple.mpegurl" },
    });
  const buckets = new Array(512).fill(0);
  const timeline = () =>
    ok({
      from: AT,
      to: AT,
      cameras: [A, B].map((cameraId) => ({
        cameraId,
        coverage: buckets,
        locked: buckets.map(() => false),
        gapCount: buckets,
        events: buckets,
        maxSeverity: buckets.map(() => null),
        gaps: [{ from: "2026-01-01T09:00:00Z", to: "2026-01-01T11:00:00Z", cause: "DISK", detail: "full" }],
        truncated: false,
      })),
    });
  calls = stubFetch({
    "GET /api/cameras": () =>
      ok({
        items: [aCamera({ id: A, name: "Gate", siteId: "s" }), aCamera({ id: B, name: "Yard", siteId: "s" })],
      }),
    "GET /api/sites": () =>
      ok({ items: [{ id: "s", name: "Home", timeZone: "Asia/Tokyo", createdAt: "2026-01-01T00:00:00Z" }] }),
    "GET /api/recordings": () =>
      ok({
        segments: [],
        gaps: [{ from: "2026-01-01T09:00:00Z", to: "2026-01-01T11:00:00Z", cause: "DISK", detail: "full" }],
        complete: true,
      }),
    "GET /api/timeline": timeline,
    "GET /api/events": () => ok({ items: [] }),
    "GET /api/exports": () => ok({ items: [] }),
    ...Object.fromEntries([A, B].flatMap((id) => [[`GET /api/cameras/${id}/playback.m3u8`, empty]])),
    "POST /api/exports": ({ body }) =>
      ok(
        {
          ...body,
          id: "x",
          state: "QUEUED",
          progress: 0,
          files: [],
          detail: "",
          requestedBy: "ann",
          createdAt: AT,
          role: "MAIN",
        },
        202,
      ),
  });
});

const open = (query: string) => show(<PlaybackPage />, "/playback", `/playback?${query}`);

describe("playback", () => {
  it("asks which cameras, and puts them into the address", async () => {
    const { user, address } = open("");
    await user.click(await screen.findByRole("checkbox", { name: "Gate" }));
    await waitFor(() => expect(address()).toContain(A));
    expect(await screen.findByLabelText("Gate")).toBeTruthy();
  });

  it("shows the time of the site, and why there is no picture", async () => {
    open(`cameras=${A}&at=${AT}`);
    const slider = await screen.findByRole("slider", { name: "Time that is played" });
    await waitFor(() => expect(slider.getAttribute("aria-valuetext")).toMatch(/19:00:00.*Gate: No footage/));
    expect(slider.getAttribute("aria-valuetext")).toContain("Disk failed or full: full");
    const note = await screen.findByTestId("gap-note");
    await waitFor(() => expect(note.textContent).toContain("Disk failed or full"));
    expect(note.textContent).toContain("Nothing later is recorded");
  });

  it("moves in time by keys on the timeline", async () => {
    const { user, address } = open(`cameras=${A}&at=${AT}&span=600`);
    const slider = await screen.findByRole("slider", { name: "Time that is played" });
    slider.focus();
    await user.keyboard("{ArrowRight}");
    await waitFor(() => expect(decodeURIComponent(address())).toContain("at=2026-01-01T10:00:06"));
    await user.keyboard("{ArrowDown}");
    await user.keyboard("{ArrowRight}");
    await waitFor(() => expect(decodeURIComponent(address())).toContain("at=2026-01-01T10:00:18"));
  });

  it("exports what is marked", async () => {
    const { user } = open(`cameras=${A},${B}&at=${AT}&from=2026-01-01T10:00:00Z&to=2026-01-01T10:00:05Z`);
    await user.click(await screen.findByRole("button", { name: "Export" }));
    const dialogue = await screen.findByRole("dialog", { name: "Export" });
    await user.click(within(dialogue).getByRole("checkbox", { name: "Yard" }));
    await user.selectOptions(within(dialogue).getByLabelText("Format"), "mkv");
    await user.click(within(dialogue).getByRole("button", { name: "Start export" }));
    await waitFor(() =>
      expect(calls.find(({ method }) => method === "POST")?.body).toEqual({
        cameraIds: [A],
        from: "2026-01-01T10:00:00.000Z",
        to: "2026-01-01T10:00:05.000Z",
        format: "mkv",
      }),
    );
  });

  it("lets those who only watch export nothing", async () => {
    logInAs("VIEWER");
    open(`cameras=${A}&at=${AT}`);
    const button = await screen.findByRole("button", { name: "Export" });
    expect((button as HTMLButtonElement).disabled).toBe(true);
  });

  it("lists in words what the timeline shows", async () => {
    const { user } = open(`cameras=${A}&at=${AT}`);
    await user.click(await screen.findByRole("button", { name: "Show as list" }));
    expect(await screen.findByText("Gap: Disk failed or full: full")).toBeTruthy();
  });
});
