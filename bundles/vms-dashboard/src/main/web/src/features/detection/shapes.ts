/** Shapes on a picture, in parts of its width and height from the upper left corner. */

export type Point = readonly [number, number];

export interface Shape {
  name: string;
  points: readonly Point[];
  /** A line has two ends and more corners between; an area is closed. */
  line: boolean;
}

export const MOST_POINTS = 32;

const clamp = (value: number) => Math.min(1, Math.max(0, value));
/** A thousandth is finer than any picture's pixels need. */
const round = (value: number) => Math.round(clamp(value) * 1000) / 1000;

export function at(x: number, y: number): Point {
  return [round(x), round(y)];
}

export function moved(points: readonly Point[], place: number, to: Point): Point[] {
  return points.map((point, each) => (each === place ? at(to[0], to[1]) : point));
}

/** The whole shape, as far as it stays within the picture. */
export function shifted(points: readonly Point[], dx: number, dy: number): Point[] {
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  const x = Math.max(-Math.min(...xs), Math.min(dx, 1 - Math.max(...xs)));
  const y = Math.max(-Math.min(...ys), Math.min(dy, 1 - Math.max(...ys)));
  return points.map(([px, py]) => at(px + x, py + y));
}

/** With a new point between one and the next. */
export function split(points: readonly Point[], after: number): Point[] {
  const from = points[after];
  const to = points[(after + 1) % points.length];
  if (!from || !to || points.length >= MOST_POINTS) {
    return [...points];
  }
  const between = at((from[0] + to[0]) / 2, (from[1] + to[1]) / 2);
  return [...points.slice(0, after + 1), between, ...points.slice(after + 1)];
}

/** Without a point, unless what is left would be no shape. */
export function without(points: readonly Point[], place: number, line: boolean): Point[] {
  return points.length <= (line ? 2 : 3) ? [...points] : points.filter((_, each) => each !== place);
}

/** Whether two pieces of the outline cross: the server takes no such area. */
export function crosses(points: readonly Point[], line: boolean): boolean {
  const count = points.length;
  const pieces = line ? count - 1 : count;
  for (let i = 0; i < pieces; i++) {
    for (let j = i + 1; j < pieces; j++) {
      const neighbours = j === i + 1 || (!line && i === 0 && j === pieces - 1);
      const [a, b] = [points[i], points[(i + 1) % count]];
      const [c, d] = [points[j], points[(j + 1) % count]];
      if (!neighbours && a && b && c && d && meet(a, b, c, d)) {
        return true;
      }
    }
  }
  return false;
}

function meet(a: Point, b: Point, c: Point, d: Point): boolean {
  const side = (p: Point, q: Point, r: Point) =>
    Math.sign((q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]));
  return side(a, b, c) !== side(a, b, d) && side(c, d, a) !== side(c, d, b);
}

/** Which way is to the right of a line, seen along it: where its arrow points. */
export function arrow(points: readonly Point[]): { from: Point; to: Point } | undefined {
  const place = Math.floor((points.length - 2) / 2);
  const [a, b] = [points[place], points[place + 1]];
  if (!a || !b) {
    return undefined;
  }
  const [x, y] = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
  const length = Math.hypot(b[0] - a[0], b[1] - a[1]) || 1;
  // In a picture y grows downwards: to the right of a way to the right is down.
  return { from: [x, y], to: [x - ((b[1] - a[1]) / length) * 0.06, y + ((b[0] - a[0]) / length) * 0.06] };
}

/** A shape to begin with, in the middle of the picture. */
export function fresh(name: string, line: boolean): Shape {
  return {
    name,
    line,
    points: line ? [at(0.25, 0.5), at(0.75, 0.5)] : [at(0.3, 0.3), at(0.7, 0.3), at(0.7, 0.7), at(0.3, 0.7)],
  };
}
