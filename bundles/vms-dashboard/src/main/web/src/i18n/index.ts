import { i18n, type Messages } from "@lingui/core";
import { messages as english } from "./locales/en/messages.po";

/** The languages there are: a new one is a folder in `locales` and a line here and in lingui.config.ts. */
const catalogs: Record<string, () => Promise<Messages>> = {
  en: async () => english,
};

i18n.load("en", english);
i18n.activate("en");

/** The first of the browser's languages that there is a catalogue for; English otherwise. */
export async function activatePreferred(languages: readonly string[] = navigator.languages): Promise<void> {
  const locale = languages.map((tag) => tag.split("-")[0] ?? "").find((tag) => tag in catalogs) ?? "en";
  const load = catalogs[locale];
  if (load && locale !== "en") {
    i18n.load(locale, await load());
    i18n.activate(locale);
  }
  document.documentElement.lang = locale;
}

export { i18n };
