export interface MapSearch {
  /** The plan that is shown; the first one where it is left out. */
  plan?: string | undefined;
  /** The camera whose picture and alarms are shown beside it. */
  camera?: string | undefined;
}

export function searchOfMap(search: Record<string, unknown>): MapSearch {
  const text = (value: unknown) => (typeof value === "string" && value !== "" ? value : undefined);
  return { plan: text(search.plan), camera: text(search.camera) };
}
