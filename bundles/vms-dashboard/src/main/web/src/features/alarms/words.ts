import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { AlarmState, AlarmStep } from "../../api/types";
import type { IconName } from "../../ui/icons";

export const STATES: Record<AlarmState, { words: MessageDescriptor; icon: IconName }> = {
  OPEN: { words: msg`Open`, icon: "idle" },
  ACKNOWLEDGED: { words: msg`Acknowledged`, icon: "check" },
  CLOSED: { words: msg`Closed`, icon: "lock" },
};

export const STEPS: Record<AlarmStep["kind"], MessageDescriptor> = {
  RAISED: msg`Raised`,
  ACKNOWLEDGED: msg`Acknowledged`,
  ASSIGNED: msg`Assigned`,
  NOTED: msg`Note`,
  ESCALATED: msg`Escalated`,
  CLOSED: msg`Closed`,
};

/** What an error means where alarms are handled. */
export const OF_ALARMS = {
  FORBIDDEN: msg`Viewers may look at alarms and not handle them. An administrator can make you an operator.`,
  IN_USE: msg`The alarm is closed already.`,
};
