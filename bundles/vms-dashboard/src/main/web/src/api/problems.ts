import type { I18n, MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { ApiError } from "./client";

/** What went wrong in words: a sentence, and what the server adds to it. */
export interface Words {
  text: string;
  detail?: string;
}

const WORDS: Record<string, MessageDescriptor> = {
  ALREADY_ONBOARDED: msg`This device is already in the system.`,
  BAD_CREDENTIALS: msg`The device refuses this user name or password.`,
  CONFLICT: msg`Someone else changed this in the meantime. Reload and try again.`,
  DEVICE_LOCKED: msg`The device has locked the account after too many failed logins.`,
  DEVICE_UNREACHABLE: msg`The device does not answer at this address.`,
  DRIVER_MISSING: msg`The driver for this device is not installed.`,
  FORBIDDEN: msg`Your role does not allow this. Ask an administrator.`,
  INTERNAL: msg`The server failed at this. Its log says why.`,
  INVALID_REQUEST: msg`The server did not accept what was entered.`,
  INVALID_SUBNET: msg`This is not a subnet that can be scanned. Write it as 192.168.1.0/24, not larger than /20.`,
  NETWORK: msg`The server does not answer. Check the network and try again.`,
  NOT_FOUND: msg`This no longer exists, or you may not see it.`,
  NOT_SUPPORTED: msg`The device does not offer what is needed: no driver knows it, or it has no stream that can be used.`,
  TOO_MANY_REQUESTS: msg`Too many attempts. Wait a little and try again.`,
  UNAVAILABLE: msg`A part of the server is not ready. Try again in a moment.`,
  WEAK_PASSWORD: msg`The password is too weak.`,
};

const BY_STATUS: Record<number, string> = {
  400: "INVALID_REQUEST",
  403: "FORBIDDEN",
  404: "NOT_FOUND",
  409: "CONFLICT",
  422: "INVALID_REQUEST",
  429: "TOO_MANY_REQUESTS",
  500: "INTERNAL",
  502: "UNAVAILABLE",
  503: "UNAVAILABLE",
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
  const until = lockedUntil(i18n, error);
  if (until) {
    return { text: `${i18n._(known ?? msg`Locked.`)} ${until}` };
  }
  if (!known) {
    return { text: i18n._(msg`The server answered ${error.code}.`), ...detailOf(error.detail) };
  }
  // The browser's own words for a failed connection say nothing to an operator.
  return { text: i18n._(known), ...(error.code === "NETWORK" ? {} : detailOf(error.detail)) };
}

function detailOf(detail: string | undefined): { detail?: string } {
  return detail ? { detail } : {};
}

function lockedUntil(i18n: I18n, error: ApiError): string | undefined {
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
