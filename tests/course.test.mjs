// The whole course, from the overview to the page at the end: with scripts (in place, nothing sent) on a phone and on a desk in the dark,
// and without scripts. A wrong answer first, then another try.
import assert from "node:assert/strict";
import { test } from "node:test";
import { DESK, NOTHING, PHONE, kept, visitor } from "./lib/browser.mjs";
import { answer, read, take } from "./lib/course.mjs";

const END = "/en/course/certificate";

test("with scripts, on a phone: wrong at first, tried again, checked in place", async () => {
  const parent = await visitor({ size: PHONE });
  const { page } = parent;
  const kinds = new Set();
  const path = await take(page, async (step) => {
    await fits(page, step.path);
    if (!step.kind || step.kind === "scene" || step.kind === "confidence") return "right";
    kinds.add(step.kind);
    await answer(page, step, "wrong");
    const first = await page.locator("#feedback").innerText();
    await page.locator("#feedback .again").click();
    assert.equal(await page.locator("#feedback").isVisible(), false, `${step.path}: the feedback makes room`);
    assert.ok(await page.evaluate(() => document.activeElement.closest("form")), `${step.path}: back in the form`);
    await answer(page, step, "right");
    assert.notEqual(await page.locator("#feedback").innerText(), first, `${step.path}: a right answer is told otherwise than a wrong one`);
    await fits(page, step.path);
    return "right";
  });
  assert.equal(path.at(-1), END);
  assert.deepEqual([...kinds].sort(), ["choice", "match", "order", "several", "sort", "spot"].filter((kind) => kinds.has(kind)));
  assert.ok(kinds.size >= 5, `the course has many ways to practise: ${[...kinds]}`);
  assert.deepEqual(parent.watch.requests.filter((r) => r.method() !== "GET").map((r) => r.url()), [], "nothing was sent");
  assert.deepEqual(await kept(page), NOTHING);
  const progress = await parent.progress();
  assert.match(progress, /^1\.\d+-\d+\.\.[a-z0-9~:_-]+$/);
  assert.ok(!/:n(~|$)/.test(progress), `all is right in the end: ${progress}`);
  await parent.leave();
});

test("with scripts, on a desk, in the dark: other answers", async () => {
  const parent = await visitor({ size: DESK, dark: true });
  const path = await take(parent.page, async (step) => {
    await fits(parent.page, step.path);
    return 1;
  });
  assert.equal(path.at(-1), END);
  await parent.leave();
});

test("without scripts, on a phone: each answer is sent, wrong at first, tried again", async () => {
  const parent = await visitor({ scripts: false, size: PHONE });
  const { page } = parent;
  const tried = new Set();
  const path = await take(page, async (step) => {
    await fits(page, step.path);
    if (!step.kind || tried.has(step.kind)) return "right";
    tried.add(step.kind);
    await page.locator("form[data-check] > button").click();
    await page.locator(".error:target").waitFor(); // the summary of what is missing, where the address points
    assert.equal((await read(page)).next, undefined, `${step.path}: nothing chosen leads nowhere`);
    if (step.kind === "confidence") return "right";
    await answer(page, step, "wrong");
    await page.locator("#feedback .again").click();
    return "right";
  });
  assert.equal(path.at(-1), END);
  const sent = parent.watch.requests.filter((r) => r.method() === "POST").length;
  assert.ok(sent >= path.length / 2, `answers went to the server: ${sent}`);
  assert.match(await parent.progress(), /^1\./);
  await parent.leave();
});

async function fits(page, where) {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(over, 0, `${where}: nothing sticks out sideways`);
  assert.equal(await page.locator("h1").count(), 1, `${where}: one h1`);
}
