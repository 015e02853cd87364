import { expect, it } from "vitest";
import { ok, stubFetch } from "../../test/fakes";
import { findGap } from "./gaps";
import { parsePlaylist } from "./playlist";

const BEGIN = Date.parse("2026-11-23T05:00:00Z");

/** What the server says of footage that begins at an instant: the index exactly, the playlist by the nearest millisecond. */
const playlistOf = (date: string) => `#EXTM3U
#EXT-X-MAP:URI="playback/one/init.mp4"
#EXT-X-PROGRAM-DATE-TIME:${date}
#EXTINF:2.000,
playback/one/0-2000.m4s
`;

it.each([
  ["2026-11-23T05:00:20.123Z", "2026-11-23T05:00:20.123Z"],
  ["2026-11-23T05:00:20.123400Z", "2026-11-23T05:00:20.123Z"],
  ["2026-11-23T05:00:20.123600Z", "2026-11-23T05:00:20.124Z"],
  ["2026-11-23T05:00:20.999999Z", "2026-11-23T05:00:21.000Z"],
])("a gap before %s ends within what is played next", async (start, date) => {
  stubFetch({
    "GET /api/recordings": () =>
      ok({
        segments: [{ start, end: "2026-11-23T05:00:40Z" }],
        gaps: [{ from: "2026-11-23T04:59:50Z", to: start, cause: "POLICY", detail: "" }],
        complete: true,
      }),
  });
  const { to } = await findGap("camera", BEGIN);
  const [part] = parsePlaylist(playlistOf(date), "http://server/api/cameras/camera/playback.m3u8").parts;
  expect(to).toBeGreaterThanOrEqual(part?.from ?? Number.NaN);
  expect(to).toBeLessThanOrEqual((part?.from ?? Number.NaN) + 1);
});
