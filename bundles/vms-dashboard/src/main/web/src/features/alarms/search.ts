export interface AlarmSearch {
  /** The alarm whose details are open. */
  alarm?: string | undefined;
  /** Those that are over; those that wait where it is left out. */
  show?: "closed" | undefined;
}

export function searchOfAlarms(search: Record<string, unknown>): AlarmSearch {
  return {
    alarm: typeof search.alarm === "string" && search.alarm !== "" ? search.alarm : undefined,
    show: search.show === "closed" ? "closed" : undefined,
  };
}
