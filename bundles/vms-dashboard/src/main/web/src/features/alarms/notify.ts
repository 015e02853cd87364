import { create } from "zustand";
import { persist } from "zustand/middleware";

interface Calls {
  /** Whether an alarm is heard. */
  sound: boolean;
  /** Whether the browser shows a notification when the page is not in view. */
  notifications: boolean;
}

/** What this browser was asked to do when an alarm comes; nothing until somebody chooses so. */
export const useCalls = create<Calls>()(
  persist((): Calls => ({ sound: false, notifications: false }), { name: "vms-alarm-calls" }),
);

let context: AudioContext | undefined;

/** Two calm tones; the higher ones three times for what is critical. */
export function chime(critical: boolean): void {
  if (typeof AudioContext === "undefined") {
    return;
  }
  context ??= new AudioContext();
  const { currentTime, destination } = context;
  const tones = critical ? [880, 660, 880, 660, 880, 660] : [523, 659];
  tones.forEach((frequency, at) => {
    if (!context) {
      return;
    }
    const begin = currentTime + 0.02 + at * 0.22;
    const tone = context.createOscillator();
    const loudness = context.createGain();
    tone.frequency.value = frequency;
    loudness.gain.setValueAtTime(0, begin);
    loudness.gain.linearRampToValueAtTime(0.25, begin + 0.03);
    loudness.gain.linearRampToValueAtTime(0, begin + 0.2);
    tone.connect(loudness).connect(destination);
    tone.start(begin);
    tone.stop(begin + 0.21);
  });
  void context.resume();
}

/** Whether this browser can show notifications at all: only where the connection is trusted. */
export function canNotify(): boolean {
  return typeof Notification !== "undefined" && window.isSecureContext;
}

/** Switches notifications on after the browser has asked the user; false where that was refused. */
export async function allowNotifications(): Promise<boolean> {
  const allowed = canNotify() && (await Notification.requestPermission()) === "granted";
  useCalls.setState({ notifications: allowed });
  return allowed;
}

/** Shows a notification unless the page is in view; a press on it brings the page to the alarm. */
export function notify(title: string, body: string, tag: string, open: () => void): void {
  if (!canNotify() || Notification.permission !== "granted" || document.visibilityState === "visible") {
    return;
  }
  const shown = new Notification(title, { body, tag, icon: "/icon.svg" });
  shown.onclick = () => {
    window.focus();
    shown.close();
    open();
  };
}
