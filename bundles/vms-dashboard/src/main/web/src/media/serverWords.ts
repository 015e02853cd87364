import type { I18n, MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { ServerNote } from "./notes";

/** What the server says in codes, in the user's language; its own words where a code is not known here. */

const CODECS: Record<string, string> = {
  H264: "H.264",
  H265: "H.265",
  MJPEG: "Motion JPEG",
  G722: "G.722",
  PCMU: "G.711",
  PCMA: "G.711",
  OPUS: "Opus",
};

const WORDS: Record<string, MessageDescriptor> = {
  b_frames: msg`The stream uses B-frames, which WebRTC cannot show`,
  no_video: msg`The camera sends no video on this stream`,
  substream_for_loss: msg`The line is too slow for the full picture: showing the smaller one`,
  no_answer: msg`The server got no answer from this browser`,
  ice_failed: msg`No network path for video between this computer and the server`,
  encryption_failed: msg`The encrypted connection could not be set up`,
  viewer_silent: msg`The server did not hear from this browser any more`,
  no_keyframe: msg`The camera sends no picture to begin with`,
  denied: msg`The login has ended, or this camera is not granted to you any more`,
  server_stopped: msg`The server stopped it`,
  no_audio: msg`The camera has no sound`,
};

/** Codes that say what is done about what stands before them. */
const EFFECTS = ["other_stream", "transcoded", "slower_way"];
const SOUND = ["audio_unsupported", "no_audio"];

export function isAboutSound({ code }: ServerNote): boolean {
  return SOUND.includes(code);
}

export function noteInWords(i18n: I18n, { code, text, values = {} }: ServerNote): string {
  const codec = CODECS[values.codec ?? ""] ?? values.codec;
  switch (code) {
    case "codec_unsupported":
      return codec ? i18n._(msg`${codec} is not supported by this browser`) : text;
    case "codec_not_by_webrtc":
      return codec ? i18n._(msg`${codec} cannot go by WebRTC to this browser`) : text;
    case "transcoded":
      return codec ? i18n._(msg`the server codes it anew as ${codec}`) : text;
    case "audio_unsupported":
      return codec ? i18n._(msg`Without sound: ${codec} cannot be played this way`) : text;
    case "other_stream":
      return values.role === "SUB"
        ? i18n._(msg`showing the sub-stream`)
        : i18n._(msg`showing the main stream`);
    case "no_such_stream":
      return values.role === "SUB"
        ? i18n._(msg`The camera has no sub-stream`)
        : i18n._(msg`The camera has no main stream`);
    default: {
      const words = WORDS[code];
      return words ? i18n._(words) : text;
    }
  }
}

/** All of it, causes before what is done about them; nothing where nothing is left to say. */
export function sentence(i18n: I18n, notes: readonly ServerNote[] = []): string | undefined {
  let words = "";
  for (const [at, note] of notes.entries()) {
    const before = notes[at - 1];
    if (before) {
      const effects = EFFECTS.includes(before.code) && EFFECTS.includes(note.code);
      words += isAboutSound(before) || isAboutSound(note) ? ". " : effects ? ", " : "; ";
    }
    words += noteInWords(i18n, note);
  }
  return words || undefined;
}
