// Lighthouse, mobile, with its own slow phone and slow network (simulated), on four pages: home, guidance, a step, and the page that the server
// answers with when an answer is posted. Performance is the median of three, since it is a timing; the others must be the same each time.
import { startFlow } from "lighthouse";
import { figure, median } from "./lib/figures.mjs";
import { withChrome } from "./lib/chrome.mjs";
import { chooseAnswer } from "./lib/pages.mjs";
import { compressed, stop, waymark } from "./lib/programs.mjs";

const RUNS = 3;
const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"];
const LIMITED = new Set(["performance", "accessibility", "best-practices"]);
const PAGES = [
  { name: "home page", path: "/en/" },
  { name: "guidance page", path: "/en/guidance/notice" },
  { name: "course step", path: "/en/course/2/3" },
  { name: "feedback page", path: "/en/course/2/3", posts: true },
];

export async function measure(tell) {
  const { child, origin } = await waymark();
  await compressed(origin);
  const results = [];
  for (const page of PAGES) {
    const runs = [];
    for (let run = 1; run <= RUNS; run += 1) {
      const scored = await withChrome((browser) => audit(browser, origin, page));
      tell(`${page.name} run ${run}: ${CATEGORIES.map((c) => `${c} ${scored.scores[c]}`).join(", ")}`);
      runs.push(scored);
    }
    for (const weak of new Set(runs.flatMap((run) => run.weak))) tell(`${page.name}: below 1: ${weak}`);
    results.push({ ...page, runs });
  }
  await stop(child);
  return { figures: results.flatMap(rows), version: results[0].runs[0].version, results };
}

function rows({ name, runs }) {
  return CATEGORIES.map((category) => {
    const scores = runs.map((run) => run.scores[category]);
    // A timing varies with the machine; a fault that shows in one run only is still a fault.
    const value = category === "performance" ? median(scores) : Math.min(...scores);
    const weak = value < 100 ? [...new Set(runs.flatMap((run) => run.weakIn[category]))].join(", ") : "";
    return figure(`Lighthouse ${category}, ${name}`, value, { ...(LIMITED.has(category) ? { least: 100 } : {}), note: weak });
  });
}

async function audit(browser, origin, { path, posts }) {
  const page = await browser.newPage();
  const flow = await startFlow(page, { flags: { onlyCategories: CATEGORIES, throttlingMethod: "simulate", formFactor: "mobile", logLevel: "error" } });
  if (posts) {
    await page.goto(origin + path, { waitUntil: "load" });
    if (!(await page.evaluate(chooseAnswer))) throw new Error(`${path} has no question to answer`);
    // `submit` asks no script: the answer goes to the server, as without scripts.
    await flow.navigate(() => page.evaluate(() => document.querySelector("main form[data-check]").submit()));
  } else {
    await flow.navigate(origin + path);
  }
  const { lhr } = (await flow.createFlowResult()).steps[0];
  if (lhr.runtimeError) throw new Error(`Lighthouse: ${lhr.runtimeError.message}`);
  if (posts && !(await page.$("#feedback:not([hidden]) [data-fill] *"))) throw new Error("the page that was audited shows no feedback");
  const weakIn = Object.fromEntries(CATEGORIES.map((category) => [category, weakAudits(lhr, category)]));
  return {
    version: lhr.lighthouseVersion,
    scores: Object.fromEntries(CATEGORIES.map((category) => [category, Math.round(100 * lhr.categories[category].score)])),
    metrics: lhr.audits.metrics?.details?.items?.[0],
    weakIn,
    weak: [...new Set(Object.values(weakIn).flat())],
  };
}

/** The audits that cost a category points. */
function weakAudits(lhr, category) {
  return lhr.categories[category].auditRefs
    .filter(({ weight }) => weight > 0)
    .map(({ id }) => lhr.audits[id])
    .filter(({ score }) => score !== null && score < 1)
    .map(({ id, score, displayValue }) => `${id} ${score}${displayValue ? ` (${displayValue})` : ""}`);
}
