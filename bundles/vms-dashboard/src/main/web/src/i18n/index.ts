import { i18n, type Messages } from "@lingui/core";
import { messages as english } from "./locales/en/messages.po";

interface Language {
  /** In the language itself. */
  name: string;
  /** As ICU names it: numbers in the digits that the screens of control rooms have. */
  tag: string;
  direction: "ltr" | "rtl";
  load: () => Promise<Messages>;
}

/** The languages there are: a new one is a folder in `locales`, an entry here and in lingui.config.ts. */
export const LANGUAGES: Readonly<Record<string, Language>> = {
  en: { name: "English", tag: "en", direction: "ltr", load: async () => english },
  ar: {
    name: "العربية",
    tag: "ar-u-nu-latn",
    direction: "rtl",
    load: async () => (await import("./locales/ar/messages.po")).messages,
  },
};

i18n.load("en", english);
i18n.activate("en");

/** The language that was chosen, else the first of the browser's that there is a catalogue for; English otherwise. */
export function preferredLanguage(
  chosen: string | undefined,
  languages: readonly string[] = navigator.languages,
): string {
  const wanted = [chosen ?? "", ...languages].map((tag) => tag.split("-")[0] ?? "");
  return wanted.find((tag) => tag in LANGUAGES) ?? "en";
}

/** Shows everything in this language, and from the side that it begins at. */
export async function activate(language: string): Promise<void> {
  const { load, tag, direction } = LANGUAGES[language] ?? (LANGUAGES.en as Language);
  i18n.load(tag, await load());
  i18n.activate(tag);
  document.documentElement.lang = language;
  document.documentElement.dir = direction;
}

export { i18n };
