import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { Detector, Driver, Plugin } from "../../api/types";
import type { IconName } from "../../ui/icons";
import type { Severity } from "../../ui/state";

export interface Look {
  words: MessageDescriptor;
  icon: IconName;
  severity: Severity;
}

const UNKNOWN: Look = { words: msg`Unknown`, icon: "info", severity: "warning" };

const DRIVERS: Record<string, Look> = {
  ACTIVE: { words: msg`At work`, icon: "check", severity: "normal" },
  TRIAL: { words: msg`On trial`, icon: "wait", severity: "dim" },
  MISSING: { words: msg`Missing`, icon: "plug", severity: "critical" },
};

/** A later server may know states that this page does not. */
export function lookOfDriver(state: Driver["state"]): Look {
  return DRIVERS[state] ?? UNKNOWN;
}

const PLUGINS: Record<Plugin["state"], Look> = {
  VALIDATING: { words: msg`Being checked`, icon: "wait", severity: "dim" },
  TRIAL: { words: msg`On trial`, icon: "wait", severity: "dim" },
  ROLLING_OUT: { words: msg`Rolling out`, icon: "wait", severity: "dim" },
  PROBATION: { words: msg`On probation`, icon: "wait", severity: "dim" },
  ACTIVE: { words: msg`At work`, icon: "check", severity: "normal" },
  REJECTED: { words: msg`Refused`, icon: "cross", severity: "critical" },
  ROLLED_BACK: { words: msg`Rolled back`, icon: "alert", severity: "warning" },
};

export function lookOfPlugin(state: Plugin["state"]): Look {
  return PLUGINS[state] ?? UNKNOWN;
}

/** What a driver can do, for people; what is not listed keeps its own name. */
export const CAPABILITIES: Record<string, MessageDescriptor> = {
  CustomSource: msg`Own video transport`,
  DeviceArchive: msg`Recordings on the device`,
  DeviceDiscovery: msg`Finds devices`,
  DeviceEvents: msg`Events`,
  DigitalIo: msg`Inputs and outputs`,
  ImagingControl: msg`Picture settings`,
  KeyFrameRequest: msg`Key frames on request`,
  MetadataSource: msg`Metadata`,
  PtzControl: msg`Pan, tilt, zoom`,
  StillImage: msg`Still pictures`,
  TalkBack: msg`Speech to the device`,
};

/** What an error means where a plug-in is rolled back. */
export const OF_PLUGINS: Record<string, MessageDescriptor> = {
  BUSY: msg`The server is busy with plug-ins at the moment. Try again shortly.`,
  INTERNAL: msg`The plug-in could not be rolled back. The server's log says why.`,
  NOT_FOUND: msg`There is no version to go back to any more.`,
};

const MODELS: Record<Detector["state"], Look> = {
  SERVING: { words: msg`At work`, icon: "check", severity: "normal" },
  STANDBY: { words: msg`Standing by`, icon: "pause", severity: "dim" },
  REFUSED: { words: msg`Refused`, icon: "cross", severity: "critical" },
};

export function lookOfModel(state: Detector["state"]): Look {
  return MODELS[state] ?? UNKNOWN;
}

/** What an error means where a jar is sent. */
export const OF_UPLOADS: Record<string, MessageDescriptor> = {
  BUSY: msg`The server is busy with plug-ins at the moment. Try again shortly.`,
  INTERNAL: msg`The jar could not be put in place. The server's log says why.`,
  INVALID_REQUEST: msg`The server did not take the jar.`,
  TOO_LARGE: msg`The jar is larger than the server takes.`,
};

/** What an error means where a plug-in is removed. */
export const OF_REMOVALS: Record<string, MessageDescriptor> = {
  BUSY: msg`The server is busy with plug-ins at the moment. Try again shortly.`,
  INTERNAL: msg`The plug-in could not be removed. The server's log says why.`,
  NOT_FOUND: msg`This plug-in is gone already.`,
};
