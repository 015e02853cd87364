import { create } from "zustand";

/** The one camera that is heard; two at once would be noise. */
export const useSound = create<{ cameraId: string | undefined }>(() => ({ cameraId: undefined }));

export function toggleSound(cameraId: string): void {
  useSound.setState((state) => ({ cameraId: state.cameraId === cameraId ? undefined : cameraId }));
}

/** For a tile that goes away: what is not on the page is not heard when it comes back. */
export function silence(cameraId: string): void {
  useSound.setState((state) => (state.cameraId === cameraId ? { cameraId: undefined } : state));
}
