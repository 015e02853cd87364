import type { components } from "./schema.gen";

/** The names the dashboard uses for the server's types; the generated file stays out of the features. */
type Schemas = components["schemas"];

export type Camera = Schemas["Camera"];
export type CameraPatch = Schemas["CameraPatch"];
export type CameraState = Schemas["CameraStatus"]["state"];
export type CameraStatus = Schemas["CameraStatus"];
export type CameraStream = Schemas["CameraStream"];
export type Contact = Schemas["DigitalContact"];
export type Device = Schemas["DiscoveredDevice"];
export type Driver = Schemas["Driver"];
export type DriverOption = Schemas["DriverOption"];
export type Nvr = Schemas["Nvr"];
export type NvrChannel = Schemas["NvrChannel"];
export type NvrImport = Schemas["NvrImport"];
export type NvrRequest = Schemas["NvrRequest"];
export type OnboardRequest = Schemas["OnboardRequest"];
export type Plugin = Schemas["Plugin"];
export type ProblemCode = Schemas["Problem"]["code"];
export type PtzCommand = Schemas["PtzCommand"];
export type PtzPreset = Schemas["PtzPreset"];
export type Scan = Schemas["Scan"];
export type StreamRole = CameraStream["role"];
export type User = Schemas["Me"];
