import { mediaSource } from "../../media/capabilities";
import { mimeTypeOf } from "./mp4";
import type { Part } from "./playlist";

/** The browser cannot decode what was recorded. */
export class CodecError extends Error {
  constructor(readonly mimeType: string | null) {
    super(mimeType ?? "unknown");
    this.name = "CodecError";
  }
}

/** The source cannot take what comes next; a new one can. */
export class NewSourceNeeded extends Error {}

/** Seconds on either side of the first time that is played: how far one source reaches. */
const REACH = 15 * 86_400;
/** Parts follow each other to the millisecond; what is less than this is no gap. */
const SEAM = 0.1;

/**
 * One media source, whose clock is the wall clock from an origin on: media times of footage count from 1970, so that
 * gaps are ranges without a buffer, and all cameras have the same time at the same instant.
 */
export class Feed {
  /** Milliseconds since 1970 where the element's time is 0. */
  readonly origin: number;
  private readonly source: MediaSource;
  private readonly address: string;
  private readonly opened: Promise<void>;
  private readonly held = new Map<string, Part>();
  private buffer: SourceBuffer | undefined;
  private init = "";
  private mimeType = "";
  private closed = false;

  /** Throws where the browser has no Media Source. */
  constructor(
    private readonly video: HTMLVideoElement,
    around: number,
  ) {
    const Source = mediaSource();
    if (!Source) {
      throw new CodecError(null);
    }
    this.origin = (Math.floor(around / 1_000) - REACH) * 1_000;
    this.source = new Source();
    video.disableRemotePlayback = true;
    this.address = URL.createObjectURL(this.source);
    this.opened = new Promise((resolve) => {
      this.source.addEventListener("sourceopen", () => resolve(), { once: true });
    });
    video.src = this.address;
  }

  /** Whether this source's clock goes as far as that. */
  reaches(time: number): boolean {
    return Math.abs(time - this.origin - REACH * 1_000) < (REACH - 86_400) * 1_000;
  }

  seconds(time: number): number {
    return (time - this.origin) / 1_000;
  }

  time(seconds: number): number {
    return this.origin + seconds * 1_000;
  }

  has(part: Part): boolean {
    return this.held.has(part.uri);
  }

  /** Where to show a time from, in seconds, if it has arrived. */
  place(time: number): number | undefined {
    const { buffered } = this.video;
    const at = this.seconds(time);
    for (let i = 0; i < buffered.length; i++) {
      const start = buffered.start(i);
      if (start - SEAM <= at && at < buffered.end(i)) {
        return Math.max(start, at);
      }
    }
    return undefined;
  }

  /** Takes a part, with the initialisation segment it needs. One at a time. */
  async append(part: Part, init: ArrayBuffer, data: ArrayBuffer): Promise<void> {
    await this.opened;
    if (this.closed) {
      return;
    }
    if (part.init !== this.init) {
      await this.begin(init);
      this.init = part.init;
    }
    await this.take(data);
    this.held.set(part.uri, part);
  }

  /** Lets go of everything but a range. */
  async keep(from: number, to: number): Promise<void> {
    const { buffer } = this;
    if (!buffer || this.closed) {
      return;
    }
    for (const part of [...this.held.values()]) {
      if (part.from < from || part.to > to) {
        this.held.delete(part.uri);
        await this.work(() => buffer.remove(Math.max(0, this.seconds(part.from)), this.seconds(part.to)));
      }
    }
  }

  /** Forgets that a part was taken, because the browser let go of it by itself. */
  lost(part: Part): void {
    this.held.delete(part.uri);
  }

  close(): void {
    this.closed = true;
    this.held.clear();
    URL.revokeObjectURL(this.address);
  }

  private async begin(init: ArrayBuffer): Promise<void> {
    const mimeType = mimeTypeOf(init);
    if (mimeType === null || !mediaSource()?.isTypeSupported(mimeType)) {
      throw new CodecError(mimeType);
    }
    if (!this.buffer) {
      const buffer = this.source.addSourceBuffer(mimeType);
      buffer.timestampOffset = -this.origin / 1_000;
      // Else what has not arrived yet could not be sought.
      this.source.duration = 2 * REACH;
      this.buffer = buffer;
    } else if (mimeType !== this.mimeType) {
      if (mimeType.split(",").length !== this.mimeType.split(",").length) {
        throw new NewSourceNeeded();
      }
      this.buffer.changeType(mimeType);
    }
    this.mimeType = mimeType;
    await this.take(init);
  }

  private async take(data: ArrayBuffer): Promise<void> {
    await this.work((buffer) => buffer.appendBuffer(data));
  }

  private work(begin: (buffer: SourceBuffer) => void): Promise<void> {
    const { buffer } = this;
    if (!buffer || this.closed) {
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const settle = (error?: unknown) => {
        buffer.removeEventListener("updateend", done);
        buffer.removeEventListener("error", broke);
        if (error) {
          reject(error);
        } else {
          resolve();
        }
      };
      const done = () => settle();
      const broke = () => settle(new NewSourceNeeded());
      buffer.addEventListener("updateend", done);
      buffer.addEventListener("error", broke);
      try {
        begin(buffer);
      } catch (error) {
        settle(error);
      }
    });
  }
}
