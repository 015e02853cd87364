import { defineConfig } from "@lingui/cli";

export default defineConfig({
  sourceLocale: "en",
  locales: ["en", "ar"],
  catalogs: [{ path: "<rootDir>/src/i18n/locales/{locale}/messages", include: ["src"] }],
  // Neither lines nor dates: a catalogue changes only when a message does.
  formatOptions: { lineNumbers: false },
  orderBy: "message",
});
