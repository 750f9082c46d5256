// The network view in Chromium: 250 concerns that confirmed links join, with seven people and things each, which makes 2,000 nodes
// (WAYMARK_BENCH_NETWORK says how many concerns). How long the page takes, and each frame while the slider moves through time and while one scrolls down
// the page and across the drawing. Must not know how it is drawn.
import { execFileSync } from "node:child_process";
import { withChrome } from "./lib/chrome.mjs";
import { figure, median } from "./lib/figures.mjs";
import { BIN, ROOT, folder, stop, waymark } from "./lib/programs.mjs";

const CONCERNS = Number(process.env.WAYMARK_BENCH_NETWORK ?? 250);
/** The debug build's example serves as well: it only fills. */
const FILL = process.env.WAYMARK_BENCH_NETWORK_FILL;
const FRAMES = 240;
const LIMIT = 100;
const SIZES = { desktop: { width: 1280, height: 900 }, phone: { width: 320, height: 640 } };
const ms = (n) => `${n.toFixed(1)} ms`;

export async function measure(tell) {
  const data = folder();
  execFileSync(BIN, ["keys", "init", "--demo", "--site", `${ROOT}/site`, "--data", data], { stdio: "ignore" });
  if (!FILL) execFileSync("cargo", ["build", "--release", "--locked", "--quiet", "-p", "waymark", "--example", "network_fill"], { cwd: ROOT, stdio: "inherit" });
  const first = execFileSync(FILL ?? `${ROOT}/target/release/examples/network_fill`, [data, CONCERNS, Math.floor(Date.now() / 1e3)].map(String)).toString().trim();
  const server = await waymark({ data, door: "desk", more: ["--limits", "off"] });
  const found = await withChrome((browser) => looked(tell, browser, server.origin, first));
  await stop(server.child);
  const all = Object.entries(found).flatMap(([size, of]) => figures(size, of));
  return { figures: all, found, concerns: CONCERNS };
}

async function looked(tell, browser, origin, first) {
  const page = await browser.newPage();
  await page.goto(origin);
  await page.type("#name", "demo-manager");
  await page.type("#passphrase", "waymark demonstration");
  await Promise.all([page.waitForNavigation(), page.click("main form button")]);
  const address = `${origin}/network/${first}`;
  // Until everything is open, and held against everything.
  for (let before = -1; ; ) {
    await page.goto(address);
    const now = await page.evaluate(() => document.querySelectorAll("svg.network path[data-day]").length + (/So far/.test(document.body.innerText) ? 1e6 : 0));
    if (now === before && now < 1e6) break;
    before = now;
    await new Promise((done) => setTimeout(done, 1500));
  }
  const found = {};
  for (const [size, viewport] of Object.entries(SIZES)) {
    await page.setViewport(viewport);
    const loads = [];
    for (let n = 0; n < 5; n += 1) loads.push(await loaded(page, address));
    const last = loads.at(-1);
    const load = (part) => median(loads.map((one) => one[part]));
    found[size] = {
      ...last,
      answered: load("answered"),
      ready: load("ready"),
      slider: await frames(page, "slider"),
      scrolling: await frames(page, "scrolling"),
      across: await frames(page, "across"),
    };
    tell(`${size}: ${last.nodes} elements (${last.drawn} in the drawing, ${last.boxes} boxes, ${last.links} lines), answered after ${ms(found[size].answered)}, painted and ready after ${ms(found[size].ready)}`);
    for (const what of ["slider", "scrolling", "across"]) tell(`${size}, ${what}: ${said(found[size][what])}`);
  }
  return found;
}

const said = ({ median, p95, worst, count }) => `median ${ms(median)}, p95 ${ms(p95)}, worst ${ms(worst)} of ${count} frames`;

/** Loads it: until the answer is there, and until two frames have been painted after everything has loaded. */
async function loaded(page, address) {
  await page.goto(address, { waitUntil: "load" });
  return page.evaluate(async () => {
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    await frame();
    await frame();
    const ready = performance.now();
    const [way] = performance.getEntriesByType("navigation");
    const count = (what) => document.querySelectorAll(what).length;
    return { answered: way.responseEnd, ready, nodes: count("*"), drawn: count("svg.network *"), boxes: count("svg.network g"), links: count("svg.network path[data-day]") };
  });
}

/** The time from frame to frame while something moves with each of them. */
async function frames(page, what) {
  const times = await page.evaluate(
    async (what, many) => {
      const slider = document.querySelector("#until");
      const drawing = document.querySelector("svg.network").closest(".wide");
      const most = Number(slider.max);
      const back = (n, end) => Math.abs(((n * 2 * end) / many) % (2 * end) - end);
      const move = {
        slider: (n) => {
          slider.value = String(Math.round(back(n, most)));
          slider.dispatchEvent(new Event("input"));
        },
        scrolling: (n) => window.scrollTo(0, document.documentElement.scrollHeight - back(n, document.documentElement.scrollHeight)),
        across: (n) => (drawing.scrollLeft = drawing.scrollWidth - back(n, drawing.scrollWidth)),
      }[what];
      if (what !== "scrolling") drawing.scrollIntoView();
      const times = [];
      let before = await new Promise((done) => requestAnimationFrame(done));
      for (let n = 0; n < many; n += 1) {
        move(n);
        const now = await new Promise((done) => requestAnimationFrame(done));
        times.push(now - before);
        before = now;
      }
      slider.value = String(most);
      slider.dispatchEvent(new Event("input"));
      return times;
    },
    what,
    FRAMES,
  );
  times.sort((a, b) => a - b);
  return { count: times.length, median: median(times), p95: times[Math.floor(times.length * 0.95)], worst: times.at(-1) };
}

function figures(size, of) {
  const frame = (words, one) => figure(`network, ${size}: a frame while ${words}, 95 of 100`, one.p95, { most: LIMIT, show: ms, note: `median ${ms(one.median)}, worst ${ms(one.worst)}` });
  return [
    figure(`network, ${size}: page loaded and painted`, of.ready, { show: ms, note: `answered after ${ms(of.answered)}; ${of.nodes} elements, ${of.drawn} of them drawn` }),
    frame("the slider moves", of.slider),
    frame("one scrolls down the page", of.scrolling),
    frame("one scrolls across the drawing", of.across),
  ];
}
