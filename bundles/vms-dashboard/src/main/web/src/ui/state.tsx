import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { useLingui } from "@lingui/react";
import type { CameraState } from "../api/types";
import { Icon, type IconName } from "./icons";
import classes from "./ui.module.css";

/** Colour is for what is abnormal; everything else is grey. */
export type Severity = "normal" | "dim" | "warning" | "critical";

interface Look {
  words: MessageDescriptor;
  icon: IconName;
  severity: Severity;
}

const UNKNOWN: Look = { words: msg`Unknown`, icon: "info", severity: "warning" };

const STATES: Record<CameraState, Look> = {
  ONLINE: { words: msg`Online`, icon: "check", severity: "normal" },
  CONNECTING: { words: msg`Connecting`, icon: "wait", severity: "dim" },
  OFFLINE: { words: msg`Offline`, icon: "cross", severity: "critical" },
  AUTH_FAILED: { words: msg`Login refused`, icon: "lock", severity: "critical" },
  DRIVER_MISSING: { words: msg`Driver missing`, icon: "plug", severity: "warning" },
  DISABLED: { words: msg`Disabled`, icon: "pause", severity: "dim" },
};

/** A later server may know states that this page does not. */
export function lookOf(state: CameraState): Look {
  return STATES[state] ?? UNKNOWN;
}

/** The states in which a camera gives no picture, whoever asks. */
export function isDown(state: CameraState): boolean {
  return state === "OFFLINE" || state === "AUTH_FAILED" || state === "DRIVER_MISSING" || state === "DISABLED";
}

export function Mark({ icon, severity, children }: { icon: IconName; severity: Severity; children: string }) {
  return (
    <span className={classes.mark} data-severity={severity}>
      <Icon name={icon} size={12} />
      {children}
    </span>
  );
}

export function StateMark({ state }: { state: CameraState }) {
  const { i18n } = useLingui();
  const { words, icon, severity } = lookOf(state);
  return (
    <Mark icon={icon} severity={severity}>
      {i18n._(words)}
    </Mark>
  );
}
