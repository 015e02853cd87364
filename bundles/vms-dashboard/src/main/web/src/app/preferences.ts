import { create } from "zustand";
import { persist } from "zustand/middleware";

/** Tiles on one page of the wall; `auto` fits all cameras, up to 36. */
export type WallLayout = "auto" | "1" | "4" | "9" | "16" | "25" | "36";

interface Preferences {
  /** Single-key shortcuts; off for those whom stray keys disturb (WCAG 2.1.4). */
  shortcuts: boolean;
  layout: WallLayout;
  /** The subnet that was scanned last. */
  subnet: string;
  /** Whether the navigation names its pages, or shows their icons alone. */
  names: boolean;
  /** Whether what detection follows is drawn over the pictures, and the areas it watches. */
  boxes: boolean;
  zones: boolean;
  /** The chosen language; the browser's where none is. */
  locale: string | undefined;
}

/** What this browser remembers. Nothing secret goes in here. */
export const usePreferences = create<Preferences>()(
  persist(
    (): Preferences => ({
      shortcuts: true,
      layout: "auto",
      subnet: "",
      names: true,
      boxes: true,
      zones: false,
      locale: undefined,
    }),
    { name: "vms-preferences" },
  ),
);

/** Where a recorder to take in is, as far as it is known. */
export interface RecorderPlace {
  ip: string;
  port: string;
  vendor: string;
}

interface View {
  dialogue: "help" | "find" | "add" | "recorder" | null;
  /** What the dialogue for recorders begins with. */
  recorder: RecorderPlace | undefined;
  figures: boolean;
  /** Whether the controls of a camera that can be turned are unfolded. */
  ptz: boolean;
}

/** What is open on the page at the moment. */
export const useView = create<View>(() => ({
  dialogue: null,
  recorder: undefined,
  figures: false,
  ptz: false,
}));

export const openDialogue = (dialogue: View["dialogue"]) => useView.setState({ dialogue });
export const openRecorder = (recorder?: RecorderPlace) =>
  useView.setState({ dialogue: "recorder", recorder });
export const closeDialogue = () => useView.setState({ dialogue: null });
