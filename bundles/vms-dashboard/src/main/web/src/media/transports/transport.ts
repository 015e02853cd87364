import type { StreamRole } from "../../api/types";
import type { Given, Path, Reason, Rung } from "../ladder";
import type { ServerNote } from "../notes";

/** What a connection is asked to bring, and to which element: an image for stills, else a video. */
export interface Ask {
  cameraId: string;
  role: StreamRole;
  audio: boolean;
  /** Rungs that are out of the question. */
  failed: readonly Rung[];
  screen: HTMLVideoElement | HTMLImageElement;
}

/** What a connection reports. After `failed`, `interrupted` or `refused` it has ended and reports nothing more. */
export interface Report {
  answered(rung: Rung, given: Given): void;
  /** Something arrives, be it a picture yet or not. */
  arriving(): void;
  /** The first still is shown; the first picture of a video its element tells. */
  frame(): void;
  path(path: Path): void;
  sound(has: boolean): void;
  moved(given: Given): void;
  /** This rung does not work here. */
  failed(reason: Reason): void;
  /** It ended, and the rung is not to blame. */
  interrupted(reason: Reason): void;
  /** The server will not give this picture. */
  refused(reason: Reason): void;
}

/** What the media part of a connection reports. */
export type MediaReport = Pick<Report, "arriving" | "path" | "sound" | "failed" | "interrupted"> & {
  /** What the server says about the picture, such as a sound that was left out. */
  note(notes: readonly ServerNote[]): void;
};

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
  /** How far the picture is behind what has arrived, or behind the live edge, in seconds. */
  bufferDelay?: number;
  codec?: string;
  /** Such as `udp`, `tcp`, `relay`, `websocket` or `http`. */
  protocol?: string;
}

export interface Transport {
  figures(): Promise<Figures>;
  /** Ends it, on the server too. May be called at any time, and more than once. */
  close(): void;
}

/** Leaves out what is not known. */
export function compact(values: { [K in keyof Figures]: Figures[K] | undefined }): Figures {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Figures;
}

/** What a video element itself knows of its picture. */
export function figuresOf(video: HTMLVideoElement): Figures {
  const quality = video.getVideoPlaybackQuality?.();
  return compact({
    framesDecoded: quality?.totalVideoFrames,
    framesDropped: quality?.droppedVideoFrames,
    width: video.videoWidth || undefined,
    height: video.videoHeight || undefined,
  });
}

/** Starts a video, muted if need be, and says so where the browser does not let it start at all. */
export function start(video: HTMLVideoElement, failed: (reason: Reason) => void): void {
  video.play().catch((error: unknown) => {
    if (error instanceof DOMException && error.name === "NotAllowedError") {
      failed({ code: "autoplay_refused" });
    }
  });
}

/** The name that cameras' codecs go by, of one as MIME types write it (RFC 6381). */
export function codecName(codec: string): string {
  const start = codec.trim().split(".")[0]?.toLowerCase() ?? "";
  const names: Record<string, string> = {
    avc1: "H264",
    avc3: "H264",
    hvc1: "H265",
    hev1: "H265",
    mp4a: "AAC",
    opus: "OPUS",
  };
  return names[start] ?? codec.trim();
}

export function isSound(codec: string): boolean {
  return /^(mp4a|opus|ac-3|ec-3|flac)/i.test(codec.trim());
}
