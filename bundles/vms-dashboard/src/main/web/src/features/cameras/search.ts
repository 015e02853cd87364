export type CameraTab = "recording" | "detection";

/** Which part of a camera's page is open; the overview where it is left out. */
export function searchOfCamera(search: Record<string, unknown>): { tab?: CameraTab | undefined } {
  return { tab: search.tab === "recording" || search.tab === "detection" ? search.tab : undefined };
}
