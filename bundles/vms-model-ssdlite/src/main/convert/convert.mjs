// What Maven calls: `node convert.mjs CLASSES WORK`. Fetches the weights by npm, checks them against the lock, and writes
// model.onnx, model.json and the licence into CLASSES. The same weights give the same bytes, which model.json names.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { Conversion, weights } from "./graph.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const [classes, work] = process.argv.slice(2).map((each) => resolve(each));
if (!classes || !work) {
  console.error("usage: node convert.mjs CLASSES WORK");
  process.exit(2);
}

const FOLDER = "models/coco-ssd";
/** Behind the scaling of pictures, which is done before the graph here. */
const BEGIN = "Preprocessor/map/TensorArrayStack/TensorArrayGatherV3";

const lock = JSON.parse(readFileSync(join(here, "weights.lock.json"), "utf8"));
const description = readFileSync(join(here, "../model/model.json"), "utf8");
const wanted = JSON.parse(description).sha256;

function digest(algorithm, bytes, encoding) {
  return createHash(algorithm).update(bytes).digest(encoding);
}

/** The package's archive, from npm's cache where that has it. */
function archive() {
  mkdirSync(work, { recursive: true });
  const file = join(work, `${lock.package}-${lock.version}.tgz`);
  const [algorithm, sum] = lock.integrity.split(/-(.*)/s);
  const whole = () => existsSync(file) && digest(algorithm, readFileSync(file), "base64") === sum;
  if (!whole()) {
    const windows = process.platform === "win32";
    const { status, error } = spawnSync(
      windows ? "npm.cmd" : "npm",
      ["pack", `${lock.package}@${lock.version}`, "--pack-destination", work, "--ignore-scripts", "--prefer-offline", "--silent"],
      { cwd: work, shell: windows, stdio: ["ignore", "ignore", "inherit"] },
    );
    if (error || status !== 0) {
      throw new Error(`npm does not give ${lock.package} ${lock.version} (${error?.message ?? `status ${status}`})`);
    }
    if (!whole()) {
      throw new Error(`${file} is not what weights.lock.json names`);
    }
  }
  return gunzipSync(readFileSync(file));
}

/** The files of a tar archive by their paths without the first folder. */
function unpack(tar) {
  const files = new Map();
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0; ) {
    const field = (from, length) => tar.toString("latin1", at + from, at + from + length).replace(/\0.*$/s, "");
    const length = parseInt(field(124, 12), 8);
    const path = [field(345, 155), field(0, 100)].filter(Boolean).join("/");
    if (["0", ""].includes(field(156, 1))) {
      files.set(path.replace(/^[^/]*\//, ""), tar.subarray(at + 512, at + 512 + length));
    }
    at += 512 + Math.ceil(length / 512) * 512;
  }
  return files;
}

const model = join(classes, "model.onnx");
if (!existsSync(model) || digest("sha256", readFileSync(model), "hex") !== wanted) {
  const files = unpack(archive());
  const { modelTopology, weightsManifest } = JSON.parse(files.get(`${FOLDER}/model.json`));
  const constants = weights(weightsManifest, (path) => files.get(`${FOLDER}/${path}`));
  const conversion = new Conversion(modelTopology, constants, BEGIN, [1, 300, 300, 3]);
  conversion.output("Postprocessor/Reshape_2", "boxes");
  conversion.output("Postprocessor/Slice", "scores");
  const bytes = conversion.model("ssdlite_mobilenet_v2_coco");
  const sum = digest("sha256", bytes, "hex");
  if (sum !== wanted) {
    throw new Error(`the converted model has the sum ${sum} and model.json names ${wanted}`);
  }
  mkdirSync(join(classes, "META-INF"), { recursive: true });
  writeFileSync(join(classes, "META-INF", "LICENSE"), files.get("LICENSE"));
  writeFileSync(model, bytes);
}
writeFileSync(join(classes, "model.json"), description);
