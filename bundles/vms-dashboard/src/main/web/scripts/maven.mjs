// What Maven calls: `node scripts/maven.mjs build|test TARGET`. Each goal runs only when something it reads has
// changed since it last succeeded; what it read is kept as a hash in TARGET, so that `mvn clean` forgets it.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const web = dirname(dirname(fileURLToPath(import.meta.url)));
const [goal, targetArgument] = process.argv.slice(2);
if ((goal !== "build" && goal !== "test") || !targetArgument) {
  console.error("usage: node scripts/maven.mjs build|test TARGET");
  process.exit(2);
}
const target = resolve(targetArgument);
const out = join(target, "classes", "dashboard");

/** What is made of the server's OpenAPI document, and the document itself. */
const generated = join(web, "src", "api", "schema.gen.ts");
const apiDocument = resolve(web, "../../../../vms-web/openapi.json");

/** Every file of this folder but what npm installs and what is generated, in a fixed order. */
function sources(folder = web) {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        return entry.name === "node_modules" ? [] : sources(path);
      }
      return path === generated ? [] : [path];
    });
}

function hashOf(paths) {
  const hash = createHash("sha256").update(process.version);
  for (const path of paths) {
    const content = readFileSync(path);
    hash.update(`\0${relative(web, path)}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}

function upToDate(stamp, hash) {
  return existsSync(stamp) && readFileSync(stamp, "utf8") === hash;
}

function npm(...args) {
  const windows = process.platform === "win32";
  const { status, error } = spawnSync(windows ? "npm.cmd" : "npm", args, {
    cwd: web,
    env: { ...process.env, VMS_DASHBOARD_OUT: out },
    shell: windows,
    stdio: "inherit",
  });
  if (error) {
    console.error(`npm does not start (${error.message}); install Node.js 20.19 or later with npm`);
  }
  if (status !== 0) {
    process.exit(status ?? 1);
  }
}

function install() {
  const stamp = join(web, "node_modules", ".vms-installed");
  const hash = hashOf([join(web, "package.json"), join(web, "package-lock.json")]);
  if (!upToDate(stamp, hash)) {
    // No package's install script is needed, so none may run.
    npm("ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund");
    writeFileSync(stamp, hash);
  }
}

const hash = hashOf([...sources(), apiDocument]);
const stamp = join(target, `dashboard-${goal}.sha256`);
const done = upToDate(stamp, hash) && (goal === "test" || existsSync(join(out, "index.html")));
if (done) {
  console.log(`dashboard ${goal}: nothing has changed`);
} else {
  rmSync(stamp, { force: true });
  install();
  npm("run", "--silent", goal);
  mkdirSync(target, { recursive: true });
  writeFileSync(stamp, hash);
}
