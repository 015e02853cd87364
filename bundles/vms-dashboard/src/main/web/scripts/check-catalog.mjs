// Fails when a message of the sources is missing from the catalogues: the built page would show its key instead.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const web = dirname(dirname(fileURLToPath(import.meta.url)));
const locales = join(web, "src/i18n/locales");
const catalogues = readdirSync(locales).map((locale) => join(locale, "messages.po"));
const read = () => new Map(catalogues.map((file) => [file, readFileSync(join(locales, file), "utf8")]));
const messages = (text) => text.slice(text.indexOf("\n\n"));

const before = read();
const lingui = join(web, "node_modules/@lingui/cli/dist/lingui.js");
execFileSync(process.execPath, [lingui, "extract", "--clean"], {
  cwd: web,
  stdio: ["ignore", "ignore", "inherit"],
});
const after = read();
const stale = catalogues.filter((file) => messages(before.get(file)) !== messages(after.get(file)));
for (const [file, text] of before) {
  // A check leaves the sources as they are.
  writeFileSync(join(locales, file), text);
}
if (stale.length > 0) {
  console.error(`out of date: ${stale.join(", ")}; run "npm run i18n:extract" and translate what is new`);
  process.exit(1);
}
console.log("message catalogues are up to date");
