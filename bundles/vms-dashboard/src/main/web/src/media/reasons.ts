import type { I18n, MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { Connection, LadderState, Reason, ReasonCode, Rung } from "./ladder";
import type { ServerNote } from "./notes";
import { isAboutSound, noteInWords, sentence } from "./serverWords";

const WORDS: Record<ReasonCode, MessageDescriptor> = {
  autoplay_refused: msg`The browser refuses to start video by itself`,
  bad_offer: msg`The browser does not understand the server's offer`,
  browser_unable: msg`This browser cannot play live video`,
  codec_unsupported: msg`This browser cannot play the camera's video`,
  decode_error: msg`The browser could not decode the video`,
  denied: msg`Live view of this camera is not allowed to you`,
  ended: msg`The server ended the stream`,
  ice_failed: msg`No network path for video between this computer and the server`,
  no_answer: msg`The server did not answer in time`,
  no_keyframe: msg`Video arrives, but no whole picture came in time`,
  no_link: msg`No connection to the server`,
  no_picture: msg`No picture arrived in time`,
  refused: msg`Live view is not available`,
  http_failed: msg`The server did not deliver the stream by HTTP`,
  server_busy: msg`The server is busy`,
  server_failed: msg`The server could not deliver the stream`,
  socket_failed: msg`The connection for video was refused`,
  stalled: msg`The picture stopped`,
};

/** Why a way is not taken, as short as it goes beside a picture. */
const BRIEFLY: Partial<Record<ReasonCode, MessageDescriptor>> = {
  autoplay_refused: msg`the browser did not start the video`,
  bad_offer: msg`the browser did not take the offer`,
  browser_unable: msg`the browser cannot do better`,
  codec_unsupported: msg`the browser cannot play the camera's video`,
  decode_error: msg`the browser could not decode the video`,
  http_failed: msg`no video by HTTP`,
  ice_failed: msg`UDP and TCP blocked`,
  no_keyframe: msg`no whole picture came in time`,
  no_picture: msg`no picture came in time`,
  socket_failed: msg`video connection blocked`,
  stalled: msg`the picture stopped`,
};

const RUNGS: Record<Rung, MessageDescriptor> = {
  webrtc: msg`WebRTC`,
  mse: msg`MSE`,
  hls: msg`HLS`,
  stills: msg`Stills`,
};

/** Why there is no picture, in words. */
export function reasonInWords(i18n: I18n, reason: Reason): string {
  const words = i18n._(WORDS[reason.code] ?? WORDS.refused);
  const more = sentence(i18n, reason.notes) ?? reason.detail;
  return more && more !== words ? `${words}: ${more}` : words;
}

export function rungInWords(i18n: I18n, rung: Rung): string {
  return i18n._(RUNGS[rung]);
}

export interface Note {
  /** For style and tests. */
  kind: "way" | "stream" | "slow" | "sound" | "failed";
  text: string;
}

/** What there is to say about a picture that plays: why it is not the best, in what way it comes, what was left out. */
export function notesOn(i18n: I18n, ladder: LadderState): Note[] {
  const { shown } = ladder;
  if (!shown?.rung) {
    return [];
  }
  const notes: Note[] = [];
  const way = wayOf(i18n, ladder, shown);
  if (way) {
    notes.push({ kind: "way", text: way });
  }
  const silence = whyNoSound({ ladder }, i18n);
  const reason = sentence(
    i18n,
    besidesTheWay(shown).filter((note) => !silence || !isAboutSound(note)),
  );
  if (reason && !way?.includes(reason)) {
    notes.push({ kind: "stream", text: reason });
  }
  if (ladder.reducedUntil !== undefined) {
    notes.push({ kind: "slow", text: i18n._(msg`Reduced: this computer is dropping frames`) });
  }
  if (silence) {
    notes.push({ kind: "sound", text: silence });
  }
  if (ladder.hold && ladder.reason) {
    notes.push({ kind: "failed", text: reasonInWords(i18n, ladder.reason) });
  }
  return notes;
}

/** Why a picture that is to be heard is not; the server may know more exactly. */
export function whyNoSound({ ladder }: { ladder: LadderState }, i18n: I18n): string | undefined {
  const { shown, audio } = ladder;
  if (!audio || !shown?.audio || shown.sound !== false) {
    return undefined;
  }
  const note = shown.given.notes?.find(isAboutSound);
  return note ? noteInWords(i18n, note) : i18n._(msg`The camera has no sound`);
}

/** Why it is not WebRTC over UDP; nothing where it is. */
function wayOf(i18n: I18n, ladder: LadderState, shown: Connection): string | undefined {
  const { rung, path } = shown;
  if (rung === "webrtc") {
    switch (path) {
      case "tcp":
        return i18n._(msg`TCP: UDP blocked`);
      case "relay":
        return i18n._(msg`Relay: no direct path`);
      default:
        return undefined;
    }
  }
  if (!rung) {
    return undefined;
  }
  const name = rungInWords(i18n, rung);
  const why = whyNotBetter(i18n, ladder, rung, sentence(i18n, besidesTheWay(shown)));
  return why ? `${name}: ${why}` : name;
}

function whyNotBetter(
  i18n: I18n,
  { choice, lost, able }: LadderState,
  rung: Rung,
  said: string | undefined,
): string | undefined {
  if (choice === rung) {
    return i18n._(msg`chosen here`);
  }
  if (lost.length > 0) {
    const reasons = lost.map(({ reason }) => brief(i18n, reason));
    return [...new Set(reasons)].join(", ");
  }
  if (said) {
    return said;
  }
  return able.includes("webrtc") ? undefined : i18n._(msg`this browser has no WebRTC`);
}

/**
 * What the server says without what it says of a way that failed here, or of the way that it took: the page knows the first
 * more exactly, and the name of the way stands before it.
 */
function besidesTheWay({ given, rung }: Connection): readonly ServerNote[] {
  const notes = given.notes ?? [];
  return rung === "webrtc"
    ? notes
    : notes.filter(({ code }) => code !== "way_failed" && code !== "slower_way");
}

function brief(i18n: I18n, { code, detail, notes }: Reason): string {
  const words = BRIEFLY[code];
  return (
    (words ? undefined : (sentence(i18n, notes) ?? detail)) ?? i18n._(words ?? WORDS[code] ?? WORDS.refused)
  );
}
