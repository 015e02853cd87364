/** Milliseconds that only go forward. */
export type Monotonic = () => number;

/**
 * The time that all pictures of a page follow: T = t0 + rate · (now − n0), in milliseconds since 1970. It stands while it is
 * paused, and while it is held because the picture that is looked at has not arrived.
 */
export class PlaybackClock {
  private t0: number;
  private n0: number;
  private speed = 1;
  private runs = false;
  private isHeld = false;

  constructor(
    at: number,
    private readonly now: Monotonic = () => performance.now(),
  ) {
    this.t0 = at;
    this.n0 = now();
  }

  get time(): number {
    return this.moves ? this.t0 + this.speed * (this.now() - this.n0) : this.t0;
  }

  /** Negative backwards. */
  get rate(): number {
    return this.speed;
  }

  get playing(): boolean {
    return this.runs;
  }

  get held(): boolean {
    return this.isHeld;
  }

  play(): void {
    this.change(() => {
      this.runs = true;
    });
  }

  pause(): void {
    this.change(() => {
      this.runs = false;
    });
  }

  seek(time: number): void {
    this.change(() => {
      this.t0 = time;
    });
  }

  setRate(rate: number): void {
    this.change(() => {
      this.speed = rate;
    });
  }

  /** Stands until it is released, without forgetting that it plays. */
  hold(held: boolean): void {
    if (held !== this.isHeld) {
      this.change(() => {
        this.isHeld = held;
      });
    }
  }

  private get moves(): boolean {
    return this.runs && !this.isHeld;
  }

  private change(set: () => void): void {
    this.t0 = this.time;
    this.n0 = this.now();
    set();
  }
}
