/** What an initialisation segment holds, as a source buffer wants to be told (RFC 6381); null where a codec is unknown. */
export function mimeTypeOf(init: ArrayBuffer): string | null {
  const view = new DataView(init);
  const codecs: string[] = [];
  let video = false;
  for (const trak of boxes(view, "moov", "trak")) {
    for (const stsd of children(view, trak, "mdia", "minf", "stbl", "stsd")) {
      const entry = box(view, stsd.from + 8, stsd.to);
      if (!entry) {
        return null;
      }
      const found = codecOf(view, entry);
      if (!found) {
        return null;
      }
      video ||= !isSound(entry.type);
      codecs.push(found);
    }
  }
  return codecs.length > 0 ? `${video ? "video" : "audio"}/mp4; codecs="${codecs.join(",")}"` : null;
}

interface Box {
  type: string;
  /** Where its content begins and ends. */
  from: number;
  to: number;
}

const VISUAL_ENTRY = 78;
const SOUND_ENTRY = 28;

function isSound(type: string): boolean {
  return type === "mp4a" || type === "Opus";
}

function codecOf(view: DataView, entry: Box): string | null {
  const inside = (skip: number, type: string) =>
    [...list(view, entry.from + skip, entry.to)].find((found) => found.type === type);
  switch (entry.type) {
    case "avc1":
    case "avc3": {
      const avcC = inside(VISUAL_ENTRY, "avcC");
      return avcC && avcC.to - avcC.from >= 4 ? `${entry.type}.${hex(view, avcC.from + 1, 3)}` : null;
    }
    case "hvc1":
    case "hev1": {
      const hvcC = inside(VISUAL_ENTRY, "hvcC");
      return hvcC && hvcC.to - hvcC.from >= 13 ? `${entry.type}.${hevc(view, hvcC.from)}` : null;
    }
    case "mp4a":
      return inside(SOUND_ENTRY, "esds") ? "mp4a.40.2" : null;
    case "Opus":
      return "opus";
    default:
      return null;
  }
}

/** ISO/IEC 14496-15, annex E.3. */
function hevc(view: DataView, at: number): string {
  const profile = view.getUint8(at + 1);
  const space = ["", "A", "B", "C"][profile >> 6] ?? "";
  let flags = 0;
  for (let bit = 0, rest = view.getUint32(at + 2); bit < 32; bit++, rest >>>= 1) {
    flags = ((flags << 1) | (rest & 1)) >>> 0;
  }
  const constraints: string[] = [];
  for (let i = 0; i < 6; i++) {
    constraints.push(
      view
        .getUint8(at + 6 + i)
        .toString(16)
        .toUpperCase(),
    );
  }
  while (constraints.at(-1) === "0") {
    constraints.pop();
  }
  const tier = (profile >> 5) & 1 ? "H" : "L";
  return [
    `${space}${profile & 31}`,
    flags.toString(16).toUpperCase(),
    `${tier}${view.getUint8(at + 12)}`,
    ...constraints,
  ].join(".");
}

function hex(view: DataView, at: number, length: number): string {
  return Array.from({ length }, (_, i) =>
    view
      .getUint8(at + i)
      .toString(16)
      .padStart(2, "0"),
  ).join("");
}

function boxes(view: DataView, ...path: string[]): Box[] {
  return children(view, { type: "", from: 0, to: view.byteLength }, ...path);
}

function children(view: DataView, parent: Box, ...path: string[]): Box[] {
  const [type, ...rest] = path;
  const found = [...list(view, parent.from, parent.to)].filter((each) => each.type === type);
  return rest.length === 0 ? found : found.flatMap((each) => children(view, each, ...rest));
}

function* list(view: DataView, from: number, to: number): Generator<Box> {
  for (let next = box(view, from, to); next; next = box(view, next.to, to)) {
    yield next;
  }
}

/** The box that begins here, unless it does not fit. */
function box(view: DataView, at: number, limit: number): Box | undefined {
  if (at + 8 > limit) {
    return undefined;
  }
  const size = view.getUint32(at);
  if (size < 8 || at + size > limit) {
    return undefined;
  }
  const type = String.fromCharCode(...[4, 5, 6, 7].map((i) => view.getUint8(at + i)));
  return { type, from: at + 8, to: at + size };
}
