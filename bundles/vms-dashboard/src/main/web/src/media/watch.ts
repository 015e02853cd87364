import { framesShown } from "./screens";

const LOOK_EVERY = 2_000;
const STALLED_AFTER = 8_000;
/** A connection begins with a burst, of which pictures are left out on purpose. */
const NOT_BEFORE = 10_000;
/** Looks that must all be bad, and how bad: this part of the pictures was dropped. */
const LOOKS = 5;
const DROPPED = 0.2;
const FEWEST = 10;

interface Look {
  shown: number;
  dropped: number;
}

/** Looks at a playing video from time to time: whether it goes on, and whether the computer keeps up with it. */
export class Watch {
  private readonly timer: ReturnType<typeof setInterval>;
  private readonly since = performance.now();
  private progress = this.since;
  private last: Look;
  private bad = 0;

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly stalled: () => void,
    private readonly slow: () => void,
  ) {
    this.last = look(video);
    this.timer = setInterval(() => this.check(), LOOK_EVERY);
  }

  end(): void {
    clearInterval(this.timer);
  }

  private check(): void {
    const now = performance.now();
    const present = look(this.video);
    const shown = present.shown - this.last.shown;
    const dropped = present.dropped - this.last.dropped;
    this.last = present;
    // A hidden page shows no pictures, whatever arrives.
    if (shown !== 0 || document.hidden) {
      this.progress = now;
    } else if (now - this.progress >= STALLED_AFTER) {
      this.stalled();
      return;
    }
    const counts = !document.hidden && shown >= FEWEST && now - this.since >= NOT_BEFORE;
    this.bad = counts && dropped >= shown * DROPPED ? this.bad + 1 : 0;
    if (this.bad >= LOOKS) {
      this.bad = 0;
      this.slow();
    }
  }
}

function look(video: HTMLVideoElement): Look {
  return { shown: framesShown(video), dropped: video.getVideoPlaybackQuality?.().droppedVideoFrames ?? 0 };
}
