import type { WeeklySlot } from "../../api/types";
import { DAYS } from "../rules/sentence";

/** A part of one day, in parts of it. */
export interface Piece {
  from: number;
  to: number;
  mode: WeeklySlot["mode"];
}

function minutes(text: string): number {
  const [hour = 0, minute = 0] = text.split(":").map(Number);
  return hour * 60 + minute;
}

/** What a week looks like by its slots, for each day from Monday on; one over midnight goes on the next day. */
export function piecesOf(slots: readonly WeeklySlot[]): Piece[][] {
  const week: Piece[][] = DAYS.map(() => []);
  for (const { days, from, to, mode } of slots) {
    const [begin, end] = [minutes(from) / 1440, minutes(to) / 1440];
    for (const day of days) {
      const place = DAYS.indexOf(day as (typeof DAYS)[number]);
      if (place < 0) {
        continue;
      }
      if (end > begin) {
        week[place]?.push({ from: begin, to: end, mode });
      } else {
        week[place]?.push({ from: begin, to: 1, mode });
        if (end > 0) {
          week[(place + 1) % 7]?.push({ from: 0, to: end, mode });
        }
      }
    }
  }
  return week;
}
