import { ApiError } from "../../api/client";
import type { PtzCommand } from "../../api/types";

/** Parts of the full speed, each -1 to 1: to the right, upwards, closer. */
export interface Velocity {
  pan: number;
  tilt: number;
  zoom: number;
}

const STILL: Velocity = { pan: 0, tilt: 0, zoom: 0 };
/** Many devices end a movement after a few seconds by themselves: while something is held it is asked for again. */
const REPEAT_EVERY = 2_000;
/** A camera must not go on turning because one answer was lost. */
const STOP_TRIES = 3;
const STOP_AGAIN_AFTER = 500;

export interface DriveState {
  moving: boolean;
  /** Of the last command that failed, until the next one is given. */
  error?: unknown;
  /** No stop got through: the camera may be turning although nothing is held. */
  runaway?: boolean;
  /** Set for good once the camera has said that it cannot be turned. */
  unsupported?: unknown;
}

/**
 * Turns one camera. Directions are held and let go by name, several at once; the movement is their sum. One command is
 * under way at a time, so that no movement can overtake the stop that follows it, and only the newest wish is sent next.
 */
export class PtzDrive {
  state: DriveState = { moving: false };
  /** Part of the full speed. */
  speed = 0.5;

  readonly #send: (command: PtzCommand) => Promise<unknown>;
  readonly #listeners = new Set<() => void>();
  readonly #held = new Map<string, Partial<Velocity>>();
  #sent = STILL;
  /** Whether the camera is known to have been told to stop since it was last told to move. */
  #stopped = true;
  #preset: string | undefined;
  #busy = false;
  #ended = false;
  #repeat: ReturnType<typeof setTimeout> | undefined;

  /** `send` gives the command to the server, and must get it there even while the page goes away. */
  constructor(send: (command: PtzCommand) => Promise<unknown>) {
    this.#send = send;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  snapshot = (): DriveState => this.state;

  /** Moves from now on in this direction too. Holding what is held changes nothing, as when a key repeats. */
  hold(name: string, direction: Partial<Velocity>): void {
    if (!this.#held.has(name) && !this.#ended && this.state.unsupported === undefined) {
      this.#held.set(name, direction);
      this.#preset = undefined;
      this.#set({ error: undefined });
      void this.#go();
    }
  }

  /** Moves from now on as far as a stick is pushed, and stops when it is back: in place of what it was pushed to before. */
  steer(name: string, velocity: Velocity): void {
    if (same(velocity, STILL)) {
      this.letGo(name);
    } else if (!this.#ended && this.state.unsupported === undefined) {
      this.#held.set(name, velocity);
      this.#preset = undefined;
      this.#set({ error: undefined });
      void this.#go();
    }
  }

  letGo(name: string): void {
    if (this.#held.delete(name)) {
      void this.#go();
    }
  }

  letGoAll(): void {
    if (this.#held.size > 0) {
      this.#held.clear();
      void this.#go();
    }
  }

  /** Sends the camera to a stored position, once nothing is held. */
  recall(preset: string): void {
    if (!this.#ended && this.state.unsupported === undefined) {
      this.#held.clear();
      this.#preset = preset;
      this.#set({ error: undefined });
      void this.#go();
    }
  }

  /** The presets could not be read because the camera cannot be turned at all. */
  refuse(error: unknown): void {
    this.#held.clear();
    this.#set({ unsupported: error });
  }

  /** Stops at once, without waiting for what is under way: the page may not live long enough. */
  end(): void {
    this.#ended = true;
    this.#held.clear();
    this.#preset = undefined;
    clearTimeout(this.#repeat);
    this.#lastStop();
    this.#listeners.clear();
  }

  #lastStop(): void {
    if (!this.#stopped) {
      this.#send({ stop: true }).catch(() => {
        // Nobody is left to be told.
      });
    }
  }

  #wanted(): Velocity {
    const sum = { ...STILL };
    for (const direction of this.#held.values()) {
      sum.pan += direction.pan ?? 0;
      sum.tilt += direction.tilt ?? 0;
      sum.zoom += direction.zoom ?? 0;
    }
    const part = (value: number) => Math.max(-1, Math.min(1, value)) * this.speed;
    return { pan: part(sum.pan), tilt: part(sum.tilt), zoom: part(sum.zoom) };
  }

  /** Sends until what was sent last is what is wanted. */
  async #go(again = false): Promise<void> {
    if (this.#busy) {
      return;
    }
    this.#busy = true;
    clearTimeout(this.#repeat);
    let repeat = again;
    while (!this.#ended && this.state.unsupported === undefined) {
      const wanted = this.#wanted();
      if (same(wanted, this.#sent) && !repeat) {
        if (this.#preset === undefined) {
          break;
        }
        const preset = this.#preset;
        this.#preset = undefined;
        await this.#give({ preset });
        continue;
      }
      repeat = false;
      const stops = same(wanted, STILL);
      // Before the answer: also a movement whose answer is lost may have begun, and is stopped.
      this.#sent = wanted;
      this.#stopped = false;
      this.#set({ moving: !stops });
      if (stops) {
        await this.#stop();
      } else if (!(await this.#give(wanted))) {
        this.#held.clear();
      }
    }
    this.#busy = false;
    if (this.#ended) {
      // The stop that was sent in the meantime may have overtaken what was under way.
      this.#lastStop();
    } else if (!same(this.#sent, STILL)) {
      this.#repeat = setTimeout(() => void this.#go(true), REPEAT_EVERY);
    }
  }

  async #stop(): Promise<void> {
    for (let tries = 1; !this.#ended; tries++) {
      const done = await this.#give({ stop: true });
      if (done) {
        this.#stopped = true;
        this.#set({ runaway: false });
        return;
      }
      // Whoever moves on has a newer wish; a stop follows that one too.
      if (tries === STOP_TRIES || this.#held.size > 0 || this.state.unsupported !== undefined) {
        this.#set({ runaway: tries === STOP_TRIES });
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, STOP_AGAIN_AFTER));
    }
  }

  async #give(command: PtzCommand): Promise<boolean> {
    try {
      await this.#send(command);
      return true;
    } catch (error) {
      if (isUnsupported(error)) {
        this.refuse(error);
        this.#sent = STILL;
        this.#stopped = true;
        this.#set({ moving: false, runaway: false });
      } else {
        this.#set({ error });
      }
      return false;
    }
  }

  #set(change: Partial<DriveState>): void {
    if (!this.#ended) {
      this.state = { ...this.state, ...change };
      for (const listener of [...this.#listeners]) {
        listener();
      }
    }
  }
}

/** Whether an answer says that the camera has no such power, rather than that it failed this time. */
export function isUnsupported(error: unknown): boolean {
  return error instanceof ApiError && error.status === 409 && error.code === "NOT_SUPPORTED";
}

function same(a: Velocity, b: Velocity): boolean {
  return a.pan === b.pan && a.tilt === b.tilt && a.zoom === b.zoom;
}
