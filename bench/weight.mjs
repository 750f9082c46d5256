// Weight: what comes over the wire to a real Chromium, heads of answers included; the connection's own packets are not.
// A first visit of every public page with an empty cache; then the whole course, every step, as one visitor takes it:
// with scripts (answers are checked in place), and without (every answer is posted, and its page comes back).
import { bytes, figure } from "./lib/figures.mjs";
import { scales, sum, withChrome } from "./lib/chrome.mjs";
import { chooseAnswer, courseOf, everyPage } from "./lib/pages.mjs";
import { compressed, stop, waymark } from "./lib/programs.mjs";

const FIRST = 40_960;
const SEALING = 46_080;
const COURSE = 307_200;

export async function measure(tell) {
  const { child, origin } = await waymark();
  await compressed(origin);
  const pages = await everyPage(origin);
  const course = courseOf(pages);
  tell(`${pages.length} pages, ${course.steps.length} of them steps`);
  const icon = await iconOf(origin);

  const measured = await withChrome(async (browser) => ({
    visits: await firstVisits(browser, origin, pages, icon),
    scripts: await wholeCourse(browser, origin, course, icon, true),
    plain: await wholeCourse(browser, origin, course, icon, false),
    reader: await oneReader(browser, origin, course, icon),
  }));
  await stop(child);

  const visits = measured.visits.toSorted((a, b) => b.total - a.total);
  // The form brings the script that seals: 45 KB more, there alone.
  const isForm = ({ path }) => /^\/[a-z-]+\/concern\//.test(path);
  const [heaviest] = visits.filter((visit) => !isForm(visit));
  const [form] = visits.filter(isForm);
  tell(`heaviest: ${visits.slice(0, 3).map((v) => `${v.path} ${bytes(v.total)}`).join(", ")}`);
  const parts = heaviest.parts.map((part) => `${kind(part.url)} ${part.bytes}`).join(", ");
  const home = visits.find((v) => v.path === "/en/");
  const rows = [
    figure("first visit, heaviest page", heaviest.total, { most: FIRST, show: bytes, note: `\`${heaviest.path}\`: ${parts}; of ${visits.length} pages` }),
    figure("first visit, heaviest page of the form", form.total, { most: FIRST + SEALING, show: bytes, note: `\`${form.path}\`` }),
    figure("first visit, home page", home.total, { most: FIRST, show: bytes }),
    figure("first visit, lightest page", visits.at(-1).total, { show: bytes, note: `\`${visits.at(-1).path}\`` }),
    courseRow("whole course, with scripts", measured.scripts),
    courseRow("whole course as one reader takes it, without scripts", measured.reader),
    courseRow("whole course and every scene of every story, without scripts", measured.plain),
  ];
  return { figures: rows, ...measured };
}

const kind = (url) => (/\.(css|js|svg)$/.exec(url)?.[1] ?? "page");

function courseRow(name, { total, steps, others, posts, posted }) {
  const answers = posts > 0 ? `, ${posts} answers (${bytes(posted)})` : ", answers checked in place";
  return figure(name, total, { most: COURSE, show: bytes, note: `${steps} steps, ${others} other pages${answers}` });
}

/** The icon's address: the browser asks for it by itself, after each page has loaded, and mostly finds it in its cache. */
async function iconOf(origin) {
  const html = await (await fetch(`${origin}/en/`)).text();
  return origin + /rel="icon" href="([^"]+)"/.exec(html)[1];
}

async function firstVisits(browser, origin, pages, icon) {
  const visits = [];
  for (const path of pages) {
    const context = await browser.createBrowserContext();
    const page = await context.newPage();
    await page.setCacheEnabled(false);
    const scale = await scales(page, origin);
    await open(page, origin + path);
    const parts = await scale.of(icon);
    visits.push({ path, total: sum(parts), parts });
    await context.close();
  }
  return visits;
}

/** One visitor, one browser, its cache as it is. */
async function wholeCourse(browser, origin, course, icon, scripts) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.setJavaScriptEnabled(scripts);
  const scale = await scales(page, origin);
  const list = [];
  let [posts, posted] = [0, 0];
  for (const path of [...course.overview, ...course.steps, ...course.rest]) {
    await open(page, origin + path);
    list.push(...(await scale.of(icon)));
    if (!(await page.evaluate(chooseAnswer))) continue;
    const press = () => page.evaluate(() => document.querySelector("main form[data-check]").requestSubmit());
    if (scripts) {
      await press();
      const told = await page.$eval("#feedback", (feedback) => !feedback.hidden);
      if (!told) throw new Error(`${path} was not checked in place`);
      if ((await scale.of()).length > 0) throw new Error(`${path} asked the server for something while an answer was checked in place`);
    } else {
      const [answer] = await Promise.all([page.waitForNavigation({ waitUntil: "load" }), press()]);
      if (answer.status() !== 200) throw new Error(`${path} answered ${answer.status()} to a valid answer`);
      const came = await scale.of(icon);
      posts += 1;
      posted += sum(came);
      list.push(...came);
    }
  }
  await context.close();
  return { total: sum(list), steps: course.steps.length, others: course.overview.length + course.rest.length, posts, posted };
}

/** The course as one reader takes it without scripts: every step, and one way through each story. */
async function oneReader(browser, origin, course, icon) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.setJavaScriptEnabled(false);
  const scale = await scales(page, origin);
  let [total, pages, posts, posted] = [0, 0, 0, 0];
  for (let next = course.overview[0]; next && pages < 200; pages += 1) {
    await open(page, origin + next);
    total += sum(await scale.of(icon));
    if (await page.evaluate(chooseAnswer)) {
      await Promise.all([page.waitForNavigation({ waitUntil: "load" }), page.evaluate(() => document.querySelector("main form[data-check]").requestSubmit())]);
      const came = sum(await scale.of(icon));
      posts += 1;
      posted += came;
      total += came;
    }
    next = await page.evaluate(() => document.querySelector("main a[rel=next]")?.getAttribute("href"));
  }
  await context.close();
  return { total, steps: pages - 1, others: 1, posts, posted };
}

async function open(page, url) {
  const answer = await page.goto(url, { waitUntil: "load" });
  if (answer.status() !== 200) throw new Error(`${url} answered ${answer.status()}`);
}
