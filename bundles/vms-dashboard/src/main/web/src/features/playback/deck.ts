import { CameraPlayer, type Picture } from "./cameraPlayer";
import { PlaybackClock } from "./clock";
import { serverNow } from "./serverTime";

/** The last seconds are not on disk yet. */
const EDGE = 6_000;
/** Milliseconds of real time that the picture may be behind the clock, and from when on it is elsewhere. */
const LAG = 120;
const MOST_LAG = 3_000;
const TICK = 250;
/** Backwards each picture is a jump. */
const TICK_BACKWARDS = 60;

export interface DeckView {
  playing: boolean;
  rate: number;
  /** Waits for the picture that is looked at. */
  waiting: boolean;
  selected: string;
  pictures: ReadonlyMap<string, Picture>;
  /** Counts jumps, so that what shows the time of a still clock knows. */
  jumps: number;
}

/** Plays several cameras by one clock. Its view is replaced at each change, never changed. */
export class Deck {
  readonly clock: PlaybackClock;
  skipGaps = true;
  private readonly players = new Map<string, CameraPlayer>();
  private readonly listeners = new Set<() => void>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private loud = false;
  private told = "";
  private current: DeckView;

  constructor(
    at: number,
    rate = 1,
    private readonly now: () => number = serverNow,
    private readonly create: typeof newPlayer = newPlayer,
  ) {
    this.clock = new PlaybackClock(Math.min(at, now() - EDGE));
    this.clock.setRate(rate);
    this.current = { playing: false, rate, waiting: false, selected: "", pictures: new Map(), jumps: 0 };
  }

  get view(): DeckView {
    return this.current;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Shows a camera in an element until the returned call. */
  attach(cameraId: string, video: HTMLVideoElement): () => void {
    const player = this.create(cameraId, video, () => this.publish());
    this.players.set(cameraId, player);
    if (!this.players.has(this.current.selected)) {
      this.current = { ...this.current, selected: cameraId };
    }
    this.quieten();
    this.tick();
    return () => {
      player.close();
      this.players.delete(cameraId);
      if (this.current.selected === cameraId) {
        this.current = { ...this.current, selected: this.players.keys().next().value ?? "" };
      }
      this.publish();
      if (this.players.size === 0) {
        clearTimeout(this.timer);
        this.timer = undefined;
      }
    };
  }

  play(): void {
    if (this.clock.time >= this.now() - EDGE && this.clock.rate > 0) {
      this.clock.setRate(1);
    }
    this.clock.play();
    this.tick();
  }

  pause(): void {
    this.clock.pause();
    this.clock.hold(false);
    this.tick();
  }

  toggle(): void {
    if (this.clock.playing) {
      this.pause();
    } else {
      this.play();
    }
  }

  seek(time: number): void {
    this.clock.seek(Math.min(time, this.now() - EDGE));
    this.current = { ...this.current, jumps: this.current.jumps + 1 };
    this.tick();
  }

  /** To the newest footage there is. */
  seekLatest(): void {
    this.clock.setRate(1);
    this.seek(this.now());
  }

  setRate(rate: number): void {
    this.clock.setRate(rate);
    this.quieten();
    this.tick();
  }

  select(cameraId: string): void {
    this.current = { ...this.current, selected: cameraId };
    this.quieten();
    this.publish();
  }

  get sound(): boolean {
    return this.loud;
  }

  /** The sound of the selected camera. */
  setSound(loud: boolean): void {
    this.loud = loud;
    this.quieten();
    this.publish();
  }

  /** One picture of the selected camera on or back. */
  step(direction: 1 | -1): void {
    this.clock.setRate(1);
    this.pause();
    const time = this.players.get(this.current.selected)?.timeOfNext(direction);
    this.seek(time ?? this.clock.time + direction * 40);
  }

  retry(cameraId: string): void {
    this.players.get(cameraId)?.retry();
  }

  private quieten(): void {
    for (const [id, player] of this.players) {
      player.mute(!(this.loud && id === this.current.selected && this.clock.rate === 1));
    }
  }

  private readonly tick = (): void => {
    clearTimeout(this.timer);
    const { clock } = this;
    const edge = this.now() - EDGE;
    if (clock.playing && clock.rate > 1 && clock.time > edge) {
      clock.setRate(1);
    }
    for (const player of this.players.values()) {
      player.update(clock.time, clock.rate, clock.playing && !clock.held);
    }
    this.lead();
    clock.hold(clock.playing && (this.players.get(this.current.selected)?.waits ?? false));
    if (clock.playing && this.skipGaps) {
      this.skip();
    }
    this.publish();
    if (this.players.size > 0) {
      this.timer = setTimeout(this.tick, clock.playing && clock.rate < 0 ? TICK_BACKWARDS : TICK);
    }
  };

  /** The picture that is looked at is never made to jump: where it falls behind, the clock comes back to it. */
  private lead(): void {
    const { clock } = this;
    const time = this.players.get(this.current.selected)?.time;
    if (time !== undefined && clock.playing && !clock.held && clock.rate > 0) {
      const behind = (clock.time - time) / clock.rate;
      if (behind > LAG && behind < MOST_LAG) {
        clock.seek(time);
      }
    }
  }

  /** Where no camera has anything, on to the first that has. */
  private skip(): void {
    const pictures = [...this.players.values()].map((player) => player.picture);
    if (this.clock.rate < 0 || !pictures.every((picture) => picture.kind === "gap" && picture.gap)) {
      return;
    }
    const ends = pictures.flatMap((picture) => (picture.kind === "gap" && picture.gap?.to) || []);
    const next = Math.min(...ends);
    if (Number.isFinite(next) && next > this.clock.time && next < this.now() - EDGE) {
      this.clock.seek(next);
      this.current = { ...this.current, jumps: this.current.jumps + 1 };
    }
  }

  private publish(): void {
    const { playing, rate, held: waiting } = this.clock;
    const pictures = new Map([...this.players].map(([id, player]) => [id, player.picture]));
    const before = this.current;
    this.current = { ...before, playing, rate, waiting, pictures };
    if (!sameView(before, this.current) || this.told !== this.current.jumps + this.current.selected) {
      this.told = this.current.jumps + this.current.selected;
      for (const listener of [...this.listeners]) {
        listener();
      }
    } else {
      this.current = before;
    }
  }
}

function sameView(a: DeckView, b: DeckView): boolean {
  return (
    a.playing === b.playing &&
    a.rate === b.rate &&
    a.waiting === b.waiting &&
    a.pictures.size === b.pictures.size &&
    [...b.pictures].every(([id, picture]) => a.pictures.get(id) === picture)
  );
}

function newPlayer(cameraId: string, video: HTMLVideoElement, changed: () => void): CameraPlayer {
  return new CameraPlayer(cameraId, video, changed);
}
