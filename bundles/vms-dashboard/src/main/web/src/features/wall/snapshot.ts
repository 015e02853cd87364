import type { Camera } from "../../api/types";

/** Saves what is on the screen as a file; what the camera sees now where there is no picture. */
export async function saveSnapshot(camera: Camera, video: HTMLVideoElement | undefined): Promise<void> {
  const picture = (video && (await frameOf(video))) ?? (await still(camera.id));
  const address = URL.createObjectURL(picture);
  const link = document.createElement("a");
  link.href = address;
  link.download = fileName(camera.name, new Date());
  link.click();
  // The browser has taken it by then.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** Such as `Gate 2026-11-23 05-40-12.jpg`, safe on every file system. */
export function fileName(camera: string, at: Date): string {
  const pad = (value: number) => String(value).padStart(2, "0");
  const day = `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`;
  const time = `${pad(at.getHours())}-${pad(at.getMinutes())}-${pad(at.getSeconds())}`;
  const name = camera.replace(/[\\/:*?"<>|\p{Cc}]+/gu, "_").trim();
  return `${name || "camera"} ${day} ${time}.jpg`;
}

async function frameOf(video: HTMLVideoElement): Promise<Blob | undefined> {
  if (video.videoWidth === 0) {
    return undefined;
  }
  const canvas = document.createElement("canvas");
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext("2d")?.drawImage(video, 0, 0);
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", 0.92));
  return blob ?? undefined;
}

async function still(cameraId: string): Promise<Blob> {
  const answer = await fetch(`/api/cameras/${encodeURIComponent(cameraId)}/snapshot.jpg`);
  if (!answer.ok) {
    throw new Error(`snapshot ${answer.status}`);
  }
  return answer.blob();
}
