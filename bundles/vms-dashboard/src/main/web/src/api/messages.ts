import type { ServerNote } from "../media/notes";
import type { Alarm, Camera, CameraStatus, Device, StreamRole, VmsEvent } from "./types";

/** What the browser sends over the WebSocket. */
export type ClientMessage =
  | {
      type: "live.request";
      requestId: string;
      cameraId: string;
      role: StreamRole;
      audio?: boolean;
      /** The codecs that the browser takes by WebRTC, and by Media Source. */
      accept: string[];
      mse?: string[];
      /** The ways that it must not be answered with: `webrtc`, `mse`, `hls`. */
      failed?: string[];
    }
  | { type: "live.answer"; requestId: string; sessionId: string; sdp: string }
  | { type: "live.resume"; requestId: string; sessionId: string }
  | { type: "live.stop"; sessionId: string }
  | { type: "talk.request"; requestId: string; cameraId: string }
  | { type: "detections.subscribe"; cameraIds: string[] }
  | { type: "detections.unsubscribe" }
  | { type: "events.subscribe"; after?: number };

export interface LiveOffer {
  type: "live.offer";
  requestId: string;
  sessionId: string;
  role: StreamRole;
  reason?: string;
  notes?: ServerNote[];
  /** Between the stream's key frames, where that is known. */
  keyFrameSeconds?: number;
  sdp: string;
  iceServers?: RTCIceServer[];
}

export interface LiveFallback {
  type: "live.fallback";
  requestId: string;
  protocol: string;
  url?: string;
  /** Where the server holds a session for it. */
  sessionId?: string;
  role?: StreamRole;
  reason?: string;
  notes?: ServerNote[];
  keyFrameSeconds?: number;
}

export interface LiveState {
  type: "live.state";
  sessionId: string;
  state: "CONNECTED" | "FAILED" | "CLOSED";
  /** The stream that it goes on with, where that was changed. */
  role?: StreamRole;
  reason?: string;
  notes?: ServerNote[];
}

/** An offer to take the operator's voice. */
export interface TalkOffer {
  type: "talk.offer";
  requestId: string;
  sessionId: string;
  sdp: string;
  iceServers?: RTCIceServer[];
}

export interface CameraStatusPush {
  type: "camera.status";
  cameraId: string;
  status: CameraStatus;
}

/** A camera was added, or something of it but its status has changed. */
export interface CameraChangedPush {
  type: "camera.changed";
  camera: Camera;
}

export interface CameraRemovedPush {
  type: "camera.removed";
  cameraId: string;
}

/** An input of a recorder has changed. */
export interface NvrInputsPush {
  type: "nvr.inputs";
  nvrId: string;
  input: string;
  active: boolean;
}

export interface DiscoveryProgress {
  type: "DiscoveryProgress";
  scanId: string;
  probed: number;
  total: number;
}

export interface DiscoveryComplete {
  type: "DiscoveryComplete";
  scanId: string;
  state?: "COMPLETE" | "FAILED";
  /** Why it failed. */
  detail?: string;
  devices: Device[];
}

/** Something happened, or something was added to it, such as its picture. */
export interface EventPush {
  type: "event" | "event.updated";
  seq: number;
  event: VmsEvent;
}

/** The answer to a subscription; `gap` where more has happened since than the server keeps for that. */
export interface EventsSubscribed {
  type: "events.subscribed";
  requestId?: string;
  seq: number;
  gap?: boolean;
}

/** This browser was too slow for so many events, at least. */
export interface EventsLost {
  type: "events.lost";
  count: number;
}

/** An alarm was raised, happened again, or was changed. */
export interface AlarmPush {
  type: "alarm";
  alarm: Alarm;
}

/** Everything that is followed in a camera's picture at that moment; in place of what was told of it before. */
export interface DetectionsPush {
  type: "detections";
  cameraId: string;
  time: string;
  boxes: {
    trackId: string | number;
    label: string;
    confidence: number;
    x: number;
    y: number;
    w: number;
    h: number;
  }[];
}

export interface ErrorMessage {
  type: "error";
  code: string;
  message?: string;
  requestId?: string;
  sessionId?: string;
}

/** Footage of a camera is being stored now, or no longer. */
export interface RecordingPush {
  type: "recording.status";
  cameraId: string;
  recording: NonNullable<Camera["recording"]>;
}

/** What the server sends and the dashboard reads; every push may carry a growing `seq`. */
export type ServerMessage =
  | LiveOffer
  | LiveFallback
  | LiveState
  | TalkOffer
  | CameraStatusPush
  | RecordingPush
  | CameraChangedPush
  | CameraRemovedPush
  | NvrInputsPush
  | DiscoveryProgress
  | DiscoveryComplete
  | (EventPush & { type: "event" })
  | (EventPush & { type: "event.updated" })
  | EventsSubscribed
  | EventsLost
  | AlarmPush
  | DetectionsPush
  | ErrorMessage;

export type MessageOf<T extends ServerMessage["type"]> = Extract<ServerMessage, { type: T }>;
