// Fails when what a browser must load before the first view is too large. Counts the entry, what it imports
// statically, and their style sheets, gzipped; chunks loaded on demand are listed but not counted.
import { readFileSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const LIMIT_KB = 300;
const web = dirname(dirname(fileURLToPath(import.meta.url)));
const out = resolve(web, process.env.VMS_DASHBOARD_OUT ?? "../../../target/classes/dashboard");
const manifestFile = join(out, "build-manifest.json");
const manifest = JSON.parse(readFileSync(manifestFile, "utf8"));
// The browser has no use for it.
rmSync(manifestFile);

const files = new Set(["index.html"]);
const seen = new Set();
function visit(key) {
  if (seen.has(key)) {
    return;
  }
  seen.add(key);
  const chunk = manifest[key];
  files.add(chunk.file);
  for (const css of chunk.css ?? []) {
    files.add(css);
  }
  for (const imported of chunk.imports ?? []) {
    visit(imported);
  }
}
for (const [key, chunk] of Object.entries(manifest)) {
  if (chunk.isEntry) {
    visit(key);
  }
}

const size = (file) => gzipSync(readFileSync(join(out, file)), { level: 9 }).length / 1024;
let total = 0;
for (const file of files) {
  const kb = size(file);
  total += kb;
  console.log(`${kb.toFixed(1).padStart(8)} KB  ${file}`);
}
for (const chunk of Object.values(manifest)) {
  if (chunk.isDynamicEntry && !files.has(chunk.file)) {
    console.log(`${size(chunk.file).toFixed(1).padStart(8)} KB  ${chunk.file} (on demand)`);
  }
}
console.log(`first load ${total.toFixed(1)} KB gzipped, limit ${LIMIT_KB} KB`);
if (total > LIMIT_KB) {
  console.error(`first load is ${(total - LIMIT_KB).toFixed(1)} KB over the limit`);
  process.exit(1);
}
