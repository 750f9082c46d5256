// What fits: text at twice its size on the narrowest phone, targets that a thumb can hit, sheets of paper, and what the browser keeps of a visit.
// Must not know the words of the site.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { test } from "node:test";
import { BASE, DESK, NOTHING, PHONE, kept, visitor } from "./lib/browser.mjs";
import { answer, read, take } from "./lib/course.mjs";

async function addresses() {
  const { urls } = await (await fetch(`${BASE}/en/offline.json`)).json();
  return urls.filter((url) => url.startsWith("/en/")).concat("/en/search", "/en/course/keep", "/en/course/resume", "/en/concern/", "/en/concern/1", "/en/return", "/en/nowhere");
}

// In the page: what a thumb could miss. Buttons, answers and fields are 44 px high; other links 24, save those in a sentence.
function small() {
  const faults = [];
  const large = "button, .button, .exit, fieldset label, select, textarea, input:not([type=radio], [type=checkbox]), summary";
  for (const target of document.querySelectorAll(`a[href], ${large}`)) {
    if (!target.checkVisibility() || target.matches(".skip, .trap:not(.sprung) *")) continue;
    const box = target.getBoundingClientRect();
    if (target.matches(large)) {
      if (box.height < 43.9 || box.width < 43.9) faults.push(`${Math.round(box.width)} × ${Math.round(box.height)}: ${target.outerHTML.slice(0, 90)}`);
      continue;
    }
    // Words on its line that are not its own fix the height of its line.
    const line = target.closest("p, li, td, dd, dt, summary, h1, h2, h3, label, legend") ?? target.parentElement;
    const sentence = getComputedStyle(target).display === "inline" && line.innerText.trim().length > target.innerText.trim().length + 2;
    if (!sentence && (box.height < 24 || box.width < 24)) faults.push(`${Math.round(box.width)} × ${Math.round(box.height)}: ${target.outerHTML.slice(0, 90)}`);
  }
  return faults;
}

// In the page: what does not fit beside or into what stands around it.
function lost() {
  const faults = [];
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > wide) faults.push(`the page is ${document.documentElement.scrollWidth} wide`);
  for (const element of document.body.querySelectorAll("*")) {
    if (!element.checkVisibility() || element.closest(".vh, .skip, .trap:not(.sprung), progress, option")) continue;
    const own = [...element.childNodes].filter((node) => node.nodeType === 3 && node.data.trim() !== "");
    if (own.length === 0) continue;
    for (const words of own) {
      const range = document.createRange();
      range.selectNodeContents(words);
      const box = range.getBoundingClientRect();
      if (box.left < -1 || box.right > wide + 1) faults.push(`sticks out (${Math.round(box.left)} to ${Math.round(box.right)}): ${element.outerHTML.slice(0, 90)}`);
    }
    for (let around = element; around !== document.body; around = around.parentElement) {
      if (getComputedStyle(around).overflowY === "visible" && getComputedStyle(around).overflowX === "visible") continue;
      if (around.scrollHeight > around.clientHeight + 1 || around.scrollWidth > around.clientWidth + 1) faults.push(`is cut off: ${element.outerHTML.slice(0, 90)}`);
    }
  }
  return faults;
}

const twice = (page) =>
  page.evaluate(() => {
    const root = document.documentElement;
    root.style.fontSize = `${2 * parseFloat(getComputedStyle(root).fontSize)}px`;
  });

test("every page at twice the text on the narrowest phone, its targets, and nothing kept", async () => {
  const parent = await visitor({ size: PHONE });
  const { page } = parent;
  let links = 0;
  for (const url of await addresses()) {
    await page.goto(url);
    links += await page.locator("a[href]").count();
    assert.deepEqual(await page.evaluate(small), [], `${url}: targets`);
    await twice(page);
    assert.deepEqual(await page.evaluate(lost), [], `${url}: at 200 %`);
    // The foot of the page is not under the exit bar when one has scrolled there.
    await page.evaluate(() => scrollTo({ top: document.documentElement.scrollHeight, behavior: "instant" }));
    const [foot, bar] = await page.evaluate(() => [document.querySelector("footer p").getBoundingClientRect().bottom, document.querySelector(".exit").getBoundingClientRect().top]);
    assert.ok(foot <= bar + 1, `${url}: the last line ends at ${foot}, the exit bar starts at ${bar}`);
    assert.deepEqual(await kept(page), NOTHING, `${url} keeps nothing`);
  }
  assert.ok(links > 1000, `${links} links were looked at`);
  assert.equal(await parent.progress(), undefined, "who only reads gets no cookie");
  await parent.leave();
});

test("feedback and faults too: on a phone at twice the text, and their targets on a phone and a desk", async () => {
  for (const size of [PHONE, DESK]) {
    const parent = await visitor({ size });
    const { page } = parent;
    const seen = new Set();
    await take(page, async (step) => {
      if (!step.kind || seen.has(step.kind)) return "right";
      seen.add(step.kind);
      await page.locator("form[data-check] > button:not([type=button])").click();
      await page.locator(".error, #feedback:not([hidden])").waitFor(); // an order is never without an answer
      assert.deepEqual(await page.evaluate(small), [], `${step.path}: targets beside what is missing`);
      await answer(page, step, "wrong");
      assert.deepEqual(await page.evaluate(small), [], `${step.path}: targets in feedback`);
      if (size === PHONE) {
        await twice(page);
        assert.deepEqual(await page.evaluate(lost), [], `${step.path}: feedback at 200 %`);
      }
      await page.goto(step.path);
      return "right";
    });
    assert.ok(seen.size >= 7, `kinds seen: ${[...seen]}`);
    await parent.leave();
  }
});

test("the privacy page names every cookie, and is right that nothing else is kept", async () => {
  const parent = await visitor({ size: PHONE });
  const { page } = parent;
  await take(page);
  await page.goto("/en/guidance/privacy");
  const named = await page.locator("main code").allInnerTexts();
  assert.deepEqual((await parent.context.cookies()).map(({ name }) => name), named);
  assert.deepEqual(await kept(page), NOTHING);
  await parent.leave();
});

test("the plan and the certificate each fill one sheet, with and without words in them", async () => {
  const parent = await visitor({ size: PHONE });
  const { page } = parent;
  const sheets = async (format) => {
    const pdf = await page.pdf({ format, preferCSSPageSize: false });
    return [...pdf.toString("latin1").matchAll(/\/Type\s*\/Page\b(?!s)/g)].length;
  };
  let plan;
  await take(page, async (step) => {
    if (step.boxes > 3 && (await page.locator("[data-print]").count())) plan = step.path;
    return "right";
  });
  const printed = {};
  for (const path of [plan, "/en/course/certificate"]) {
    await page.goto(path);
    printed[`${path} empty`] = [await sheets("A4"), await sheets("Letter")];
    for (const box of await page.locator("main textarea").all()) await box.fill("I will say: you seem sad, and I am here if you want to talk.\nThen I will wait, and listen.");
    for (const box of await page.locator("[data-name]").all()) await box.fill("Sample Parent With A Rather Long Name");
    printed[`${path} filled`] = [await sheets("A4"), await sheets("Letter")];
  }
  assert.deepEqual(Object.values(printed), [[1, 1], [1, 1], [1, 1], [1, 1]], JSON.stringify(printed));
  assert.ok(plan, "there is a plan to print");
  // Something long is two sheets, or this counts nothing.
  await page.goto("/en/guidance/professionals");
  assert.ok((await sheets("A5")) > 1);
  await parent.leave();
});

test("what is folded away stands on paper, with and without scripts", async () => {
  for (const scripts of [true, false]) {
    const parent = await visitor({ scripts, size: PHONE });
    const { page } = parent;
    await page.goto("/en/guidance/now");
    const folded = await page.locator("details > p").allTextContents();
    assert.ok(folded.length >= 2);
    const file = `${process.env.TMPDIR ?? "/tmp"}/waymark-${process.pid}.pdf`;
    writeFileSync(file, await page.pdf({ format: "A4" }));
    const squeezed = (text) => text.replace(/\s+/g, "");
    const paper = squeezed(execFileSync("pdftotext", [file, "-"], { encoding: "utf8" }));
    for (const words of folded) assert.ok(paper.includes(squeezed(words).slice(0, 60)), `not on paper, scripts ${scripts}: ${words}`);
    await parent.leave();
  }
});

test("one form at most, and one main, on every page", async () => {
  const parent = await visitor({ scripts: false, size: DESK });
  for (const url of await addresses()) {
    await parent.page.goto(url);
    assert.equal(await parent.page.locator("main").count(), 1, url);
    assert.ok((await parent.page.locator("main form").count()) <= 1, url);
    assert.deepEqual(await parent.page.evaluate(small), [], `${url}: targets on a desk, without scripts`);
  }
  assert.ok((await read(parent.page)).path.length > 1);
  await parent.leave();
});
