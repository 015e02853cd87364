const TABS = ["recording", "detection", "privacy", "ptz"] as const;

export type CameraTab = (typeof TABS)[number];

/** Which part of a camera's page is open; the overview where it is left out. */
export function searchOfCamera(search: Record<string, unknown>): { tab?: CameraTab | undefined } {
  return { tab: TABS.find((tab) => tab === search.tab) };
}
