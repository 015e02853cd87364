import type { I18n, MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { Reason, ReasonCode } from "./ladder";

const WORDS: Record<ReasonCode, MessageDescriptor> = {
  autoplay_refused: msg`The browser refuses to start video by itself`,
  bad_offer: msg`The browser does not understand the server's offer`,
  browser_unable: msg`This browser cannot play live video`,
  ended: msg`The server ended the stream`,
  ice_failed: msg`No network path for video between this computer and the server`,
  no_link: msg`No connection to the server`,
  no_picture: msg`No picture arrived in time`,
  refused: msg`Live view is not available`,
  server_failed: msg`The server could not deliver the stream`,
  stalled: msg`The picture stopped`,
};

/** Why there is no picture, in words. */
export function reasonInWords(i18n: I18n, reason: Reason): string {
  const words = i18n._(WORDS[reason.code]);
  return reason.detail ? `${words}: ${reason.detail}` : words;
}
