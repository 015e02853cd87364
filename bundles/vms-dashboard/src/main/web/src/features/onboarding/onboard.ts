import type { QueryClient } from "@tanstack/react-query";
import { camerasQuery } from "../../api/cameras";
import { api, unwrap } from "../../api/client";
import type { Camera, Device, Nvr, NvrRequest, OnboardRequest, RecordingPolicy } from "../../api/types";

/** The server logs in to each device: a few at a time go fast enough and burden it little. */
const AT_ONCE = 3;
/** What a device calls itself may be longer. */
const LONGEST_NAME = 128;
const LONGEST_NVR_NAME = 100;

/** What a device is taken in as: one camera, or a recorder with every channel as a camera. */
export type Kind = "camera" | "recorder";

/** What is recorded of a camera from the beginning. */
export type Keep = "CONTINUOUS" | "EVENT" | "OFF";

/** A camera that is in the system now. */
export interface Taken {
  camera: Camera;
  /** Why its recording could not be set, where that failed. */
  unkept?: unknown;
}

export async function onboard(request: OnboardRequest, mode: Keep, queries: QueryClient): Promise<Taken> {
  const camera = await unwrap(api.POST("/cameras/onboard", { body: request }));
  try {
    await record(camera.id, mode);
    return { camera };
  } catch (unkept) {
    return { camera, unkept };
  } finally {
    void queries.invalidateQueries({ queryKey: camerasQuery.queryKey });
  }
}

/** Where nothing is asked for, what the server does by itself stays. */
async function record(id: string, mode: Keep): Promise<void> {
  if (mode !== "OFF") {
    const path = { params: { path: { id } } };
    const { kept: _, ...policy } = await unwrap(api.GET("/cameras/{id}/recording", path));
    await unwrap(
      api.PUT("/cameras/{id}/recording", { ...path, body: { ...policy, mode } as RecordingPolicy }),
    );
  }
}

/** One device, wherever it is written down: an address can hold several. */
export function deviceKey(device: Device): string {
  return `${device.ip}:${device.port ?? ""}:${device.driver ?? ""}`;
}

export function requestFor(device: Device, user: string, pass: string): OnboardRequest {
  const xaddr = device.xaddrs?.[0];
  return {
    ip: device.ip,
    ...(device.port === undefined ? {} : { port: device.port }),
    ...(device.driver ? { driver: device.driver } : {}),
    ...(device.name ? { name: device.name.slice(0, LONGEST_NAME) } : {}),
    ...(xaddr ? { xaddr } : {}),
    ...credentials(user, pass),
  };
}

export function nvrRequestFor(device: Device, user: string, pass: string): NvrRequest {
  const { driver, name, ...rest } = requestFor(device, user, pass);
  return {
    ...rest,
    ...(name ? { name: name.slice(0, LONGEST_NVR_NAME) } : {}),
    ...(driver ? { vendor: driver } : {}),
  };
}

/** The recorder that a device is already, by one of its cameras or by its address. */
export function knownNvr(device: Device, cameras: readonly Camera[], nvrs: readonly Nvr[]): Nvr | undefined {
  const nvrId = cameras.find((camera) => camera.id === device.cameraId)?.nvrId;
  return nvrs.find(
    (nvr) =>
      nvr.id === nvrId ||
      (nvr.vendor === device.driver &&
        nvr.ip === device.ip &&
        (nvr.port === undefined || nvr.port === device.port)),
  );
}

/** Some devices are open to everyone: then there is nothing to log in with. */
export function credentials(user: string, pass: string): Pick<OnboardRequest, "user" | "pass"> {
  return user === "" ? {} : { user, pass };
}

/** Runs `work` for every item, a few at a time. `work` must not throw. */
export async function eachAtOnce<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const rest = [...items];
  const worker = async () => {
    for (let item = rest.shift(); item !== undefined; item = rest.shift()) {
      await work(item);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, worker));
}
