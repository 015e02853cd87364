/** How a picture is enlarged on the screen: by how much, and which point of it lies in the middle (0..1). */
export interface Zoom {
  scale: number;
  x: number;
  y: number;
}

export const WHOLE: Zoom = { scale: 1, x: 0.5, y: 0.5 };
const MOST = 8;

/** Enlarges by a factor about a point of the frame (0..1), which stays where it is. */
export function zoomed(zoom: Zoom, factor: number, atX = 0.5, atY = 0.5): Zoom {
  const scale = Math.min(MOST, Math.max(1, zoom.scale * factor));
  // The point of the picture that is under the pointer before and after.
  const x = zoom.x + (atX - 0.5) * (1 / zoom.scale - 1 / scale);
  const y = zoom.y + (atY - 0.5) * (1 / zoom.scale - 1 / scale);
  return inside({ scale, x, y });
}

/** Moves the picture by parts of the frame. */
export function panned(zoom: Zoom, byX: number, byY: number): Zoom {
  return inside({ ...zoom, x: zoom.x - byX / zoom.scale, y: zoom.y - byY / zoom.scale });
}

/** Nothing beside the picture is shown. */
function inside({ scale, x, y }: Zoom): Zoom {
  const half = 0.5 / scale;
  const keep = (at: number) => Math.min(1 - half, Math.max(half, at));
  return { scale, x: keep(x), y: keep(y) };
}

/** As CSS transforms an element whose origin is its middle. */
export function transformOf({ scale, x, y }: Zoom): string {
  return scale === 1 ? "" : `scale(${scale}) translate(${(0.5 - x) * 100}%, ${(0.5 - y) * 100}%)`;
}
