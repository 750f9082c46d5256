// Builds the front end: styles/app.scss -> app.css, src/app.ts -> app.js, src/concern.ts -> concern.js, src/return.ts -> return.js, the desk's
// styles/desk.scss -> desk.css and src/desk.ts -> desk.js, sw/sw.ts -> sw.js, favicon.svg, and the
// receipts' words (words.txt, the list of crates/seal), into dist/.
// Names carry a hash of the content (all but sw.js, which must keep its address), each file has a .br and a .gz beside
// it, and manifest.json maps plain names to hashed ones. The same input gives the same bytes: no dates, no paths.
// It knows nothing of the pages; it fails when a file outgrows its budget.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { transform, build } from "esbuild";
import { compile } from "sass";

const root = new URL("./", import.meta.url).pathname;
const dist = `${root}dist/`;
const target = "es2019";
// Curves are reckoned with BigInt. A browser without it does not run concern.js at all, and the page says so (src/app.ts).
const sealing = "es2020";

// The most each file may weigh as gzip, in bytes. A first visit to any page must stay under 40 KB, all included.
// Pages that seal may weigh 45 KB more; the receipts' words are fetched only when someone wants a receipt or has one.
const budgets = {
  "app.css": 10_240, "app.js": 6_144, "concern.js": 46_080, "return.js": 46_080, "words.txt": 25_600,
  "desk.css": 10_240, "desk.js": 20_480, "sw.js": 2_048, "favicon.svg": 1_024,
};

// GOV.UK Frontend is written with left and right; pages also run from right to left.
const logical = (css) =>
  css
    .replace(/\b(margin|padding|border)-left\b/g, "$1-inline-start")
    .replace(/\b(margin|padding|border)-right\b/g, "$1-inline-end")
    .replace(/text-align:left/g, "text-align:start")
    .replace(/text-align:right/g, "text-align:end");

async function styles(entry) {
  const { css } = compile(`${root}styles/${entry}`, {
    loadPaths: [`${root}node_modules`],
    style: "compressed",
    quietDeps: true,
  });
  const { code } = await transform(logical(css), { loader: "css", minify: true, target: ["chrome87", "firefox78", "safari14"] });
  return code;
}

// What `age-encryption` brings and nobody here uses: src/telling/never.ts says why.
const unused = {
  name: "unused",
  setup: ({ onResolve }) =>
    onResolve({ filter: /^@noble\/(post-quantum\/hybrid|curves\/nist|hashes\/scrypt)\.js$/ }, () => ({ path: `${root}src/telling/never.ts` })),
};

async function script(entry, target) {
  const { outputFiles } = await build({
    entryPoints: [`${root}${entry}`],
    bundle: true,
    minify: true,
    format: "iife",
    target,
    legalComments: "none",
    plugins: [unused],
    write: false,
  });
  return outputFiles[0].text;
}

// One word a line, in the order of the numbers that stand for them.
function words() {
  const text = readFileSync(`${root}../crates/seal/data/eff-large.txt`, "utf8");
  return text.split("\n").filter((line) => !line.startsWith("#")).join("\n").trim();
}

const files = {
  "app.css": { text: await styles("app.scss"), hashed: true },
  "app.js": { text: await script("src/app.ts", target), hashed: true },
  "concern.js": { text: await script("src/concern.ts", sealing), hashed: true },
  "return.js": { text: await script("src/return.ts", sealing), hashed: true },
  "words.txt": { text: words(), hashed: true },
  "desk.css": { text: await styles("desk.scss"), hashed: true },
  "desk.js": { text: await script("src/desk.ts", "es2020"), hashed: true },
  "favicon.svg": { text: readFileSync(`${root}favicon.svg`, "utf8").trim(), hashed: true },
  "sw.js": { text: await script("sw/sw.ts", target), hashed: false },
};

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });
const manifest = {};
let over = false;
for (const [name, { text, hashed }] of Object.entries(files)) {
  const bytes = Buffer.from(text);
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 8);
  const out = hashed ? name.replace(/(\.\w+)$/, `.${hash}$1`) : name;
  const br = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
  const gz = gzipSync(bytes, { level: 9 });
  writeFileSync(dist + out, bytes);
  writeFileSync(`${dist}${out}.br`, br);
  writeFileSync(`${dist}${out}.gz`, gz);
  manifest[name] = out;
  const late = gz.length > budgets[name];
  over ||= late;
  console.log(`${out.padEnd(24)} ${bytes.length} bytes, gzip ${gz.length}, brotli ${br.length} (budget ${budgets[name]})${late ? " OVER BUDGET" : ""}`);
}
writeFileSync(`${dist}manifest.json`, `${JSON.stringify(manifest, null, 1)}\n`);
if (over) {
  console.error("front end: a file is over its budget");
  process.exit(1);
}
