// `npm run screens -- FOLDER`: pictures of every page and step at three widths, by day and in the dark, for a person to look at.
// Holds no test. Must not be taken for one.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { CHROMIUM, need } from "./lib/needs.mjs";
import { start } from "./lib/server.mjs";

need("browser");
const folder = process.argv[2];
if (!folder) {
  console.error("screens: name the folder for the pictures: npm run screens -- FOLDER");
  process.exit(2);
}
mkdirSync(folder, { recursive: true });
const server = await start();
const { urls } = await (await fetch(`${server.base}/en/offline.json`)).json();
const pages = urls.filter((url) => url.startsWith("/en/")).concat("/en/search", "/en/course/keep", "/en/course/resume", "/en/nowhere");
const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"] });
for (const colorScheme of ["light", "dark"]) {
  for (const width of [320, 390, 1280]) {
    const page = await (await browser.newContext({ colorScheme, viewport: { width, height: 844 } })).newPage();
    for (const url of pages) {
      await page.goto(server.base + url);
      await page.screenshot({ path: join(folder, `${url.slice(1).replace(/\W+/g, "-")}-${width}-${colorScheme}.png`), fullPage: true });
    }
    await page.context().close();
  }
}
await browser.close();
process.exit(await server.stop());
