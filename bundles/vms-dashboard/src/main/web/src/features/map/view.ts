/** What of a plan is seen: pixels of the window = pixels of the picture × scale + shift. */
export interface MapView {
  scale: number;
  x: number;
  y: number;
}

export interface Size {
  width: number;
  height: number;
}

/** How much closer than the whole plan one gets. */
const CLOSEST = 16;

/** The whole plan, as large as the window lets it be. */
export function fitted(plan: Size, pane: Size): MapView {
  const scale = fittedScale(plan, pane);
  return {
    scale,
    x: (pane.width - plan.width * scale) / 2,
    y: (pane.height - plan.height * scale) / 2,
  };
}

function fittedScale(plan: Size, pane: Size): number {
  return Math.min(pane.width / plan.width, pane.height / plan.height) || 1;
}

/** Closer or farther by a factor, about a place of the window that stays where it is. */
export function zoomed(
  view: MapView,
  by: number,
  at: { x: number; y: number },
  plan: Size,
  pane: Size,
): MapView {
  const least = fittedScale(plan, pane);
  const scale = Math.min(Math.max(view.scale * by, least), least * CLOSEST);
  const factor = scale / view.scale;
  return within(
    { scale, x: at.x - (at.x - view.x) * factor, y: at.y - (at.y - view.y) * factor },
    plan,
    pane,
  );
}

export function panned(view: MapView, dx: number, dy: number, plan: Size, pane: Size): MapView {
  return within({ ...view, x: view.x + dx, y: view.y + dy }, plan, pane);
}

/** So that the plan fills what it can: it is never pushed out of sight. */
export function within(view: MapView, plan: Size, pane: Size): MapView {
  return {
    scale: view.scale,
    x: inside(view.x, plan.width * view.scale, pane.width),
    y: inside(view.y, plan.height * view.scale, pane.height),
  };
}

function inside(shift: number, length: number, room: number): number {
  return length <= room ? (room - length) / 2 : Math.min(0, Math.max(room - length, shift));
}

/** A direction in degrees, from 0 to less than 360. */
export function turned(degrees: number): number {
  return ((Math.round(degrees) % 360) + 360) % 360;
}

/** The direction of a way on the window, in degrees from the top to the right. */
export function directionOf(dx: number, dy: number): number {
  return turned((Math.atan2(dx, -dy) * 180) / Math.PI);
}

/** What a camera sees, as a path of SVG about its place at 0, 0: a sector, or a circle where it sees all around. */
export function sector(direction: number, angle: number, reach: number): string {
  if (angle <= 0 || reach <= 0) {
    return "";
  }
  const at = (degrees: number) => {
    const radians = (degrees * Math.PI) / 180;
    return `${round(Math.sin(radians) * reach)} ${round(-Math.cos(radians) * reach)}`;
  };
  if (angle >= 360) {
    return `M0 ${-reach}A${reach} ${reach} 0 1 1 0 ${reach}A${reach} ${reach} 0 1 1 0 ${-reach}Z`;
  }
  const large = angle > 180 ? 1 : 0;
  return `M0 0L${at(direction - angle / 2)}A${round(reach)} ${round(reach)} 0 ${large} 1 ${at(direction + angle / 2)}Z`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
