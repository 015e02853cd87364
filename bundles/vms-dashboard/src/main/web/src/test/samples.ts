import type { Camera, CameraStatus, CameraStream, Device } from "../api/types";

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
