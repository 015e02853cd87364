/** One thing to fetch: some seconds of footage that begin with a key frame. Times are milliseconds since 1970. */
export interface Part {
  uri: string;
  /** Where its initialisation segment is. */
  init: string;
  from: number;
  to: number;
}

export interface Playlist {
  parts: Part[];
  /** Whether nothing will be added any more. */
  ended: boolean;
}

/** Reads a media playlist (RFC 8216) of recorded footage: each file begins with its map and its date. */
export function parsePlaylist(text: string, base: string): Playlist {
  const parts: Part[] = [];
  let init = "";
  let at = Number.NaN;
  let length = 0;
  let ended = false;
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith("#EXT-X-MAP:")) {
      init = absolute(/URI="([^"]*)"/.exec(line)?.[1] ?? "", base);
    } else if (line.startsWith("#EXT-X-PROGRAM-DATE-TIME:")) {
      at = Date.parse(line.slice(line.indexOf(":") + 1));
    } else if (line.startsWith("#EXTINF:")) {
      length = Math.round(Number.parseFloat(line.slice(8)) * 1_000);
    } else if (line.startsWith("#EXT-X-ENDLIST")) {
      ended = true;
    } else if (line !== "" && !line.startsWith("#") && length > 0 && !Number.isNaN(at) && init !== "") {
      parts.push({ uri: absolute(line, base), init, from: at, to: at + length });
      at += length;
      length = 0;
    }
  }
  return { parts, ended };
}

function absolute(uri: string, base: string): string {
  return uri === "" ? "" : new URL(uri, base).href;
}
