import type { I18n, MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { ApiError } from "./client";
import type { ProblemCode } from "./types";

/** What went wrong in words: a sentence, and what the server adds to it. */
export interface Words {
  text: string;
  detail?: string;
}

/** Of the server's codes, and of a server that does not answer at all. */
const WORDS: Record<string, MessageDescriptor> = {
  ALREADY_EXISTS: msg`Something of this name exists already.`,
  ALREADY_ONBOARDED: msg`This device is already in the system.`,
  BAD_CREDENTIALS: msg`The device refuses this user name or password.`,
  BUSY: msg`The server is doing too much at the moment. Try again shortly.`,
  CHANGED_MEANWHILE: msg`Somebody else was quicker.`,
  CODEC_UNSUPPORTED: msg`This browser cannot show what the camera sends.`,
  DEVICE_LOCKED: msg`The device has locked the account after too many failed logins.`,
  DEVICE_PROTOCOL: msg`Something answers at this address, but not as a camera should. Check port and driver.`,
  DEVICE_UNREACHABLE: msg`The device does not answer at this address.`,
  DRIVER_MISSING: msg`The driver for this device is not installed.`,
  FORBIDDEN: msg`Your role does not allow this. Ask an administrator.`,
  INTERNAL: msg`The server failed at this. Its log says why.`,
  INVALID_REQUEST: msg`The server did not accept what was entered.`,
  INVALID_SUBNET: msg`This is not a subnet that can be scanned. Write it as 192.168.1.0/24, not larger than /20.`,
  IN_USE: msg`Something else still needs this, so it cannot be removed.`,
  NETWORK: msg`The server does not answer. Check the network and try again.`,
  NOT_FOUND: msg`This no longer exists, or you may not see it.`,
  NOT_SUPPORTED: msg`The device does not offer what is needed: no driver knows it, or it has no stream that can be used.`,
  PASSWORD_CHANGE_REQUIRED: msg`Choose a new password before you go on.`,
  STORE_UNAVAILABLE: msg`The server's database does not answer. Try again in a moment.`,
  STREAM_UNAVAILABLE: msg`The camera gives no video at the moment.`,
  THROTTLED: msg`Too many attempts.`,
  UNAUTHENTICATED: msg`You are not logged in.`,
  WEAK_PASSWORD: msg`This password is too easy to guess.`,
} satisfies Record<Exclude<ProblemCode, HttpCode> | "NETWORK", MessageDescriptor>;

/** HTTP's own, which only a defect of this dashboard brings about; the server's sentence does for them. */
type HttpCode = "METHOD_NOT_ALLOWED" | "NOT_ACCEPTABLE" | "TOO_LARGE" | "UNSUPPORTED_MEDIA_TYPE";

const BY_STATUS: Record<number, string> = {
  400: "INVALID_REQUEST",
  403: "FORBIDDEN",
  404: "NOT_FOUND",
  422: "INVALID_REQUEST",
  429: "THROTTLED",
  500: "INTERNAL",
  502: "BUSY",
  503: "BUSY",
};

/** The sentence for an error of any call. `overrides` holds sentences of a place where a code means something narrower. */
export function inWords(
  i18n: I18n,
  error: unknown,
  overrides: Record<string, MessageDescriptor> = {},
): Words {
  if (!(error instanceof ApiError)) {
    return { text: i18n._(msg`Something in this page failed.`), ...detailOf(String(error)) };
  }
  const known = overrides[error.code] ?? WORDS[error.code] ?? WORDS[BY_STATUS[error.status] ?? ""];
  const until = tryAgain(i18n, error);
  const text = known ? i18n._(known) : i18n._(msg`The server answered ${error.code}.`);
  if (error.code === "NETWORK") {
    // The browser's own words for a failed connection say nothing to an operator.
    return { text };
  }
  return until ? { text: `${text} ${until}` } : { text, ...detailOf(fieldErrors(error) ?? error.detail) };
}

/** What is wrong with each field, if the server says. */
function fieldErrors(error: ApiError): string | undefined {
  const { errors } = error.members;
  if (!Array.isArray(errors) || errors.length === 0) {
    return undefined;
  }
  return errors.map((each) => `${each?.field}: ${each?.message}`).join("; ");
}

function detailOf(detail: string | undefined): { detail?: string } {
  return detail ? { detail } : {};
}

/** When it makes sense to try again, where that is known exactly. */
function tryAgain(i18n: I18n, error: ApiError): string | undefined {
  if (error.code !== "DEVICE_LOCKED" && error.status !== 429) {
    return undefined;
  }
  const { lockedUntil: until, retryAfterSeconds } = error.members;
  if (typeof until === "string" && !Number.isNaN(Date.parse(until))) {
    const time = new Date(until).toLocaleTimeString(i18n.locale, { hourCycle: "h23" });
    return i18n._(msg`Try again after ${time}.`);
  }
  if (typeof retryAfterSeconds === "number" && retryAfterSeconds > 0) {
    const minutes = Math.ceil(retryAfterSeconds / 60);
    return retryAfterSeconds < 90
      ? i18n._(msg`Try again in ${Math.ceil(retryAfterSeconds)} seconds.`)
      : i18n._(msg`Try again in ${minutes} minutes.`);
  }
  return undefined;
}
