import type { Severity, VmsEvent } from "../../api/types";

/** What is listed, as it stands in the address. */
export interface EventFilter {
  camera?: string | undefined;
  type?: string | undefined;
  label?: string | undefined;
  severity?: Severity | undefined;
  /** Instants; `from` inclusive, `to` exclusive. */
  from?: string | undefined;
  to?: string | undefined;
}

export interface EventSearch extends EventFilter {
  /** The event whose details are open. */
  event?: string | undefined;
}

function text(value: unknown): string | undefined {
  // An address may hold what reads as a number.
  const written = typeof value === "number" ? String(value) : value;
  return typeof written === "string" && written.trim() !== "" ? written.trim().slice(0, 256) : undefined;
}

function instant(value: unknown): string | undefined {
  const written = text(value);
  return written !== undefined && !Number.isNaN(Date.parse(written))
    ? new Date(written).toISOString()
    : undefined;
}

/** What is not valid is named undefined, so that the router does not keep it. */
export function searchOfEvents(search: Record<string, unknown>): EventSearch {
  const { severity } = search;
  return {
    camera: text(search.camera),
    type: text(search.type),
    label: text(search.label),
    severity: severity === "INFO" || severity === "WARNING" || severity === "CRITICAL" ? severity : undefined,
    from: instant(search.from),
    to: instant(search.to),
    event: text(search.event),
  };
}

/** Whether an event belongs into the list; the same as what the server answers for the filter. */
export function matches(filter: EventFilter, event: VmsEvent): boolean {
  const time = Date.parse(event.time);
  return (
    (filter.camera === undefined || event.cameraId === filter.camera) &&
    (filter.type === undefined || event.type === filter.type) &&
    (filter.label === undefined || event.label === filter.label) &&
    (filter.severity === undefined || event.severity === filter.severity) &&
    (filter.from === undefined || time >= Date.parse(filter.from)) &&
    (filter.to === undefined || time < Date.parse(filter.to))
  );
}

export function isFiltered(filter: EventFilter): boolean {
  return [filter.camera, filter.type, filter.label, filter.severity, filter.from, filter.to].some(
    (each) => each !== undefined,
  );
}
