import { create } from "zustand";
import type { Camera, View } from "../../api/types";

/** What stands where on the wall: cameras in the order of reading; a place may be empty. */
export interface Arrangement {
  /** 0 fits them to the screen. */
  columns: number;
  places: readonly (string | undefined)[];
}

/** What was moved about and not saved yet; of the view named, or of all cameras. */
interface Draft {
  of: string | undefined;
  arrangement: Arrangement;
}

export const useDraft = create<{ draft: Draft | undefined }>(() => ({ draft: undefined }));

export const arrangementOf = (view: View): Arrangement => ({
  columns: view.columns,
  places: view.tiles.map((tile) => tile.cameraId),
});

export const allOf = (cameras: readonly Camera[]): Arrangement => ({
  columns: 0,
  places: cameras.map((camera) => camera.id),
});

/** Puts what stands at one place where another is, and that one there. */
export function swapped(arrangement: Arrangement, from: string, to: string): Arrangement {
  const places = arrangement.places.map((id) => (id === from ? to : id === to ? from : id));
  return { ...arrangement, places };
}

/** Moves a camera by so many places; at an edge it stays. */
export function moved(arrangement: Arrangement, id: string, by: number): Arrangement {
  const at = arrangement.places.indexOf(id);
  const to = at + by;
  if (at < 0 || to < 0 || to >= arrangement.places.length) {
    return arrangement;
  }
  const places = [...arrangement.places];
  [places[at], places[to]] = [places[to], places[at]];
  return { ...arrangement, places };
}

export function without(arrangement: Arrangement, id: string): Arrangement {
  return { ...arrangement, places: arrangement.places.filter((place) => place !== id) };
}

/** The cameras that are there, in their places. Those that are gone, or may not be seen, leave none. */
export function placed(arrangement: Arrangement, cameras: readonly Camera[]): Camera[] {
  const known = new Map(cameras.map((camera) => [camera.id, camera]));
  return arrangement.places.flatMap((id) => (id === undefined ? [] : (known.get(id) ?? [])));
}

/** Which step of a tour is next: a view that is gone is passed over, and after the last comes the first. */
export function stepAfter(tour: View, step: number, views: readonly View[]): number | undefined {
  const there = new Set(views.map((view) => view.id));
  for (let by = 1; by <= tour.steps.length; by++) {
    const next = (step + by) % tour.steps.length;
    if (there.has(tour.steps[next]?.viewId ?? "")) {
      return next;
    }
  }
  return undefined;
}
