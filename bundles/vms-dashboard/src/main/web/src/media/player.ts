import type { StreamRole } from "../api/types";
import { advance, initial, type LadderEvent, type LadderState, type Rung } from "./ladder";
import { framesShown, onFirstFrame, returnScreen, takeScreen } from "./screens";
import type { Figures, Transport, TransportKind } from "./transports/transport";

const STALLED_AFTER = 8_000;
const WATCH_EVERY = 2_000;
/** The kept still need not be larger than this: it is shown dimmed, and 36 of them stay in memory. */
const STILL_WIDTH = 960;

/** What a tile shows of its player. */
export interface PlayerView {
  readonly ladder: LadderState;
  /** Moving pictures are on the screen: also while a better stream is being fetched behind them. */
  readonly live: boolean;
  /** Wall time of the still that is shown instead, in milliseconds since 1970. */
  readonly stillFrom?: number;
}

interface Line {
  attempt: number;
  transport: Transport;
  video: HTMLVideoElement;
  stopWaiting: () => void;
}

/**
 * Plays one camera in one element, following the ladder. A new connection starts behind the picture that is shown
 * and takes its place with its first frame, so that the tile is never black once it showed something.
 */
export class LivePlayer {
  private ladder: LadderState;
  private view: PlayerView;
  private onScreen: Line | undefined;
  private coming: Line | undefined;
  private stillFrom: number | undefined;
  private container: HTMLElement | undefined;
  private readonly still = document.createElement("canvas");
  private readonly listeners = new Set<() => void>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private watch: ReturnType<typeof setInterval> | undefined;
  private lastCount = 0;
  private lastProgress = 0;

  constructor(
    private readonly cameraId: string,
    private readonly kinds: ReadonlyMap<Rung, TransportKind>,
    role: StreamRole,
  ) {
    const rungs = [...kinds].filter(([, kind]) => kind.possible()).map(([rung]) => rung);
    this.ladder = initial(rungs, role);
    this.view = { ladder: this.ladder, live: false };
  }

  /** Shows in this element until the returned function is called. */
  attach(container: HTMLElement): () => void {
    this.container = container;
    container.prepend(this.still);
    return () => {
      clearTimeout(this.timer);
      this.endAll();
      this.still.remove();
      this.container = undefined;
      this.ladder = { ...initial(this.ladder.rungs, this.ladder.role), attempt: this.ladder.attempt };
      this.publish();
    };
  }

  dispatch(event: LadderEvent): void {
    if (!this.container) {
      return;
    }
    const before = this.ladder;
    const now = performance.now();
    this.ladder = advance(before, event, { now, random: Math.random() });
    if (this.ladder === before) {
      return;
    }
    clearTimeout(this.timer);
    if (this.ladder.deadline !== undefined) {
      this.timer = setTimeout(
        () => this.dispatch({ type: "tick" }),
        Math.max(0, this.ladder.deadline - now) + 1,
      );
    }
    this.follow(before);
    this.publish();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = (): PlayerView => this.view;

  async figures(): Promise<Figures> {
    return (await this.onScreen?.transport.figures()) ?? {};
  }

  /** Does what the step from `before` to the present state asks for. */
  private follow(before: LadderState): void {
    const { phase, attempt } = this.ladder;
    if (phase === "connecting") {
      if (attempt !== before.attempt) {
        this.endComing();
        this.connect(attempt);
      }
      return;
    }
    if (phase === "playing") {
      return;
    }
    this.endComing();
    // A failed change of stream leaves the old one running; leaving the view or losing the camera does not.
    if (phase === "paused" || phase === "offline") {
      this.endOnScreen();
    }
  }

  private connect(attempt: number): void {
    const rung = this.ladder.rungs[this.ladder.rung];
    const kind = rung === undefined ? undefined : this.kinds.get(rung);
    if (!kind || !this.container) {
      return;
    }
    const video = takeScreen();
    video.className = "coming";
    this.container.append(video);
    const failed = this.ladder.rungs.slice(0, this.ladder.rung);
    const { cameraId } = this;
    const transport = kind.open(
      { cameraId, role: this.ladder.role, failed, video },
      {
        offered: (role, reason) =>
          this.dispatch({ type: "offered", attempt, role, ...(reason ? { reason } : {}) }),
        failed: (reason) => this.ended(attempt, { type: "failed", attempt, reason }),
        refused: (reason) => this.ended(attempt, { type: "refused", attempt, reason }),
      },
    );
    this.coming = {
      attempt,
      transport,
      video,
      stopWaiting: onFirstFrame(video, () => this.swap(attempt)),
    };
  }

  /** A connection ended by itself. The one shown while another is coming leaves its still; the ladder ignores it. */
  private ended(attempt: number, event: LadderEvent): void {
    if (this.onScreen?.attempt === attempt) {
      this.endOnScreen();
      this.publish();
    }
    this.dispatch(event);
  }

  private swap(attempt: number): void {
    const line = this.coming;
    if (line?.attempt !== attempt) {
      return;
    }
    this.coming = undefined;
    const old = this.onScreen;
    this.onScreen = line;
    line.video.className = "shown";
    line.video.dataset.testid = "tile-video";
    line.video.dataset.cameraId = this.cameraId;
    if (old) {
      end(old);
    }
    this.stillFrom = undefined;
    this.startWatch();
    this.dispatch({ type: "frame", attempt });
    this.publish();
  }

  private startWatch(): void {
    clearInterval(this.watch);
    this.lastCount = 0;
    this.lastProgress = performance.now();
    this.watch = setInterval(() => this.check(), WATCH_EVERY);
  }

  private check(): void {
    const line = this.onScreen;
    if (!line) {
      return;
    }
    const now = performance.now();
    const count = framesShown(line.video);
    // A hidden page shows no frames, whatever arrives.
    if (count !== this.lastCount || document.hidden) {
      this.lastCount = count;
      this.lastProgress = now;
    } else if (now - this.lastProgress >= STALLED_AFTER) {
      this.ended(line.attempt, { type: "failed", attempt: line.attempt, reason: { code: "stalled" } });
    }
  }

  private endComing(): void {
    if (this.coming) {
      end(this.coming);
      this.coming = undefined;
    }
  }

  private endOnScreen(): void {
    clearInterval(this.watch);
    const line = this.onScreen;
    this.onScreen = undefined;
    if (line) {
      this.keepStill(line.video);
      end(line);
    }
  }

  private endAll(): void {
    this.endComing();
    this.endOnScreen();
  }

  private keepStill(video: HTMLVideoElement): void {
    const { videoWidth, videoHeight } = video;
    if (videoWidth === 0 || videoHeight === 0) {
      return;
    }
    const scale = Math.min(1, STILL_WIDTH / videoWidth);
    this.still.width = Math.round(videoWidth * scale);
    this.still.height = Math.round(videoHeight * scale);
    this.still.getContext("2d")?.drawImage(video, 0, 0, this.still.width, this.still.height);
    this.stillFrom = Date.now();
  }

  private publish(): void {
    const live = this.onScreen !== undefined;
    this.view = {
      ladder: this.ladder,
      live,
      ...(live || this.stillFrom === undefined ? {} : { stillFrom: this.stillFrom }),
    };
    for (const listener of [...this.listeners]) {
      listener();
    }
  }
}

function end(line: Line): void {
  line.stopWaiting();
  line.transport.close();
  returnScreen(line.video);
}
