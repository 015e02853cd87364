/** What a field for date and time holds, and the instant that this is by the clock of a zone. */

/** How far the clock of a zone is ahead of UTC at an instant, in milliseconds. */
function offset(at: number, timeZone: string | undefined): number {
  const parts: Record<string, number> = {};
  const format = new Intl.DateTimeFormat("en-US", {
    ...(timeZone === undefined ? {} : { timeZone }),
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  for (const { type, value } of format.formatToParts(at)) {
    parts[type] = Number(value);
  }
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
}

/** The instant as such a field takes it; empty for none. */
export function toLocal(instant: string | undefined, timeZone?: string): string {
  const at = instant === undefined ? Number.NaN : Date.parse(instant);
  return Number.isNaN(at) ? "" : new Date(at + offset(at, timeZone)).toISOString().slice(0, 19);
}

/** The instant of what a field holds; an hour that a change of the clock repeats is the earlier one. */
export function fromLocal(text: string, timeZone?: string): string | undefined {
  const wall = Date.parse(`${text}Z`);
  if (text === "" || Number.isNaN(wall)) {
    return undefined;
  }
  const before = wall - offset(wall - 86_400_000, timeZone);
  const after = wall - offset(wall + 86_400_000, timeZone);
  const fits = [before, after].find((at) => at + offset(at, timeZone) === wall);
  return new Date(fits ?? after).toISOString();
}
