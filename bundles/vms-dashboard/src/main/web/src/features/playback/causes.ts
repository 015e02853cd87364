import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { GapCause } from "./gaps";

const WORDS: Record<GapCause, MessageDescriptor> = {
  CAMERA_UNREACHABLE: msg`Camera unreachable`,
  NETWORK_LOSS: msg`Network loss`,
  DRIVER: msg`Driver failed`,
  DISK: msg`Disk failed or full`,
  SERVER_DOWN: msg`Server was down`,
  POLICY: msg`Not recorded, as set`,
  OPERATOR: msg`Stopped by an operator`,
  RETENTION: msg`Deleted by retention`,
};

/** A later server may know causes that this page does not. */
export function causeInWords(cause: GapCause): MessageDescriptor {
  return WORDS[cause] ?? msg`Unknown cause`;
}

/** Whether something went wrong, and not merely as it was set. */
export function isFault(cause: GapCause): boolean {
  return cause !== "POLICY" && cause !== "OPERATOR" && cause !== "RETENTION";
}
