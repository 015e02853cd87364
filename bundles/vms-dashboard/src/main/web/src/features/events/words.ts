import type { I18n, MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { Severity } from "../../api/types";
import type { IconName } from "../../ui/icons";
import type { Severity as Colour } from "../../ui/state";

/** The types that the product itself brings forth, and those that drivers translate to. */
const TYPES: Record<string, MessageDescriptor> = {
  AnimalDetected: msg`Animal detected`,
  CameraOffline: msg`Camera offline`,
  CameraOnline: msg`Camera online`,
  CarDetected: msg`Car detected`,
  DigitalInputChanged: msg`Input changed`,
  DriverSuspect: msg`Driver is suspect`,
  FaceDetected: msg`Face detected`,
  LineCrossed: msg`Line crossed`,
  MotionEnded: msg`Motion ended`,
  MotionStarted: msg`Motion`,
  ObjectDetected: msg`Object detected`,
  PersonDetected: msg`Person detected`,
  StorageFailed: msg`Disk failed`,
  StorageFull: msg`Disk full`,
  Tampering: msg`Camera tampered with`,
  VehicleDetected: msg`Vehicle detected`,
  VideoLost: msg`Video lost`,
  ZoneEntered: msg`Zone entered`,
  ZoneLeft: msg`Zone left`,
};

/** The types that can be chosen before any event has come. */
export const KNOWN_TYPES = Object.keys(TYPES);

/** An event's type in words. One of another system is taken apart: GateForced becomes "Gate forced". */
export function typeInWords(i18n: I18n, type: string): string {
  const known = TYPES[type];
  if (known) {
    return i18n._(known);
  }
  const words = type.replace(/([a-z\d])([A-Z])/g, "$1 $2").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

interface Look {
  words: MessageDescriptor;
  icon: IconName;
  colour: Colour;
}

export const SEVERITIES: Record<Severity, Look> = {
  CRITICAL: { words: msg`Critical`, icon: "cross", colour: "critical" },
  WARNING: { words: msg`Warning`, icon: "alert", colour: "warning" },
  INFO: { words: msg`Information`, icon: "info", colour: "dim" },
};

/** A later server may know others. */
export function lookOfSeverity(severity: Severity): Look {
  return SEVERITIES[severity] ?? SEVERITIES.INFO;
}

export function percent(i18n: I18n, part: number): string {
  return i18n.number(part, { style: "percent", maximumFractionDigits: 0 });
}
