import type { WallLayout } from "../../app/preferences";

/** Most tiles that are shown at once, whatever the layout. */
export const MOST = 36;
/** Height of a tile's name strip, in CSS pixels. */
export const STRIP = 24;
const RATIO = 16 / 9;

export function tilesOnPage(layout: WallLayout, cameras: number): number {
  return layout === "auto" ? Math.min(cameras, MOST) : Number(layout);
}

/** The number of columns that makes 16:9 pictures largest in this place. */
export function columnsFor(tiles: number, width: number, height: number): number {
  let best = 1;
  let bestWidth = 0;
  for (let columns = 1; columns <= tiles; columns++) {
    const rows = Math.ceil(tiles / columns);
    const pictureWidth = Math.min(width / columns, (height / rows - STRIP) * RATIO);
    if (pictureWidth > bestWidth + 0.5) {
      best = columns;
      bestWidth = pictureWidth;
    }
  }
  return best;
}

/** Where the focus goes from tile `index` with an arrow key; `index` itself at an edge. */
export function step(key: string, index: number, columns: number, tiles: number): number {
  const target =
    key === "ArrowLeft"
      ? index - 1
      : key === "ArrowRight"
        ? index + 1
        : key === "ArrowUp"
          ? index - columns
          : key === "ArrowDown"
            ? index + columns
            : index;
  return target < 0 || target >= tiles ? index : target;
}
