let ahead = 0;

/** By how much the server's clock may differ without anybody noticing: its header has whole seconds. */
const TOLERANCE = 2_000;

/** Learns from an answer's date how far the server's clock, by which footage is found, is from this machine's. */
export function learnServerTime(date: string | null): void {
  const at = date === null ? Number.NaN : Date.parse(date);
  if (!Number.isNaN(at)) {
    const found = at + 500 - Date.now();
    ahead = Math.abs(found) > TOLERANCE ? found : 0;
  }
}

/** Milliseconds since 1970 by the server's clock. */
export function serverNow(): number {
  return Date.now() + ahead;
}
