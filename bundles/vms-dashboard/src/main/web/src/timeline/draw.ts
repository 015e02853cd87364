import { LEVELS, type Ruler, TILE_BUCKETS, type View } from "./scale";
import type { Severity, Tile, TileCache } from "./tiles";

export const RULER_HEIGHT = 24;
export const LANE_HEIGHT = 26;
const BAR_TOP = 5;
const BAR_HEIGHT = 12;
const EVENT_TOP = BAR_TOP + BAR_HEIGHT + 2;
const EVENT_HEIGHT = 4;
const LOCK_TOP = 2;
const LOCK_HEIGHT = 2;

/** Colours of the page's theme. */
export interface Palette {
  page: string;
  lane: string;
  line: string;
  text: string;
  dim: string;
  footage: string;
  footageDim: string;
  chosen: string;
  critical: string;
  warning: string;
}

export function paletteOf(element: Element): Palette {
  const style = getComputedStyle(element);
  const read = (name: string) => style.getPropertyValue(name).trim();
  return {
    page: read("--vms-page"),
    lane: read("--vms-surface"),
    line: read("--vms-line"),
    text: read("--vms-text"),
    dim: read("--vms-dim"),
    footage: read("--timeline-footage"),
    footageDim: read("--timeline-footage-dim"),
    chosen: read("--vms-selected"),
    critical: read("--vms-critical"),
    warning: read("--vms-warning"),
  };
}

export interface Scene {
  width: number;
  view: View;
  bucket: number;
  cameras: readonly string[];
  selected: string;
  cache: TileCache;
  ruler: Ruler;
  label: (time: number, major: boolean) => string;
  now: number;
  palette: Palette;
  /** Whether a cause is a fault, or as it was set. */
  isFault: (cause: string) => boolean;
}

export function sceneHeight(cameras: number): number {
  return RULER_HEIGHT + Math.max(1, cameras) * LANE_HEIGHT;
}

/** Draws the ruler and all lanes. */
export function draw(context: CanvasRenderingContext2D, scene: Scene): void {
  const { width, palette, view, cameras } = scene;
  const height = sceneHeight(cameras.length);
  const x = (time: number) => ((time - view.from) / view.span) * width;
  context.fillStyle = palette.page;
  context.fillRect(0, 0, width, height);
  drawRuler(context, scene, x, height);
  cameras.forEach((camera, i) => {
    drawLane(context, scene, camera, RULER_HEIGHT + i * LANE_HEIGHT, x);
  });
  drawFuture(context, scene, x, height);
}

type Place = (time: number) => number;

function drawRuler(context: CanvasRenderingContext2D, scene: Scene, x: Place, height: number): void {
  const { palette, ruler, label, width } = scene;
  context.font = "11px system-ui, sans-serif";
  context.textBaseline = "middle";
  context.fillStyle = palette.lane;
  context.fillRect(0, 0, width, RULER_HEIGHT);
  for (const { time, major } of ruler.ticks) {
    const at = Math.round(x(time)) + 0.5;
    context.fillStyle = palette.line;
    context.fillRect(at - 0.5, major ? 0 : RULER_HEIGHT - 6, 1, major ? height : height - RULER_HEIGHT + 6);
    context.fillStyle = major ? palette.text : palette.dim;
    context.fillText(label(time, major), at + 4, RULER_HEIGHT / 2);
  }
}

function drawLane(
  context: CanvasRenderingContext2D,
  scene: Scene,
  camera: string,
  top: number,
  x: Place,
): void {
  const { palette, view, cache, bucket, width } = scene;
  const end = view.from + view.span;
  context.fillStyle = palette.line;
  context.fillRect(0, top + LANE_HEIGHT - 1, width, 1);
  let at = view.from;
  while (at < end) {
    const tile = cache.find(camera, bucket, at, LEVELS);
    const next = Math.min(end, (Math.floor(at / (bucket * TILE_BUCKETS)) + 1) * bucket * TILE_BUCKETS);
    if (tile) {
      drawTile(context, scene, tile, at, next, top, x, camera === scene.selected);
    } else {
      // Not known yet: neither footage nor none.
      drawUnknown(context, palette, x(at), Math.min(width, x(next)), top);
    }
    at = next;
  }
}

function drawUnknown(
  context: CanvasRenderingContext2D,
  palette: Palette,
  from: number,
  to: number,
  top: number,
): void {
  context.fillStyle = palette.line;
  for (let at = from; at < to; at += 8) {
    context.fillRect(at, top + BAR_TOP + BAR_HEIGHT / 2, 3, 1);
  }
}

function drawTile(
  context: CanvasRenderingContext2D,
  scene: Scene,
  tile: Tile,
  from: number,
  to: number,
  top: number,
  x: Place,
  selected: boolean,
): void {
  const { palette } = scene;
  drawGaps(context, scene, tile, from, to, top, x);
  const first = Math.max(0, Math.floor((from - tile.from) / tile.bucket));
  const last = Math.min(tile.coverage.length - 1, Math.floor((to - 1 - tile.from) / tile.bucket));
  const place = (i: number) => x(tile.from + i * tile.bucket);
  let i = first;
  while (i <= last) {
    // What is alike is drawn at once: else there would be seams.
    const coverage = tile.coverage[i] ?? 0;
    let end = i + 1;
    while (end <= last && (tile.coverage[end] ?? 0) === coverage) {
      end++;
    }
    if (coverage > 0) {
      const full = coverage === 255;
      // What is missing is missing from the top: never hidden, however far one zooms out.
      const height = full ? BAR_HEIGHT : Math.max(2, Math.min(BAR_HEIGHT - 3, (coverage / 255) * BAR_HEIGHT));
      const left = Math.max(0, place(i));
      context.fillStyle = selected ? palette.footage : palette.footageDim;
      context.fillRect(left, top + BAR_TOP + BAR_HEIGHT - height, place(end) - left, height);
    }
    i = end;
  }
  for (i = first; i <= last; i++) {
    const left = Math.max(0, place(i));
    const width = place(i + 1) - left;
    if (tile.locked[i]) {
      context.fillStyle = palette.chosen;
      context.fillRect(left, top + LOCK_TOP, width + 0.5, LOCK_HEIGHT);
    }
    if ((tile.events[i] ?? 0) > 0) {
      context.fillStyle = eventColour(palette, tile.severity[i] ?? null);
      context.fillRect(left, top + EVENT_TOP, Math.max(2, width - 1), EVENT_HEIGHT);
    }
  }
}

function eventColour(palette: Palette, severity: Severity | null): string {
  return severity === "CRITICAL" ? palette.critical : severity === "WARNING" ? palette.warning : palette.text;
}

function drawGaps(
  context: CanvasRenderingContext2D,
  scene: Scene,
  tile: Tile,
  from: number,
  to: number,
  top: number,
  x: Place,
): void {
  const { palette, now } = scene;
  for (const gap of tile.gaps) {
    const begin = Math.max(from, gap.from);
    const end = Math.min(to, gap.to ?? now, now);
    if (end <= begin) {
      continue;
    }
    const left = x(begin);
    const width = Math.max(2, x(end) - left);
    const fault = scene.isFault(gap.cause);
    context.fillStyle = hatch(context, gap.cause, fault ? palette.warning : palette.dim);
    context.globalAlpha = fault ? 0.9 : 0.5;
    context.fillRect(left, top + BAR_TOP, width, BAR_HEIGHT);
    context.globalAlpha = 1;
  }
}

function drawFuture(context: CanvasRenderingContext2D, scene: Scene, x: Place, height: number): void {
  const at = x(scene.now);
  if (at >= scene.width) {
    return;
  }
  context.fillStyle = scene.palette.line;
  context.globalAlpha = 0.35;
  context.fillRect(Math.max(0, at), 0, scene.width - at, height);
  context.globalAlpha = 1;
}

const hatches = new Map<string, CanvasPattern | string>();

/** A pattern for each cause, since colour alone tells not everybody. */
function hatch(context: CanvasRenderingContext2D, cause: string, colour: string): CanvasPattern | string {
  const key = `${cause} ${colour}`;
  let found = hatches.get(key);
  if (found === undefined) {
    found = makeHatch(context, cause, colour) ?? colour;
    hatches.set(key, found);
  }
  return found;
}

const SIDE = 6;

function makeHatch(context: CanvasRenderingContext2D, cause: string, colour: string): CanvasPattern | null {
  const canvas = document.createElement("canvas");
  canvas.width = SIDE;
  canvas.height = SIDE;
  const pen = canvas.getContext("2d");
  if (!pen) {
    return null;
  }
  pen.strokeStyle = colour;
  pen.fillStyle = colour;
  pen.beginPath();
  const line = (...[x1, y1, x2, y2]: [number, number, number, number]) => {
    pen.moveTo(x1, y1);
    pen.lineTo(x2, y2);
  };
  switch (cause) {
    case "CAMERA_UNREACHABLE":
    case "NETWORK_LOSS":
      line(-1, SIDE + 1, SIDE + 1, -1);
      line(-1, 1, 1, -1);
      line(SIDE - 1, SIDE + 1, SIDE + 1, SIDE - 1);
      break;
    case "SERVER_DOWN":
    case "DRIVER":
      line(0, 0, SIDE, SIDE);
      line(0, SIDE, SIDE, 0);
      break;
    case "DISK":
      line(SIDE / 2, 0, SIDE / 2, SIDE);
      break;
    case "RETENTION":
      line(0, SIDE / 2, SIDE, SIDE / 2);
      break;
    default:
      pen.fillRect(1, 1, 1.5, 1.5);
      pen.fillRect(4, 4, 1.5, 1.5);
  }
  pen.stroke();
  return context.createPattern(canvas, "repeat");
}
