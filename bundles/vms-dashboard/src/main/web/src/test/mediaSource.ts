import { vi } from "vitest";

/** Stands in for a source buffer: takes one thing at a time, and keeps the times that a test gives it. */
export class FakeBuffer extends EventTarget {
  readonly appended: number[] = [];
  readonly removed: [number, number][] = [];
  readonly types: string[] = [];
  updating = false;
  timestampOffset = 0;
  ranges: [number, number][] = [];
  /** Refuses what comes next as often as this. */
  full = 0;

  get buffered(): TimeRanges {
    return ranges(this.ranges);
  }
  appendBuffer(data: ArrayBuffer) {
    if (this.updating) {
      throw new DOMException("busy", "InvalidStateError");
    }
    if (this.full > 0) {
      this.full--;
      throw new DOMException("full", "QuotaExceededError");
    }
    this.appended.push(data.byteLength);
    this.updating = true;
  }
  remove(from: number, to: number) {
    this.removed.push([from, to]);
    this.ranges = this.ranges.filter(([, end]) => end > to).map(([start, end]) => [Math.max(start, to), end]);
    this.updating = true;
  }
  changeType(type: string) {
    this.types.push(type);
  }
  /** The browser has done what it was told. */
  done() {
    this.updating = false;
    this.dispatchEvent(new Event("updateend"));
  }
}

export class FakeSource extends EventTarget {
  static last: FakeSource;
  static unsupported = /^$/;
  static isTypeSupported(type: string) {
    return !FakeSource.unsupported.test(type);
  }
  readyState = "closed";
  buffer: FakeBuffer | undefined;

  constructor() {
    super();
    FakeSource.last = this;
  }
  addSourceBuffer(type: string) {
    this.buffer = new FakeBuffer();
    this.buffer.types.push(type);
    return this.buffer;
  }
  open() {
    this.readyState = "open";
    this.dispatchEvent(new Event("sourceopen"));
  }
}

export function ranges(of: [number, number][]): TimeRanges {
  return {
    length: of.length,
    start: (index) => of[index]?.[0] ?? Number.NaN,
    end: (index) => of[index]?.[1] ?? Number.NaN,
  };
}

export function stubMediaSource(name: "MediaSource" | "ManagedMediaSource" = "MediaSource") {
  FakeSource.unsupported = /^$/;
  vi.stubGlobal("MediaSource", undefined);
  vi.stubGlobal(name, FakeSource);
  URL.createObjectURL = () => "blob:source";
  URL.revokeObjectURL = () => {};
}
