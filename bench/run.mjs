// Runs the parts one after another, prints one table (Markdown, for docs/performance.md), and writes target/bench/*.json.
// Ends with 0 also when a figure is not reached, and says so; with 1 only if something could not be measured.
// Must not know how anything is measured.
import { mkdirSync, writeFileSync } from "node:fs";
import { machine, words } from "./lib/machine.mjs";
import { failed, table } from "./lib/figures.mjs";
import { stopAll } from "./lib/programs.mjs";

const PARTS = ["rate", "start", "weight", "lighthouse", "concerns", "desk", "network", "link", "audit"];
const out = new URL("../target/bench/", import.meta.url);

const asked = process.argv.slice(2);
const unknown = asked.filter((part) => !PARTS.includes(part));
if (unknown.length > 0) {
  console.error(`There is no part ${unknown.join(", ")}; there are: ${PARTS.join(", ")}`);
  process.exit(1);
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, async () => {
    await stopAll();
    process.exit(1);
  });
}

mkdirSync(out, { recursive: true });
const here = machine();
console.error(words(here));
const figures = [];
let broken = false;
for (const part of asked.length > 0 ? asked : PARTS) {
  console.error(`\n${part} …`);
  try {
    const { measure } = await import(`./${part}.mjs`);
    const found = await measure((line) => console.error(`  ${line}`));
    figures.push(...found.figures);
    const record = { part, ...here, load_after: machine().load, ...found };
    writeFileSync(new URL(`${part}.json`, out), `${JSON.stringify(record, null, 2)}\n`);
  } catch (error) {
    broken = true;
    console.error(`${part} could not be measured: ${error.stack ?? error}`);
  } finally {
    await stopAll();
  }
}

console.log(`\n${words(here)}\n\n${table(figures)}\n`);
const misses = failed(figures);
for (const figure of misses) console.log(`NOT REACHED: ${figure.name}: ${figure.shown}, limit ${figure.limit}`);
if (misses.length === 0 && !broken) console.log("Every figure is reached.");
if (broken) console.log("Something could not be measured; see above.");
process.exit(broken ? 1 : 0);
