import type { DetectionsPush } from "../../api/messages";
import type { Socket } from "../../api/socket";

export interface LiveBox {
  trackId: string | number;
  label: string;
  confidence: number;
  x: number;
  y: number;
  w: number;
  h: number;
}

interface Moment {
  /** Server time of the frame, in milliseconds since 1970. */
  at: number;
  boxes: readonly LiveBox[];
}

/** What stands still in a still scene is told again at least every ten seconds. */
const FORGOTTEN_AFTER = 11_000;
const KEPT = 50;

/**
 * What is followed in the pictures, camera by camera, as the server tells it. Asked for while anybody looks at it, for
 * those cameras alone, and again after a lost connection.
 */
export class Boxes {
  private readonly moments = new Map<string, Moment[]>();
  private readonly watched = new Map<string, number>();
  private ends: (() => void)[] = [];

  constructor(private readonly socket: Socket) {}

  /** Until the returned call. */
  watch(cameraId: string): () => void {
    this.watched.set(cameraId, (this.watched.get(cameraId) ?? 0) + 1);
    this.ask();
    return () => {
      const left = (this.watched.get(cameraId) ?? 1) - 1;
      if (left > 0) {
        this.watched.set(cameraId, left);
      } else {
        this.watched.delete(cameraId);
        this.moments.delete(cameraId);
      }
      this.ask();
    };
  }

  /** Where everything was at that moment: between two frames in between, after the last one where that left it. */
  at(cameraId: string, time: number): readonly LiveBox[] {
    const moments = this.moments.get(cameraId) ?? [];
    const index = moments.findLastIndex((moment) => moment.at <= time);
    const before = moments[index];
    const after = moments[index + 1];
    if (!before) {
      // The picture is behind all that is known: the first will do when it is about to come.
      return after && after.at - time < 500 ? after.boxes : [];
    }
    if (!after) {
      return time - before.at < FORGOTTEN_AFTER ? before.boxes : [];
    }
    const part = (time - before.at) / (after.at - before.at);
    return before.boxes.map((box) => {
      const next = after.boxes.find(({ trackId }) => trackId === box.trackId);
      return next ? between(box, next, part) : box;
    });
  }

  private ask(): void {
    if (this.watched.size > 0 && this.ends.length === 0) {
      this.ends = [
        this.socket.on("detections", (push) => this.take(push)),
        this.socket.subscribe(() => this.socket.link.state === "open" && this.subscribe()),
      ];
    } else if (this.watched.size === 0 && this.ends.length > 0) {
      for (const end of this.ends) {
        end();
      }
      this.ends = [];
    }
    this.subscribe();
  }

  private subscribe(): void {
    this.socket.send(
      this.watched.size === 0
        ? { type: "detections.unsubscribe" }
        : { type: "detections.subscribe", cameraIds: [...this.watched.keys()] },
    );
  }

  private take({ cameraId, time, boxes }: DetectionsPush): void {
    const at = Date.parse(time);
    if (!this.watched.has(cameraId) || Number.isNaN(at)) {
      return;
    }
    const moments = this.moments.get(cameraId) ?? [];
    this.moments.set(cameraId, [...moments.slice(1 - KEPT), { at, boxes }]);
  }
}

function between(a: LiveBox, b: LiveBox, part: number): LiveBox {
  const mix = (from: number, to: number) => from + (to - from) * part;
  return { ...b, x: mix(a.x, b.x), y: mix(a.y, b.y), w: mix(a.w, b.w), h: mix(a.h, b.h) };
}
