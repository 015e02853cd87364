/**
 * Keeps a buffered picture near now. What matters is not how far the picture is behind the last segment, which goes up
 * and down with each of them, but how little that was at its least of late: what was never needed is delay for nothing.
 */
const LOOK_EVERY = 250;
/** How far back "of late" goes, in looks. */
const WINDOW = 8;
/** The first burst is over, in looks. */
const SETTLE = 3;
/** Seconds of reserve: at first, and at most after the picture ran dry. */
const RESERVE = 0.3;
const MOST_RESERVE = 1;
/** From here on a faster picture would take too long. */
const JUMP_AT = 3;
const FASTER = 1.05;
const FAST = 1.1;

export class LiveEdge {
  private readonly timer: ReturnType<typeof setInterval>;
  private readonly looks: number[] = [];
  private reserve = RESERVE;
  private started = false;
  private settled = false;

  /** `mayHurry`: where it is false, only jumps: some browsers buffer anew at each change of speed. */
  constructor(
    private readonly video: HTMLVideoElement,
    private readonly mayHurry: boolean,
  ) {
    this.timer = setInterval(() => this.look(), LOOK_EVERY);
    video.addEventListener("waiting", this.ranDry);
    video.addEventListener("progress", this.begin);
  }

  /** Seconds between the picture and the last that has arrived. */
  behind(): number | undefined {
    const range = lastRange(this.video);
    return range && Math.max(0, range.end - this.video.currentTime);
  }

  close(): void {
    clearInterval(this.timer);
    this.video.removeEventListener("waiting", this.ranDry);
    this.video.removeEventListener("progress", this.begin);
    this.video.playbackRate = 1;
  }

  /** The first segments need not begin at 0, and need not be played from their beginning. */
  private readonly begin = (): void => {
    if (!this.started && lastRange(this.video)) {
      this.started = true;
      this.jump();
    }
  };

  private readonly ranDry = (): void => {
    if (this.started) {
      this.reserve = Math.min(MOST_RESERVE, this.reserve * 1.5);
      this.looks.length = 0;
    }
  };

  private look(): void {
    const { video } = this;
    const range = lastRange(video);
    if (!range) {
      return;
    }
    if (!this.started) {
      this.begin();
      return;
    }
    if (video.currentTime < range.start || video.currentTime > range.end) {
      // A gap, as after a change of format.
      this.jump();
      return;
    }
    this.looks.push(range.end - video.currentTime);
    if (this.looks.length > WINDOW) {
      this.looks.shift();
    }
    const needless = Math.min(...this.looks) - this.reserve;
    if (!this.settled && this.looks.length >= SETTLE) {
      // A stream begins with what was sent since its last key frame, which comes at once.
      this.settled = true;
      if (needless > 0.3) {
        this.jump();
        return;
      }
    }
    if (needless > JUMP_AT || (!this.mayHurry && needless > 1 && this.looks.length === WINDOW)) {
      this.jump();
    } else if (this.mayHurry) {
      this.hurry(needless);
    }
  }

  /** In steps, and not to and fro: every change of speed costs the browser something. */
  private hurry(needless: number): void {
    const { video } = this;
    const hurries = video.playbackRate > 1;
    if (hurries ? needless <= 0.05 : needless <= 0.2 || this.looks.length < WINDOW) {
      if (hurries) {
        video.playbackRate = 1;
      }
    } else {
      const rate = needless > 0.5 ? FAST : FASTER;
      if (rate !== video.playbackRate) {
        video.playbackRate = rate;
      }
    }
  }

  private jump(): void {
    const range = lastRange(this.video);
    if (range) {
      this.looks.length = 0;
      this.video.playbackRate = 1;
      this.video.currentTime = Math.max(range.start, range.end - this.reserve);
    }
  }
}

function lastRange({ buffered }: HTMLVideoElement): { start: number; end: number } | undefined {
  const last = buffered.length - 1;
  return last < 0 ? undefined : { start: buffered.start(last), end: buffered.end(last) };
}

/** Safari and every browser on an iPhone: told by what they are built of, since the names of browsers lie. */
export function buffersAtEachSpeed(): boolean {
  return "GestureEvent" in globalThis;
}
