import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { api, unwrap } from "../../api/client";
import type { Camera } from "../../api/types";
import { useServices } from "../../app/services";
import { serverNow } from "../playback/serverTime";
import type { LiveBox } from "./boxes";
import classes from "./wall.module.css";

interface Zone {
  name: string;
  points: readonly (readonly number[])[];
}

interface Props {
  camera: Camera;
  /** The element that the picture's video is in. */
  picture: () => HTMLVideoElement | undefined;
  boxes: boolean;
  zones: boolean;
}

/** What the detection of a camera sees, drawn over the picture as each of its frames is shown. */
export function Overlay({ camera, picture, boxes, zones }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const services = useServices();
  const { data: detection } = useQuery({
    queryKey: ["detection", camera.id, "zones"],
    queryFn: () =>
      unwrap(api.GET("/cameras/{id}/detection", { params: { path: { id: camera.id } } })).catch(() => null),
    enabled: zones,
    staleTime: 60_000,
  });
  const shownZones = useRef<readonly Zone[]>([]);
  shownZones.current = zones ? ((detection?.zones ?? []) as Zone[]) : [];
  const find = useRef(picture);
  find.current = picture;

  useEffect(() => {
    const end = boxes ? services.boxes.watch(camera.id) : () => {};
    let video: HTMLVideoElement | undefined;
    let handle = 0;
    let stopped = false;
    const frame = (_: number, metadata?: VideoFrameCallbackMetadata) => {
      if (stopped || !video) {
        return;
      }
      const at = boxes ? timeOf(video, metadata) : 0;
      draw(canvas.current, video, boxes ? services.boxes.at(camera.id, at) : [], shownZones.current);
      handle = video.requestVideoFrameCallback?.(frame) ?? 0;
    };
    // The player takes another element when it changes the way of its picture.
    const look = () => {
      const now = find.current();
      if (now !== video) {
        if (video && handle) {
          video.cancelVideoFrameCallback?.(handle);
        }
        video = now;
        clear(canvas.current);
        handle = video?.requestVideoFrameCallback?.(frame) ?? 0;
      }
    };
    look();
    const timer = setInterval(look, 500);
    return () => {
      stopped = true;
      clearInterval(timer);
      if (video && handle) {
        video.cancelVideoFrameCallback?.(handle);
      }
      end();
    };
  }, [camera.id, services.boxes, boxes]);
  return <canvas className={classes.overlay} ref={canvas} />;
}

/**
 * When the server took in the frame that is shown now. By WebRTC the browser says when it came here; otherwise it lies as
 * far back as it is behind what has been buffered.
 */
export function timeOf(video: HTMLVideoElement, metadata?: Partial<VideoFrameCallbackMetadata>): number {
  const now = serverNow();
  if (metadata?.receiveTime !== undefined) {
    return now - (performance.now() - metadata.receiveTime);
  }
  const { buffered } = video;
  const end = buffered.length > 0 ? buffered.end(buffered.length - 1) : undefined;
  const shown = metadata?.mediaTime ?? video.currentTime;
  return end === undefined ? now : now - Math.max(0, Math.min(10, end - shown)) * 1_000;
}

function clear(canvas: HTMLCanvasElement | null): void {
  canvas?.getContext("2d")?.clearRect(0, 0, canvas.width, canvas.height);
}

function draw(
  canvas: HTMLCanvasElement | null,
  video: HTMLVideoElement,
  boxes: readonly LiveBox[],
  zones: readonly Zone[],
): void {
  const context = canvas?.getContext("2d");
  if (!canvas || !context || video.videoWidth === 0) {
    return;
  }
  const width = canvas.clientWidth;
  const height = canvas.clientHeight;
  const ratio = devicePixelRatio;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  if (boxes.length === 0 && zones.length === 0) {
    return;
  }
  // The picture keeps its shape, with bars beside it.
  const scale = Math.min(width / video.videoWidth, height / video.videoHeight);
  const across = video.videoWidth * scale;
  const down = video.videoHeight * scale;
  const left = (width - across) / 2;
  const top = (height - down) / 2;
  context.font = "11px system-ui, sans-serif";
  context.lineWidth = 1.5;
  for (const zone of zones) {
    context.strokeStyle = "rgb(255 255 255 / 75%)";
    context.setLineDash([5, 4]);
    context.beginPath();
    for (const [x = 0, y = 0] of zone.points) {
      context.lineTo(left + x * across, top + y * down);
    }
    context.closePath();
    context.stroke();
    const [x = 0, y = 0] = zone.points[0] ?? [];
    words(context, zone.name, left + x * across, top + y * down + 14);
  }
  context.setLineDash([]);
  for (const box of boxes) {
    const x = left + box.x * across;
    const y = top + box.y * down;
    context.strokeStyle = "rgb(0 0 0 / 70%)";
    context.lineWidth = 3.5;
    context.strokeRect(x, y, box.w * across, box.h * down);
    context.strokeStyle = "#6aabff";
    context.lineWidth = 1.5;
    context.strokeRect(x, y, box.w * across, box.h * down);
    words(context, `${box.label} ${Math.round(box.confidence * 100)} %`, x, y > top + 16 ? y - 4 : y + 14);
  }
}

function words(context: CanvasRenderingContext2D, text: string, x: number, y: number): void {
  const { width } = context.measureText(text);
  context.fillStyle = "rgb(0 0 0 / 70%)";
  context.fillRect(x - 1, y - 11, width + 6, 15);
  context.fillStyle = "#e8ecf0";
  context.fillText(text, x + 2, y);
}
