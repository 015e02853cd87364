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
}

/** What this browser remembers. Nothing secret goes in here. */
export const usePreferences = create<Preferences>()(
  persist((): Preferences => ({ shortcuts: true, layout: "auto", subnet: "" }), { name: "vms-preferences" }),
);

interface View {
  dialogue: "help" | "find" | "add" | null;
  figures: boolean;
}

/** What is open on the page at the moment. */
export const useView = create<View>(() => ({ dialogue: null, figures: false }));

export const openDialogue = (dialogue: View["dialogue"]) => useView.setState({ dialogue });
export const closeDialogue = () => useView.setState({ dialogue: null });
