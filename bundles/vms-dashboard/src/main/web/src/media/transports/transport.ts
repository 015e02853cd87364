import type { StreamRole } from "../../api/types";
import type { Reason, Rung } from "../ladder";

/** What a transport is asked to bring to its own video element. */
export interface Ask {
  cameraId: string;
  role: StreamRole;
  /** Rungs that failed before this one. */
  failed: readonly Rung[];
  video: HTMLVideoElement;
}

/** What a transport reports. After `failed` or `refused` it has ended and reports nothing more. */
export interface Report {
  offered(role: StreamRole, reason?: string): void;
  failed(reason: Reason): void;
  /** The server has answered that this way cannot work for this camera. */
  refused(reason: Reason): void;
}

/** Figures of a running picture; absent where the browser does not say. */
export interface Figures {
  framesDecoded?: number;
  framesDropped?: number;
  width?: number;
  height?: number;
  framesPerSecond?: number;
  bytesReceived?: number;
  packetsLost?: number;
  /** Seconds. */
  roundTrip?: number;
  /** Mean wait of a frame in the browser's buffer, in seconds. */
  bufferDelay?: number;
  codec?: string;
  /** Such as `udp` or `tcp`. */
  protocol?: string;
}

export interface Transport {
  figures(): Promise<Figures>;
  /** Ends it, on the server too. May be called at any time, and more than once. */
  close(): void;
}

/** One rung of the ladder, as the player sees it. */
export interface TransportKind {
  /** Whether this browser can do it at all. */
  possible(): boolean;
  open(ask: Ask, report: Report): Transport;
}
