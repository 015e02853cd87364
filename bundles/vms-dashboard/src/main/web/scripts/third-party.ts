import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Plugin } from "vite";

interface Package {
  name: string;
  version: string;
  license: string;
  homepage: string;
  text: string;
}

const LICENSE_FILE = /^(licen[cs]e|copying|notice)(\.|-|$)/i;

/**
 * Writes THIRD-PARTY.txt beside the built files: name, version, licence and licence text of each npm package
 * whose code ended up in them. A package without a declared licence fails the build.
 */
export function thirdParty(): Plugin {
  return {
    name: "third-party",
    apply: "build",
    generateBundle(_options, bundle) {
      const folders = new Set<string>();
      for (const id of this.getModuleIds()) {
        const folder = packageFolder(id);
        if (folder) {
          folders.add(folder);
        }
      }
      const packages = [...folders].map(read).sort((a, b) => a.name.localeCompare(b.name));
      if (packages.length === 0 && Object.keys(bundle).length > 0) {
        this.error("no third-party package found: the notice would be wrong");
      }
      for (const { name, license } of packages) {
        if (license === "") {
          this.error(`${name} declares no licence`);
        }
      }
      this.emitFile({ type: "asset", fileName: "THIRD-PARTY.txt", source: format(packages) });
    },
  };
}

function packageFolder(id: string): string | undefined {
  const path = id.replace(/^\0/, "").replace(/\?.*$/, "");
  const match = /^(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/.exec(path);
  return match?.[1];
}

function read(folder: string): Package {
  const json = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const repository = typeof json.repository === "string" ? json.repository : (json.repository?.url ?? "");
  const texts = readdirSync(folder)
    .filter((file) => LICENSE_FILE.test(file))
    .map((file) => readFileSync(join(folder, file), "utf8").trim());
  return {
    name: json.name ?? dirname(folder),
    version: json.version ?? "",
    license: typeof json.license === "string" ? json.license : (json.license?.type ?? ""),
    homepage: json.homepage ?? repository,
    text: texts.join("\n\n"),
  };
}

function format(packages: Package[]): string {
  const line = "-".repeat(78);
  const list = packages.map((p) => `${p.name} ${p.version} (${p.license})`).join("\n");
  const texts = packages.map((p) =>
    [line, `${p.name} ${p.version}`, `Licence: ${p.license}`, p.homepage, "", p.text].join("\n").trimEnd(),
  );
  return `Third-party software in the dashboard\n\n${list}\n\n${texts.join("\n\n")}\n`;
}
