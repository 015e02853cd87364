import type { components } from "./schema.gen";

/** The names the dashboard uses for the server's types; the generated file stays out of the features. */
type Schemas = components["schemas"];

/** Somebody who may log in, as administrators see it. */
export type Account = Schemas["User"];
export type CameraGroup = Schemas["Group"];
export type Action = Schemas["Action"];
export type ActionParameter = Schemas["ActionParameter"];
export type Alarm = Schemas["Alarm"];
export type AlarmState = Alarm["state"];
export type AlarmStep = NonNullable<Schemas["AlarmStep"]>;
export type Box = NonNullable<Schemas["Box"]>;
export type Camera = Schemas["Camera"];
export type CameraDetection = Schemas["CameraDetection"];
export type CameraPatch = Schemas["CameraPatch"];
export type CameraState = Schemas["CameraStatus"]["state"];
export type CameraStatus = Schemas["CameraStatus"];
export type CameraStream = Schemas["CameraStream"];
export type Contact = Schemas["DigitalContact"];
export type Detection = Schemas["Detection"];
export type DetectionZone = Schemas["DetectionZone"];
export type Detector = Schemas["Detector"];
export type Device = Schemas["DiscoveredDevice"];
export type DryRun = Schemas["DryRun"];
export type Driver = Schemas["Driver"];
export type DriverOption = Schemas["DriverOption"];
export type MailSettings = Schemas["MailSettings"];
export type MailSettingsBody = Schemas["MailSettingsBody"];
export type Nvr = Schemas["Nvr"];
export type NvrChannel = Schemas["NvrChannel"];
export type NvrImport = Schemas["NvrImport"];
export type NvrRequest = Schemas["NvrRequest"];
export type OnboardRequest = Schemas["OnboardRequest"];
export type Evidence = Schemas["Evidence"];
export type Plan = Schemas["Plan"];
export type PlanCamera = Schemas["PlanCamera"];
export type Plugin = Schemas["Plugin"];
export type PrivacyMask = Schemas["PrivacyMask"];
export type StorageVolume = Schemas["StorageVolume"];
export type System = Schemas["System"];
export type SystemPart = Schemas["SystemPart"];
export type ProblemCode = Schemas["Problem"]["code"];
export type PtzCommand = Schemas["PtzCommand"];
export type PtzPreset = Schemas["PtzPreset"];
export type RecordingPolicy = Schemas["RecordingPolicy"];
export type RejectedEvent = Schemas["RejectedEvent"];
/** What the conditions of a rule leave out is absent, also where the document cannot say so. */
export interface RuleCondition {
  types?: string[];
  cameraIds?: string[];
  labels?: string[];
  minConfidence?: number | undefined;
  zone?: string | undefined;
  schedule?: RuleWindow[];
  input?: NonNullable<Schemas["RuleInput"]> | undefined;
  count?: NonNullable<Schemas["RuleCount"]> | undefined;
}
/** One thing that a rule does, with its parameters. */
export type RuleStep = Record<string, unknown> & { action: string };
export type Rule = Omit<Schemas["Rule"], "when" | "then"> & { when: RuleCondition; then: RuleStep[] };
export type RuleRun = Schemas["RuleRun"];
export type RuleWindow = NonNullable<Schemas["RuleWindow"]>;
export type Scan = Schemas["Scan"];
export type Severity = Schemas["Event"]["severity"];
export type Site = Schemas["Site"];
export type StreamRole = CameraStream["role"];
export type User = Schemas["Me"];
export type View = Schemas["View"];
export type ViewBody = Schemas["ViewBody"];
/** Something that happened; not the browser's own `Event`. An event of no place in the picture has no box. */
export type VmsEvent = Omit<Schemas["Event"], "box" | "cluster"> & { box?: Box | undefined };
export type WeeklySlot = Schemas["WeeklySlot"];
