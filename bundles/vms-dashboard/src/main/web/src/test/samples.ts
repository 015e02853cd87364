import type {
  Alarm,
  Camera,
  CameraStatus,
  CameraStream,
  Device,
  Driver,
  Nvr,
  NvrChannel,
  NvrImport,
  Plugin,
  Rule,
  VmsEvent,
} from "../api/types";

/** What the server answers, whole; a test names what it is about. */
export const aStatus = (status: Partial<CameraStatus> = {}): CameraStatus => ({
  state: "ONLINE",
  detail: "",
  since: "2026-01-01T10:00:00Z",
  ...status,
});

export const aStream = (stream: Partial<CameraStream> = {}): CameraStream => ({
  id: "stream",
  role: "MAIN",
  codec: "H264",
  width: 1920,
  height: 1080,
  fps: 25,
  uri: "rtsp://10.0.0.9/main",
  ...stream,
});

export const aCamera = (camera: Partial<Camera> = {}): Camera => ({
  id: "camera",
  name: "Gate",
  ip: "10.0.0.9",
  driver: "onvif",
  manufacturer: "Maker",
  model: "Model",
  firmware: "1.0",
  serial: "SN-1",
  siteId: "site",
  enabled: true,
  status: aStatus(),
  streams: [],
  capabilities: [],
  talkBack: false,
  recording: { mode: "OFF", recording: false, reason: "", since: "2026-01-01T10:00:00Z" },
  createdAt: "2026-01-01T10:00:00Z",
  ...camera,
});

export const aDevice = (device: Partial<Device> = {}): Device => ({
  ip: "10.0.0.9",
  port: 80,
  xaddrs: [],
  scopes: [],
  name: "Gate",
  hardware: "",
  driver: "onvif",
  ...device,
});

export const aDriver = (driver: Partial<Driver> = {}): Driver => ({
  id: "onvif",
  name: "ONVIF",
  version: "1.0.0",
  bundle: "com.example.onvif",
  state: "ACTIVE",
  capabilities: [],
  cameras: 0,
  recorders: false,
  lastErrors: [],
  options: [],
  ...driver,
});

export const anNvr = (nvr: Partial<Nvr> = {}): Nvr => ({
  id: "nvr",
  name: "Cellar",
  vendor: "hikvision",
  ip: "10.0.0.50",
  manufacturer: "Maker",
  model: "NVR-8",
  firmware: "4.0",
  serial: "N-1",
  cameraCount: 0,
  cameraIds: [],
  digitalInputs: [],
  digitalOutputs: [],
  absentChannels: [],
  createdAt: "2026-01-01T10:00:00Z",
  syncedAt: "2026-01-01T10:00:00Z",
  ...nvr,
});

export const aChannel = (channel: Partial<NvrChannel> = {}): NvrChannel => ({
  channel: "1",
  name: "Gate",
  connected: true,
  manufacturer: "",
  model: "",
  serial: "",
  streams: [{ role: "MAIN", codec: "H264", width: 1920, height: 1080, fps: 25 }],
  ...channel,
});

export const anImport = (found: Partial<NvrImport> = {}): NvrImport => ({
  vendor: "hikvision",
  manufacturer: "Maker",
  model: "NVR-8",
  firmware: "4.0",
  serial: "N-1",
  cameraCount: found.cameras?.length ?? 0,
  cameras: [],
  otherChannels: [],
  digitalInputs: [],
  digitalOutputs: [],
  problems: [],
  ...found,
});

export const aPlugin = (plugin: Partial<Plugin> = {}): Plugin => ({
  name: "com.example.driver",
  version: "1.1.0",
  file: "driver.jar",
  sha256: "ab".repeat(32),
  state: "ACTIVE",
  kinds: ["driver:example"],
  contract: "",
  detail: "",
  since: "2026-01-01T10:00:00Z",
  ...plugin,
});

export const anEvent = (event: Partial<VmsEvent> = {}): VmsEvent => ({
  id: "event",
  type: "PersonDetected",
  severity: "INFO",
  time: "2026-01-01T10:00:00Z",
  receivedAt: "2026-01-01T10:00:00Z",
  ...event,
});

export const anAlarm = (alarm: Partial<Alarm> = {}): Alarm => ({
  id: "alarm",
  title: "Person at Gate",
  severity: "WARNING",
  state: "OPEN",
  count: 1,
  escalated: false,
  revision: 1,
  allowedTransitions: ["ACKNOWLEDGED", "CLOSED"],
  raisedAt: "2026-01-01T10:00:00Z",
  lastAt: "2026-01-01T10:00:00Z",
  ...alarm,
});

export const aRule = (rule: Partial<Rule> = {}): Rule => ({
  id: "rule",
  name: "Night watch",
  enabled: true,
  when: {},
  // biome-ignore lint/suspicious/noThenProperty: the server's name for what a rule does
  then: [{ action: "alarm" }],
  throttleSeconds: 0,
  createdAt: "2026-01-01T10:00:00Z",
  updatedAt: "2026-01-01T10:00:00Z",
  ...rule,
});
