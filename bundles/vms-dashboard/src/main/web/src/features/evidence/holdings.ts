import type { Evidence } from "../../api/types";

/** Files that somebody locked together: one after the other, of one camera, with one note. */
export interface Holding {
  cameraId: string;
  start: string;
  end: string;
  bytes: number;
  by: string;
  reason: string;
  /** When the first of them was locked. */
  at: string;
  recordingIds: string[];
}

/** Between two files of one recording lies no more. */
const TOGETHER_MS = 5_000;

/** What was locked, as those who locked it see it, what was locked last first. */
export function holdingsOf(items: readonly Evidence[]): Holding[] {
  const inOrder = [...items].sort(
    (a, b) => a.cameraId.localeCompare(b.cameraId) || Date.parse(a.start) - Date.parse(b.start),
  );
  const holdings: Holding[] = [];
  for (const item of inOrder) {
    const same = holdings.find(
      (held) =>
        held.cameraId === item.cameraId &&
        held.by === item.by &&
        held.reason === item.reason &&
        Date.parse(item.start) - Date.parse(held.end) <= TOGETHER_MS,
    );
    if (same) {
      same.end = Date.parse(item.end) > Date.parse(same.end) ? item.end : same.end;
      same.bytes += item.bytes;
      same.at = Date.parse(item.at) < Date.parse(same.at) ? item.at : same.at;
      same.recordingIds.push(item.recordingId);
    } else {
      const { cameraId, start, end, bytes, by, reason, at, recordingId } = item;
      holdings.unshift({ cameraId, start, end, bytes, by, reason, at, recordingIds: [recordingId] });
    }
  }
  return holdings.sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
}
