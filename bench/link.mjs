// Linking beside Splink on the same records in the same run, one core each: quality at our own threshold against Splink's best in hindsight, seconds
// from start to end as a ratio, and what one look-up costs as records grow. Splink comes from PyPI into an environment of its own under target/.
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { figure, median, ratio } from "./lib/figures.mjs";

const run = promisify(execFile);
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const DATA = here("../crates/linking/tests/data/");
const ENV = here("../target/peers/");
const BIN = process.env.WAYMARK_BIN ?? here("../target/release/waymark");
const ROUNDS = 3;

// Limits of issue 5: F1 at our own threshold, recall where precision is 0.99, seconds.
const SETS = [
  { name: "febrl3", map: "febrl.toml", files: ["febrl3.csv"], truth: "febrl3.truth.csv", f1: 0.9993, seconds: 0.35 },
  { name: "fake_1000", map: "fake_1000.toml", files: ["fake_1000.csv"], truth: "fake_1000.truth.csv", f1: 0.93 },
  { name: "households", map: "households.toml", files: ["households_a.csv", "households_b.csv"], truth: "households.truth.csv", f1: 0.95, r99: 0.9, seconds: 3 },
];
const LOOK_UPS = [10_000, 50_000, 100_000, 1_000_000];
const LIMITS = { 50_000: { p99_ms: 1.5 }, 1_000_000: { p99_ms: 10, bytes_a_record: 1000, built_s: 60 } };

const score = (n) => n.toFixed(4);
const seconds = (n) => `${n.toFixed(2)} s`;
const cores = (count) => (command, args) => run("taskset", ["-c", `0-${count - 1}`, command, ...args], { maxBuffer: 1 << 26 });
const pinned = cores(1);

export async function measure(tell) {
  await peers(tell);
  const figures = [];
  const sets = [];
  for (const set of SETS) {
    const ours = [];
    const theirs = [];
    for (let round = 1; round <= ROUNDS; round += 1) {
      ours.push(await linked(set));
      if (round === 1 || set.name !== "households") theirs.push(JSON.parse((await pinned(join(ENV, "bin/python"), [here("link/peer.py"), set.name, DATA])).stdout.trim().split("\n").pop()));
      tell(`${set.name} round ${round}: ${seconds(ours.at(-1).seconds)}, Splink ${seconds(theirs.at(-1).seconds)}`);
    }
    const [our, their] = [ours[0], theirs[0]];
    const took = (rows) => median(rows.map((row) => row.seconds));
    figures.push(
      figure(`${set.name}: F1 at our own threshold`, our.f1, { least: set.f1, show: score, note: `precision ${score(our.precision)}, recall ${score(our.recall)}; Splink's best in hindsight ${score(their.f1)}` }),
      figure(`${set.name}: best F1 in hindsight less that`, our.best - our.f1, { most: 0.005, show: score }),
      figure(`${set.name}: recall where precision is 0.99`, our.r99, { least: set.r99, show: score, note: `Splink ${score(their.r99)}` }),
      figure(`${set.name}: start to end`, took(ours), { most: set.seconds, show: seconds, note: `Splink ${seconds(took(theirs))}` }),
      figure(`${set.name}: Splink's time to ours`, took(theirs) / took(ours), { least: 1, show: ratio }),
    );
    sets.push({ name: set.name, ours, theirs });
  }
  const lookUps = [];
  await run("cargo", ["build", "--release", "--locked", "-q", "-p", "linking", "--example", "look_up"], { cwd: here("..") });
  for (const size of LOOK_UPS) {
    // What is built on two cores is asked on one all the same: a look-up is one thread.
    const on = LIMITS[size]?.built_s ? cores(2) : pinned;
    const found = JSON.parse((await on(here("../target/release/examples/look_up"), [String(size)])).stdout);
    tell(`look-ups among ${size}: median ${found.p50_ms} ms, p99 ${found.p99_ms} ms`);
    lookUps.push(found);
    const limit = LIMITS[size] ?? {};
    const name = `one record against ${size.toLocaleString("en-GB")}`;
    figures.push(figure(`${name}: p99`, found.p99_ms, { most: limit.p99_ms, show: (n) => `${n.toFixed(2)} ms`, note: `median ${found.p50_ms.toFixed(3)} ms; found first ${(100 * found.found).toFixed(1)} %` }));
    figures.push(figure(`${name}: the longest step of copying, to learn beside`, found.copied_ms, { most: 50, show: (n) => `${n.toFixed(1)} ms`, note: "what a look-up may wait for" }));
    if (limit.built_s) {
      figures.push(figure(`${name}: memory a record`, found.bytes_a_record, { most: limit.bytes_a_record, show: (n) => `${n} bytes` }), figure(`${name}: built, on two cores`, found.built_s, { most: limit.built_s, show: seconds }));
    }
  }
  return { figures, sets, lookUps };
}

// Makes the environment once; it is made again when the list of what is in it changes.
async function peers(tell) {
  const stamp = join(ENV, "requirements.txt");
  const wanted = readFileSync(here("link/requirements.txt"), "utf8");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  tell("installing Splink …");
  await run("python3", ["-m", "venv", ENV]);
  await run(join(ENV, "bin/pip"), ["install", "-q", "-r", here("link/requirements.txt")], { maxBuffer: 1 << 26 });
  await run("cp", [here("link/requirements.txt"), stamp]);
}

async function linked(set) {
  const folder = mkdtempSync(join(tmpdir(), "waymark-link-"));
  try {
    const files = set.files.map((file) => DATA + file);
    const map = ["--columns", DATA + set.map];
    const start = performance.now();
    await pinned(BIN, ["link", ...files, ...map, "--out", join(folder, "links.csv")]);
    const took = (performance.now() - start) / 1000;
    const { stdout } = await run(BIN, ["link", ...files, ...map, "--evaluate", DATA + set.truth]);
    const row = (note) => stdout.split("\n").find((line) => line.endsWith(note)).trim().split(/\s+/).map(Number);
    const [threshold, precision, recall, f1] = row("as linked");
    return { seconds: took, threshold, precision, recall, f1, best: row("best in hindsight")[3], r99: row("most recall with precision 0.99")[2] };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
