/** What is handed to a source buffer, in order. */
type Work =
  | { kind: "segment"; data: ArrayBuffer }
  /** Segments of this type follow; their times begin anew. */
  | { kind: "type"; mimeType: string };

/** Segments that wait: some seconds of the largest stream. More means that the browser does not take them. */
const MOST_WAITING = 512;
const MOST_BYTES = 32 * 1024 * 1024;
/** What has been played stays this long, and is removed when it is half as much again. */
const KEEP = 10;
const TRIM_AT = 15;
/** What stays when the browser says that its buffer is full. */
const KEEP_WHEN_FULL = 1;

/** Feeds one source buffer, which takes one thing at a time, and keeps it small. */
export class Appender {
  private readonly waiting: Work[] = [];
  private waitingBytes = 0;
  private buffer: SourceBuffer | undefined;
  private freeing = false;
  private ended = false;

  constructor(
    private readonly source: MediaSource,
    private readonly video: HTMLVideoElement,
    private readonly failed: (detail: string) => void,
  ) {}

  type(mimeType: string): void {
    this.waiting.push({ kind: "type", mimeType });
    this.pump();
  }

  segment(data: ArrayBuffer): void {
    this.waitingBytes += data.byteLength;
    this.waiting.push({ kind: "segment", data });
    if (this.waiting.length > MOST_WAITING || this.waitingBytes > MOST_BYTES) {
      this.fail("the browser does not take the video as fast as it comes");
      return;
    }
    this.pump();
  }

  /** To be called when the source has opened, too. */
  readonly pump = (): void => {
    while (!this.ended && this.source.readyState === "open" && !this.buffer?.updating) {
      if (this.trim()) {
        return;
      }
      const work = this.waiting[0];
      if (!work) {
        return;
      }
      try {
        this.take(work);
      } catch (error) {
        if (error instanceof DOMException && error.name === "QuotaExceededError" && this.makeRoom()) {
          return;
        }
        this.fail(error instanceof Error ? error.message : String(error));
        return;
      }
      this.waiting.shift();
      this.freeing = false;
    }
  };

  end(): void {
    this.ended = true;
    this.waiting.length = 0;
    this.waitingBytes = 0;
    this.buffer?.removeEventListener("updateend", this.pump);
    this.buffer?.removeEventListener("error", this.broke);
  }

  private take(work: Work): void {
    if (work.kind === "segment") {
      if (!this.buffer) {
        throw new Error("video came before its format");
      }
      this.buffer.appendBuffer(work.data);
      this.waitingBytes -= work.data.byteLength;
      return;
    }
    if (this.buffer) {
      this.buffer.changeType(work.mimeType);
      // Behind what is there already, so that the clock of the element never goes back.
      const { buffered } = this.buffer;
      const end = buffered.length > 0 ? buffered.end(buffered.length - 1) : this.video.currentTime;
      this.buffer.timestampOffset = end;
    } else {
      this.buffer = this.source.addSourceBuffer(work.mimeType);
      this.buffer.addEventListener("updateend", this.pump);
      this.buffer.addEventListener("error", this.broke);
    }
  }

  /** Whether it began to remove what was played long ago. */
  private trim(): boolean {
    const { currentTime } = this.video;
    return this.startsBefore(currentTime - TRIM_AT) && this.remove(currentTime - KEEP);
  }

  /** Whether there is something to remove for what does not fit. */
  private makeRoom(): boolean {
    if (this.freeing) {
      return false;
    }
    this.freeing = true;
    const upTo = this.video.currentTime - KEEP_WHEN_FULL;
    return this.startsBefore(upTo) && this.remove(upTo);
  }

  private startsBefore(time: number): boolean {
    const ranges = this.buffer?.buffered;
    return ranges !== undefined && ranges.length > 0 && ranges.start(0) < time;
  }

  private remove(upTo: number): boolean {
    this.buffer?.remove(0, upTo);
    return true;
  }

  private readonly broke = (): void => {
    this.fail("the browser cannot read the video");
  };

  private fail(detail: string): void {
    if (!this.ended) {
      this.end();
      this.failed(detail);
    }
  }
}
