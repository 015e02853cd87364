import { useLingui } from "@lingui/react";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { camerasQuery } from "../../api/cameras";
import { api, unwrap } from "../../api/client";
import type { Site } from "../../api/types";

/** The sites, whose clocks the cameras' times are told by. */
export const sitesQuery = queryOptions({
  queryKey: ["sites"],
  queryFn: async (): Promise<Site[]> => {
    const sites: Site[] = [];
    let cursor: string | undefined;
    do {
      const page = await unwrap(api.GET("/sites", { params: { query: cursor ? { cursor } : {} } }));
      sites.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor);
    return sites;
  },
  staleTime: 300_000,
});

export interface SiteTime {
  /** Date, time with seconds, and zone. */
  exact: (at: string, cameraId?: string) => string;
  /** Time of day with seconds; the date before it where that is not today's. */
  short: (at: string, cameraId?: string) => string;
  /** The zone of a camera's site; of the only site, or of this browser, where there is no camera. */
  zoneOf: (cameraId?: string) => string | undefined;
}

interface Formats {
  exact: Intl.DateTimeFormat;
  time: Intl.DateTimeFormat;
  day: Intl.DateTimeFormat;
}

const formats = new Map<string, Formats>();

/** Making one is slow, and a list has thousands of times. */
function formatsFor(locale: string, timeZone: string | undefined): Formats {
  const key = `${locale} ${timeZone ?? ""}`;
  let made = formats.get(key);
  if (!made) {
    const zone = timeZone === undefined ? {} : { timeZone };
    const make = (options: Intl.DateTimeFormatOptions) => {
      try {
        return new Intl.DateTimeFormat(locale, { ...options, ...zone });
      } catch {
        // A zone that this browser does not know: better its own clock than none.
        return new Intl.DateTimeFormat(locale, options);
      }
    };
    made = {
      exact: make({ dateStyle: "medium", timeStyle: "long", hourCycle: "h23" }),
      time: make({ hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" }),
      day: make({ day: "2-digit", month: "short" }),
    };
    formats.set(key, made);
  }
  return made;
}

/** Times by the clock of the camera's site. */
export function useSiteTime(): SiteTime {
  const { i18n } = useLingui();
  const { data: cameras } = useQuery(camerasQuery);
  const { data: sites } = useQuery(sitesQuery);
  const { locale } = i18n;
  return useMemo(() => {
    const zoneOfSite = new Map(sites?.map((site) => [site.id, site.timeZone]));
    const zones = new Map(cameras?.map((camera) => [camera.id, zoneOfSite.get(camera.siteId)]));
    const usual = sites?.length === 1 ? sites[0]?.timeZone : undefined;
    const zoneOf = (cameraId?: string) => (cameraId === undefined ? undefined : zones.get(cameraId)) ?? usual;
    const form = (at: string, cameraId: string | undefined, how: (f: Formats, time: number) => string) => {
      const time = Date.parse(at);
      return Number.isNaN(time) ? "–" : how(formatsFor(locale, zoneOf(cameraId)), time);
    };
    return {
      zoneOf,
      exact: (at, cameraId) => form(at, cameraId, (f, time) => f.exact.format(time)),
      short: (at, cameraId) =>
        form(at, cameraId, (f, time) => {
          const day = f.day.format(time);
          const clock = f.time.format(time);
          return day === f.day.format(Date.now()) ? clock : `${day}, ${clock}`;
        }),
    };
  }, [cameras, sites, locale]);
}
