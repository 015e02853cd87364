/** Times of a site: which clock a recording's time belongs to must never be a guess. All times are milliseconds since 1970. */

export interface WallTime {
  year: number;
  /** 1 to 12. */
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
}

const MINUTE = 60_000;
const HOUR = 3_600_000;

const formats = new Map<string, Intl.DateTimeFormat>();

/** Formats are dear to make, and asked for at each drawing. */
export function formatIn(
  locale: string,
  zone: string,
  options: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat {
  const key = `${locale} ${zone} ${JSON.stringify(options)}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat(locale, { ...options, timeZone: zone });
    formats.set(key, format);
  }
  return format;
}

/** What a clock on the wall there shows. */
export function wallTime(zone: string, time: number): WallTime {
  const parts = formatIn("en-u-ca-gregory-nu-latn", zone, {
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
    hourCycle: "h23",
  }).formatToParts(time);
  const read = (type: Intl.DateTimeFormatPartTypes) =>
    Number(parts.find((part) => part.type === type)?.value ?? Number.NaN);
  return {
    year: read("year"),
    month: read("month"),
    day: read("day"),
    hour: read("hour"),
    minute: read("minute"),
    second: read("second"),
  };
}

const offsets = new Map<string, number>();

/** How far that clock is ahead of UTC, in milliseconds. */
export function offsetAt(zone: string, time: number): number {
  // Zones change at quarters of an hour.
  const quarter = Math.floor(time / (15 * MINUTE)) * 15 * MINUTE;
  const key = `${zone} ${quarter}`;
  let offset = offsets.get(key);
  if (offset === undefined) {
    offset = asUtc(wallTime(zone, quarter)) - quarter;
    if (offsets.size > 4_096) {
      offsets.clear();
    }
    offsets.set(key, offset);
  }
  return offset;
}

/** When a clock there shows that; the first time where it does twice, and the instant of the change where it never does. */
export function timeOf(zone: string, wall: WallTime): number {
  const utc = asUtc(wall);
  const earlier = offsetAt(zone, utc - 24 * HOUR);
  const later = offsetAt(zone, utc + 24 * HOUR);
  for (const offset of [Math.max(earlier, later), Math.min(earlier, later)]) {
    if (offsetAt(zone, utc - offset) === offset) {
      return utc - offset;
    }
  }
  return utc - earlier;
}

function asUtc({ year, month, day, hour, minute, second }: WallTime): number {
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** Midnight, some days on or back. */
export function dayStart(zone: string, time: number, days = 0): number {
  const wall = wallTime(zone, time);
  return timeOf(zone, { ...wall, day: wall.day + days, hour: 0, minute: 0, second: 0 });
}

/** As a field for date and time wants it. */
export function toField(zone: string, time: number): string {
  const { year, month, day, hour, minute, second } = wallTime(zone, time);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}`;
}

/** What such a field holds; undefined unless it is a date and a time. */
export function fromField(zone: string, text: string): number | undefined {
  const found = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?$/.exec(text.trim());
  if (!found) {
    return undefined;
  }
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found
    .slice(1)
    .map((part) => Number(part ?? 0));
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 59) {
    return undefined;
  }
  return timeOf(zone, { year, month, day, hour, minute, second });
}

/** Date and time with seconds and zone. */
export function fullTime(locale: string, zone: string, time: number): string {
  return formatIn(locale, zone, {
    weekday: "short",
    year: "numeric",
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
    timeZoneName: "short",
  }).format(time);
}

/** Time of day with seconds. */
export function clockTime(locale: string, zone: string, time: number): string {
  return formatIn(locale, zone, {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  }).format(time);
}
