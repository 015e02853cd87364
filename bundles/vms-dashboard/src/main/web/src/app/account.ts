import { useMantineColorScheme } from "@mantine/core";
import { useEffect, useRef } from "react";
import { api, unwrap } from "../api/client";
import { useCalls } from "../features/alarms/notify";
import { activate, LANGUAGES } from "../i18n";
import { usePreferences, type WallLayout } from "./preferences";

/** A slider or several menus in a row are one change. */
const KEEP_AFTER = 800;
const LAYOUTS: readonly unknown[] = ["auto", "1", "4", "9", "16", "25", "36"] satisfies WallLayout[];

/** What goes with somebody to every browser they log in at. Other programs keep theirs beside it, by other names. */
interface Kept {
  scheme: "dark" | "light";
  locale: string | undefined;
  layout: WallLayout;
  shortcuts: boolean;
  names: boolean;
  boxes: boolean;
  zones: boolean;
  sound: boolean;
}

type All = Record<string, unknown>;

/** Takes what is valid; a later dashboard may have kept what this one does not know. */
export function keptOf(stored: unknown): Partial<Kept> {
  const given = (typeof stored === "object" && stored !== null ? stored : {}) as Record<string, unknown>;
  const kept: Partial<Kept> = {};
  for (const name of ["shortcuts", "names", "boxes", "zones", "sound"] as const) {
    if (typeof given[name] === "boolean") {
      kept[name] = given[name];
    }
  }
  if (given.scheme === "dark" || given.scheme === "light") {
    kept.scheme = given.scheme;
  }
  if (typeof given.locale === "string" && given.locale in LANGUAGES) {
    kept.locale = given.locale;
  }
  if (LAYOUTS.includes(given.layout)) {
    kept.layout = given.layout as WallLayout;
  }
  return kept;
}

/**
 * Keeps the preferences of whoever is logged in at the server, and takes them from there at the login. What this browser
 * remembers is for the time before it, and for a server that does not answer.
 */
export function useAccountPreferences(): void {
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const preferences = usePreferences();
  const sound = useCalls((calls) => calls.sound);
  const stored = useRef<All>(undefined);
  const { locale, layout, shortcuts, names, boxes, zones } = preferences;
  const scheme = colorScheme === "light" ? "light" : "dark";
  const now = JSON.stringify({
    scheme,
    locale,
    layout,
    shortcuts,
    names,
    boxes,
    zones,
    sound,
  } satisfies Kept);
  const last = useRef(now);
  const show = useRef(setColorScheme);
  useEffect(() => {
    show.current = setColorScheme;
  });

  useEffect(() => {
    let ended = false;
    unwrap(api.GET("/me/preferences")).then(
      (answer) => {
        if (ended) {
          return;
        }
        stored.current = answer;
        const { scheme, sound, ...kept } = keptOf((answer as All).dashboard);
        if (sound !== undefined) {
          useCalls.setState({ sound });
        }
        usePreferences.setState(kept);
        if (scheme) {
          show.current(scheme);
        }
        if (kept.locale) {
          void activate(kept.locale).catch(() => {
            // Its catalogue did not arrive: the present one stays.
          });
        }
      },
      () => {
        // This browser's own go on being used, and nothing is kept over those that could not be read.
      },
    );
    return () => {
      ended = true;
    };
  }, []);

  useEffect(() => {
    if (stored.current === undefined || now === last.current) {
      return;
    }
    const keep = setTimeout(() => {
      last.current = now;
      const all = { ...stored.current, dashboard: JSON.parse(now) as Kept };
      stored.current = all;
      unwrap(api.PUT("/me/preferences", { body: all as never })).catch(() => {
        // They still hold in this browser; the next change is another try.
      });
    }, KEEP_AFTER);
    return () => clearTimeout(keep);
  }, [now]);
}
