import { describe, expect, it } from "vitest";
import { FootageIndex } from "./footage";
import { parsePlaylist } from "./playlist";

const T = Date.parse("2026-11-23T05:00:00Z");
const TEXT = `#EXTM3U
#EXT-X-VERSION:7
#EXT-X-MAP:URI="playback/one/init.mp4"
#EXT-X-PROGRAM-DATE-TIME:2026-11-23T05:00:00.500Z
#EXTINF:2.000,
playback/one/0-2000.m4s
#EXTINF:1.480,
playback/one/2000-3480.m4s
#EXT-X-DISCONTINUITY
#EXT-X-MAP:URI="playback/two/silent.mp4"
#EXT-X-PROGRAM-DATE-TIME:2026-11-23T05:00:30.000Z
#EXTINF:2.000,
playback/two/0-2000.silent.m4s
#EXT-X-ENDLIST
`;
const BASE = "http://server/api/cameras/c/playback.m3u8?from=x";

describe("playlists of recorded footage", () => {
  it("tell when each part is, over a gap, and what begins it", () => {
    const { parts, ended } = parsePlaylist(TEXT, BASE);
    expect(ended).toBe(true);
    expect(parts.map(({ from, to }) => [from - T, to - T])).toEqual([
      [500, 2_500],
      [2_500, 3_980],
      [30_000, 32_000],
    ]);
    expect(parts[2]?.init).toBe("http://server/api/cameras/c/playback/two/silent.mp4");
    expect(parts[0]?.uri).toBe("http://server/api/cameras/c/playback/one/0-2000.m4s");
  });

  it("leave out what has no date, and do not fall over rubbish", () => {
    expect(parsePlaylist("#EXTINF:2,\na.m4s\n", BASE).parts).toEqual([]);
    expect(parsePlaylist("<html>", BASE).parts).toEqual([]);
  });
});

describe("what there is of a camera", () => {
  let now = T + 3_600_000;
  const make = (answers: (url: URL) => string, kind: "all" | "keys" = "all") => {
    const urls: URL[] = [];
    let failed: unknown;
    const index = new FootageIndex(
      "c",
      kind,
      () => {},
      (error) => {
        failed = error;
      },
      async (path) => {
        const url = new URL(path, "http://server");
        urls.push(url);
        return answers(url);
      },
      () => now,
    );
    return { index, urls, failed: () => failed };
  };
  const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

  it("is asked for around where it is played, once", async () => {
    const { index, urls } = make(() => TEXT);
    expect(index.knows(T)).toBe(false);
    index.want(T + 1_000, T + 10_000);
    index.want(T + 1_000, T + 10_000);
    await settle();
    expect(urls).toHaveLength(1);
    expect(index.knows(T + 20_000)).toBe(true);
    expect(index.at(T + 2_600)?.from).toBe(T + 2_500);
    expect(index.at(T + 20_000)).toBeUndefined();
    expect(index.next(T + 20_000)?.from).toBe(T + 30_000);
    expect(index.previous(T + 20_000)?.to).toBe(T + 3_980);
    index.want(T + 1_000, T + 10_000);
    await settle();
    expect(urls).toHaveLength(1);
  });

  it("is asked for again at the end of what is being recorded", async () => {
    now = T + 4_500;
    const { index, urls } = make(() => TEXT.split("#EXT-X-DISCONTINUITY")[0] ?? "");
    index.want(T + 1_000, T + 60_000);
    await settle();
    expect(index.knows(T + 3_000)).toBe(true);
    expect(index.knows(T + 4_200)).toBe(false);
    index.want(T + 4_200, T + 60_000);
    expect(urls).toHaveLength(1);
    now += 2_000;
    index.want(T + 4_200, T + 60_000);
    expect(urls).toHaveLength(2);
    await settle();
    now = T + 3_600_000;
  });

  it("takes the newer name of the same footage", async () => {
    let silent = false;
    const { index } = make(() => (silent ? TEXT.replaceAll("000.m4s", "000.silent.m4s") : TEXT));
    index.want(T + 1_000, T + 2_000);
    await settle();
    silent = true;
    index.want(T + 3_000_000, T + 3_001_000);
    await settle();
    expect(index.at(T + 600)?.uri).toContain("0-2000.silent.m4s");
  });

  it("knows the key frames where it plays backwards", async () => {
    const items = ["2026-11-23T05:00:00.500Z", "2026-11-23T05:00:01.500Z", "2026-11-23T05:00:30.000Z"];
    const { index } = make(
      (url) => (url.pathname.endsWith("keyframes") ? JSON.stringify({ items }) : TEXT),
      "keys",
    );
    index.want(T, T + 1_000);
    await settle();
    expect(index.keyAt(T + 1_400)).toBe(T + 500);
    expect(index.keyAt(T + 1_600)).toBe(T + 1_500);
    expect(index.keyAt(T + 20_000)).toBeUndefined();
  });

  it("says when it cannot be asked for", async () => {
    const { index, failed } = make(() => {
      throw new Error("down");
    });
    index.want(T, T + 1_000);
    await settle();
    expect(failed()).toBeInstanceOf(Error);
  });
});
