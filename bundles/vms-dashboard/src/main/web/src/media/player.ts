import type { StreamRole } from "../api/types";
import {
  advance,
  type Choice,
  deadlineOf,
  initial,
  type LadderEvent,
  type LadderState,
  outOfQuestion,
  type Phase,
  phaseOf,
} from "./ladder";
import type { Live } from "./live";
import { recall, remember } from "./memory";
import { onFirstFrame, returnScreen, type Screen, sizeOf, takeImage, takeScreen } from "./screens";
import type { Figures, Transport } from "./transports/transport";
import { Watch } from "./watch";

/** The kept still need not be larger than this: it is shown dimmed, and 36 of them stay in memory. */
const STILL_WIDTH = 960;

/** A picture usually comes within this time, and then the camera need not be asked for a still. */
const STILL_AFTER = 700;

/** What a tile shows of its player. */
export interface PlayerView {
  readonly ladder: LadderState;
  readonly phase: Phase;
  /** Something of now is on the screen: also while a better stream is being fetched behind it. */
  readonly live: boolean;
  /** Wall time of the still that is shown instead, in milliseconds since 1970. */
  readonly stillFrom?: number;
  /** The browser did not let the sound start by itself. */
  readonly silenced: boolean;
}

interface Line {
  attempt: number;
  transport: Transport;
  screen: Screen;
  stopWaiting: () => void;
  watch?: Watch;
}

/**
 * Plays one camera in one element, following the ladder. A new connection starts behind the picture that is shown
 * and takes its place with its first frame, so that the tile is never black once it showed something.
 */
export class LivePlayer {
  private ladder: LadderState;
  private view: PlayerView;
  private readonly lines = new Map<number, Line>();
  private stillFrom: number | undefined;
  private silenced = false;
  private container: HTMLElement | undefined;
  private readonly still = document.createElement("canvas");
  private readonly listeners = new Set<() => void>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** The still that is fetched, or was, while nothing was shown yet. */
  private poster: AbortController | undefined;

  constructor(
    private readonly cameraId: string,
    private readonly live: Live,
    role: StreamRole,
  ) {
    const { choice, lost } = recall(cameraId);
    this.ladder = initial(live.able(), role, choice, lost);
    this.view = this.look();
  }

  /** Shows in this element until the returned function is called. */
  attach(container: HTMLElement): () => void {
    this.container = container;
    container.prepend(this.still);
    return () => {
      clearTimeout(this.timer);
      this.endPoster();
      this.keepStill();
      for (const line of this.lines.values()) {
        end(line);
      }
      this.lines.clear();
      this.still.remove();
      this.container = undefined;
      const { able, role, choice, lost, attempt } = this.ladder;
      this.ladder = { ...initial(able, role, choice, lost), attempt };
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
    const deadline = deadlineOf(this.ladder);
    if (deadline !== undefined) {
      this.timer = setTimeout(() => this.dispatch({ type: "tick" }), Math.max(0, deadline - now) + 1);
    }
    this.follow(before);
    this.publish();
  }

  choose(choice: Choice): void {
    this.dispatch({ type: "choose", choice });
    this.keepInMind();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = (): PlayerView => this.view;

  async figures(): Promise<Figures> {
    return (await this.onScreen()?.transport.figures()) ?? {};
  }

  private onScreen(): Line | undefined {
    const { shown } = this.ladder;
    return shown && this.lines.get(shown.attempt);
  }

  /** Brings about what the step from `before` to the present state asks for. */
  private follow(before: LadderState): void {
    const { shown, coming } = this.ladder;
    if (before.shown && !shown) {
      this.keepStill(before.shown.attempt);
    }
    if (shown && shown.attempt !== before.shown?.attempt) {
      this.swap(shown.attempt);
    }
    for (const [attempt, line] of this.lines) {
      if (attempt !== shown?.attempt && attempt !== coming?.attempt) {
        this.lines.delete(attempt);
        end(line);
      }
    }
    if (coming && !this.lines.has(coming.attempt)) {
      this.connect(coming.attempt);
    }
    this.sound();
    if (shown || !coming) {
      this.endPoster();
    } else if (!this.poster && this.stillFrom === undefined) {
      this.beginPoster();
    }
  }

  private beginPoster(): void {
    const poster = new AbortController();
    this.poster = poster;
    const timer = setTimeout(() => void this.showPoster(poster.signal), STILL_AFTER);
    poster.signal.addEventListener("abort", () => clearTimeout(timer));
  }

  private endPoster(): void {
    this.poster?.abort();
    this.poster = undefined;
  }

  private async showPoster(signal: AbortSignal): Promise<void> {
    const still = await this.live.still(this.cameraId, signal);
    if (!still || signal.aborted) {
      return;
    }
    const picture = await createImageBitmap(still).catch(() => undefined);
    if (picture && !signal.aborted) {
      this.draw(picture, picture.width, picture.height);
      this.publish();
    }
    picture?.close();
  }

  private connect(attempt: number): void {
    const { coming } = this.ladder;
    if (!coming || !this.container) {
      return;
    }
    const screen = coming.rung === "stills" ? takeImage() : takeScreen();
    screen.className = "coming";
    this.container.append(screen);
    const { cameraId } = this;
    const transport = this.live.open(
      {
        cameraId,
        role: coming.role,
        audio: coming.audio,
        failed: outOfQuestion(this.ladder, coming.lost),
        screen,
      },
      {
        answered: (rung, given) => this.dispatch({ type: "answered", attempt, rung, ...given }),
        arriving: () => this.dispatch({ type: "arriving", attempt }),
        frame: () => this.dispatch({ type: "frame", attempt }),
        path: (path) => this.dispatch({ type: "path", attempt, path }),
        sound: (has) => this.dispatch({ type: "sound", attempt, has }),
        moved: (given) => this.dispatch({ type: "moved", attempt, ...given }),
        failed: (reason) => this.dispatch({ type: "failed", attempt, reason }),
        interrupted: (reason) => this.dispatch({ type: "interrupted", attempt, reason }),
        refused: (reason) => this.dispatch({ type: "refused", attempt, reason }),
      },
    );
    const stopWaiting =
      screen instanceof HTMLVideoElement
        ? onFirstFrame(screen, () => this.dispatch({ type: "frame", attempt }))
        : () => {};
    this.lines.set(attempt, { attempt, transport, screen, stopWaiting });
  }

  private swap(attempt: number): void {
    const line = this.lines.get(attempt);
    if (!line) {
      return;
    }
    const { screen } = line;
    screen.className = "shown";
    screen.dataset.testid = screen instanceof HTMLVideoElement ? "tile-video" : "tile-still";
    screen.dataset.cameraId = this.cameraId;
    if (screen instanceof HTMLVideoElement) {
      line.watch = new Watch(
        screen,
        () => this.dispatch({ type: "failed", attempt, reason: { code: "stalled" } }),
        () => this.dispatch({ type: "slow" }),
      );
    }
    this.stillFrom = undefined;
    this.keepInMind();
  }

  /** The way that works here, and what was chosen; stills are no way to begin with. */
  private keepInMind(): void {
    const { choice, lost, shown } = this.ladder;
    const known = choice === "auto" && shown?.rung && shown.rung !== "stills" ? lost : [];
    remember(this.cameraId, { choice, lost: known });
  }

  /** Only what is on the screen may be heard, and only when asked for. */
  private sound(): void {
    this.silenced &&= this.ladder.audio;
    for (const { attempt, screen } of this.lines.values()) {
      if (screen instanceof HTMLImageElement) {
        continue;
      }
      const loud = this.ladder.audio && !this.silenced && attempt === this.ladder.shown?.attempt;
      if (screen.muted === loud) {
        screen.muted = !loud;
        if (loud) {
          // Some browsers stop a video that becomes loud without a click.
          screen.play().catch(() => this.silence(screen));
        }
      }
    }
  }

  private silence(video: HTMLVideoElement): void {
    video.muted = true;
    void video.play().catch(() => {});
    this.silenced = true;
    this.publish();
  }

  private keepStill(attempt = this.ladder.shown?.attempt): void {
    const screen = attempt === undefined ? undefined : this.lines.get(attempt)?.screen;
    const { width, height } = screen ? sizeOf(screen) : { width: 0, height: 0 };
    if (!screen || width === 0 || height === 0) {
      return;
    }
    this.draw(screen, width, height);
  }

  private draw(picture: CanvasImageSource, width: number, height: number): void {
    const scale = Math.min(1, STILL_WIDTH / width);
    this.still.width = Math.round(width * scale);
    this.still.height = Math.round(height * scale);
    this.still.getContext("2d")?.drawImage(picture, 0, 0, this.still.width, this.still.height);
    this.stillFrom = Date.now();
  }

  private publish(): void {
    this.view = this.look();
    for (const listener of [...this.listeners]) {
      listener();
    }
  }

  private look(): PlayerView {
    const live = this.ladder.shown !== undefined;
    return {
      ladder: this.ladder,
      phase: phaseOf(this.ladder),
      live,
      silenced: this.silenced,
      ...(live || this.stillFrom === undefined ? {} : { stillFrom: this.stillFrom }),
    };
  }
}

function end(line: Line): void {
  line.stopWaiting();
  line.watch?.end();
  line.transport.close();
  returnScreen(line.screen);
}
