import { describe, expect, it } from "vitest";
import { mimeTypeOf } from "./mp4";

/** An initialisation segment of H.264 without sound, as the server makes it. */
const SILENT = [
  "AAAAHGZ0eXBpc281AAACAGlzbzVpc282bXA0MQAAAtltb292AAAAbG12aGQAAAAAAAAAAAAAAAAAAAPoAAAAAAABAAABAAAAAAAA",
  "AAAAAAAAAQAAAAAAAAAAAAAAAAAAAAEAAAAAAAAAAAAAAAAAAEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAACAAAB23Ry",
  "YWsAAABcdGtoZAAAAAMAAAAAAAAAAAAAAAEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAAAAAAAAAAAAAAAAAAAAEAAAAAAAAA",
  "AAAAAAAAAEAAAAAFAAAAAtAAAAAAAXdtZGlhAAAAIG1kaGQAAAAAAAAAAAAAAAAAAV+QAAAAAFXEAAAAAAAtaGRscgAAAAAAAAAA",
  "dmlkZQAAAAAAAAAAAAAAAFZpZGVvSGFuZGxlcgAAAAEibWluZgAAABR2bWhkAAAAAQAAAAAAAAAAAAAAJGRpbmYAAAAcZHJlZgAA",
  "AAAAAAABAAAADHVybCAAAAABAAAA4nN0YmwAAACWc3RzZAAAAAAAAAABAAAAhmF2YzEAAAAAAAAAAQAAAAAAAAAAAAAAAAAAAAAF",
  "AALQAEgAAABIAAAAAAAAAAEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAY//8AAAAwYXZjQwFNQB//4QAYZ01AH9mA",
  "UAW6EAAAAwAQAAADAyDxgyaAAQAFaOlwfLIAAAAQc3R0cwAAAAAAAAAAAAAAEHN0c2MAAAAAAAAAAAAAABRzdHN6AAAAAAAAAAAA",
  "AAAAAAAAEHN0Y28AAAAAAAAAAAAAAChtdmV4AAAAIHRyZXgAAAAAAAAAAQAAAAEAAAAAAAAAAAAAAAAAAABidWR0YQAAAFptZXRh",
  "AAAAAAAAACFoZGxyAAAAAAAAAABtZGlyYXBwbAAAAAAAAAAAAAAAAC1pbHN0AAAAJal0b28AAAAdZGF0YQAAAAEAAAAATGF2ZjYy",
  "LjEyLjEwMg==",
].join("");

function bytesOf(base64: string): ArrayBuffer {
  return Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)).buffer;
}

function box(type: string, ...content: (Uint8Array | number[])[]): Uint8Array {
  const body = content.flatMap((each) => [...each]);
  const size = body.length + 8;
  return Uint8Array.from([
    size >> 24,
    (size >> 16) & 255,
    (size >> 8) & 255,
    size & 255,
    ...[...type].map((c) => c.charCodeAt(0)),
    ...body,
  ]);
}

function trak(entry: Uint8Array): Uint8Array {
  const stsd = box("stsd", [0, 0, 0, 0, 0, 0, 0, 1], entry);
  return box("trak", box("tkhd"), box("mdia", box("minf", box("stbl", stsd))));
}

function init(...traks: Uint8Array[]): ArrayBuffer {
  const all = [...box("ftyp", [0, 0, 0, 0]), ...box("moov", box("mvhd"), ...traks)];
  return Uint8Array.from(all).buffer;
}

const hvcC = box("hvcC", [1, 1, 0x60, 0, 0, 0, 0x90, 0, 0, 0, 0, 0, 93]);
const hevc = box("hvc1", new Uint8Array(78), hvcC);
const aac = box("mp4a", new Uint8Array(28), box("esds", [0, 0, 0, 0]));
const opus = box("Opus", new Uint8Array(28), box("dOps", [0]));

describe("initialisation segments", () => {
  it("name the codec of what the server makes", () => {
    expect(mimeTypeOf(bytesOf(SILENT))).toMatch(/^video\/mp4; codecs="avc1\.[0-9a-f]{6}"$/);
  });

  it("name HEVC, and the sound beside it", () => {
    expect(mimeTypeOf(init(trak(hevc), trak(aac)))).toBe('video/mp4; codecs="hvc1.1.6.L93.90,mp4a.40.2"');
    expect(mimeTypeOf(init(trak(opus)))).toBe('audio/mp4; codecs="opus"');
  });

  it("are unknown where anything in them is", () => {
    expect(mimeTypeOf(init(trak(box("jpeg", new Uint8Array(78)))))).toBeNull();
    expect(mimeTypeOf(init(trak(box("avc1", new Uint8Array(78)))))).toBeNull();
    expect(mimeTypeOf(new ArrayBuffer(0))).toBeNull();
    expect(mimeTypeOf(bytesOf(SILENT).slice(0, 200))).toBeNull();
  });
});
