import type { Rung } from "./ladder";

/** What this browser can play, asked of it rather than guessed from its name. */

/** The names of codecs that a live request speaks of. */
const WEBRTC_CODECS = ["H264", "H265", "OPUS", "PCMU", "PCMA"];
const MSE_CODECS = {
  H264: 'video/mp4; codecs="avc1.640028"',
  H265: 'video/mp4; codecs="hvc1.1.6.L120.90"',
  AAC: 'audio/mp4; codecs="mp4a.40.2"',
  OPUS: 'audio/mp4; codecs="opus"',
};

type Source = typeof MediaSource;

/** Media Source Extensions; iPhones have them by another name. */
export function mediaSource(): Source | undefined {
  const scope = globalThis as { MediaSource?: Source; ManagedMediaSource?: Source };
  return scope.MediaSource ?? scope.ManagedMediaSource;
}

/** What a request may be answered with, best first. Stills every browser can show. */
export function ableRungs(): Rung[] {
  const able: Rung[] = [];
  if (typeof RTCPeerConnection === "function") {
    able.push("webrtc");
  }
  if (mediaSource() && typeof WebSocket === "function") {
    able.push("mse");
  }
  if (mediaSource() || playsHlsItself()) {
    able.push("hls");
  }
  return [...able, "stills"];
}

export function playsHlsItself(): boolean {
  return document.createElement("video").canPlayType("application/vnd.apple.mpegurl") !== "";
}

/** The codecs this browser takes by WebRTC, such as `H264`. */
export function webrtcCodecs(): string[] {
  const names = (["video", "audio"] as const)
    .flatMap((kind) => globalThis.RTCRtpReceiver?.getCapabilities?.(kind)?.codecs ?? [])
    .map((codec) => codec.mimeType.replace(/^.*\//, "").toUpperCase());
  return WEBRTC_CODECS.filter((name) => names.includes(name));
}

/** The codecs this browser takes by Media Source. */
export function mseCodecs(): string[] {
  const source = mediaSource();
  return Object.entries(MSE_CODECS)
    .filter(([, type]) => source?.isTypeSupported?.(type))
    .map(([name]) => name);
}
