// `npm run screens -- FOLDER`: pictures of every page and step at three widths, by day and in the dark, then of feedback and of what is said when
// something is missing: in place, and without scripts as the server answers; then of telling and coming back. For a person to look at.
//   npm run screens -- FOLDER PART…   only the addresses that hold one of the parts
// Holds no test. Must not be taken for one.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { answer, fill, choose, read, submit } from "./lib/course.mjs";
import { CHROMIUM, need } from "./lib/needs.mjs";
import { telling } from "./lib/pictures.mjs";
import { start } from "./lib/server.mjs";

need("browser");
const [folder, ...parts] = process.argv.slice(2);
if (!folder) {
  console.error("screens: name the folder for the pictures: npm run screens -- FOLDER");
  process.exit(2);
}
mkdirSync(folder, { recursive: true });
const server = await start();
Object.assign(process.env, { WAYMARK_SITE_COPY: server.site, WAYMARK_DATA_COPY: server.data, WAYMARK_PROGRAM: server.program });
const { urls } = await (await fetch(`${server.base}/en/offline.json`)).json();
const wanted = (url) => parts.length === 0 || parts.some((part) => url.includes(part));
const pages = urls.filter((url) => url.startsWith("/en/")).concat("/en/search", "/en/course/keep", "/en/course/resume", "/en/nowhere").filter(wanted);
const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"] });
const open = async (options) => (await browser.newContext({ baseURL: server.base, ...options })).newPage();
const picture = (page, url, ...rest) =>
  page.screenshot({ path: join(folder, `${[url.slice(1).replace(/\W+/g, "-"), ...rest].join("-")}.png`), fullPage: true });

for (const colorScheme of ["light", "dark"]) {
  for (const width of [320, 390, 1280]) {
    const page = await open({ colorScheme, viewport: { width, height: 844 } });
    for (const url of pages) {
      await page.goto(url);
      await picture(page, url, width, colorScheme);
    }
    await page.context().close();
  }
}

// One step of each kind is enough: what stands in it is shown above.
const kinds = new Map();
const finder = await open({ javaScriptEnabled: true });
for (const url of urls.filter((one) => /\/course\/\d/.test(one))) {
  await finder.goto(url);
  const step = await read(finder);
  if (step.kind && !kinds.has(step.kind) && wanted(url)) kinds.set(step.kind, step);
}
await finder.context().close();
for (const look of [{ width: 320, scheme: "light", scripts: true }, { width: 390, scheme: "dark", scripts: false }, { width: 1280, scheme: "light", scripts: true }]) {
  const page = await open({ colorScheme: look.scheme, javaScriptEnabled: look.scripts, viewport: { width: look.width, height: 844 } });
  for (const [kind, step] of kinds) {
    const name = (state) => [`${kind}-${state}`, look.width, look.scheme, look.scripts ? "scripts" : "plain"];
    await page.goto(step.path);
    await submit(page);
    await page.locator(".error, #feedback:not([hidden])").waitFor(); // an order is never without an answer, where buttons move it
    await picture(page, "/state", ...name("missing"));
    for (const how of ["wrong", "right"]) {
      await page.goto(step.path);
      if (!look.scripts) {
        await fill(page, step, choose(step, how));
        await submit(page);
        await page.locator("#feedback a[rel=next]").waitFor();
      } else await answer(page, step, how);
      await picture(page, "/state", ...name(how));
    }
  }
  if (wanted("/search")) {
    for (const query of ["phone", "zzzzzz", ""]) {
      await page.goto("/en/search");
      await page.locator("main input").fill(query);
      await page.locator("main form button").click();
      await page.waitForLoadState();
      await picture(page, "/state", "search", query || "empty", look.width, look.scheme);
    }
  }
  await page.context().close();
}
if (wanted("/concern/return")) {
  for (const look of [{ width: 320, scheme: "light", scripts: true }, { width: 1280, scheme: "dark", scripts: true }, { width: 320, scheme: "dark", scripts: false }]) {
    const page = await open({ colorScheme: look.scheme, javaScriptEnabled: look.scripts, viewport: { width: look.width, height: 844 } });
    await telling(page, look, (shown, name) => picture(shown, "/telling", name, look.width, look.scheme, look.scripts ? "scripts" : "plain"));
    await page.context().close();
  }
}
await browser.close();
process.exit(await server.stop());
