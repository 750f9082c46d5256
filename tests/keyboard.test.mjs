// The whole course by keyboard alone, from the overview to the page at the end: every way on, every answer. On a phone's width, where the exit bar
// lies over the foot of the page and must not hide what has the focus.
import assert from "node:assert/strict";
import { test } from "node:test";
import { PHONE, visitor } from "./lib/browser.mjs";
import { choose, feedback, read } from "./lib/course.mjs";
import { fillByKeys, tabTo } from "./lib/keys.mjs";

test("by keyboard alone, the whole course", async () => {
  const parent = await visitor({ size: PHONE });
  const { page } = parent;
  const on = async (selector) => {
    const { pathname } = new URL(page.url());
    await tabTo(page, selector);
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.pathname !== pathname);
    await page.waitForLoadState("domcontentloaded");
  };
  await page.goto("/en/course/");
  await on("main a[rel=next]");
  const kinds = new Set();
  const path = [];
  while (path.length < 200) {
    const step = await read(page);
    path.push(step.path);
    if (step.kind) {
      kinds.add(step.kind);
      await fillByKeys(page, step, choose(step, "right"));
      await tabTo(page, "form[data-check] > button:not([type=button])");
      await page.keyboard.press("Enter");
      await feedback(page);
      assert.equal(await page.evaluate(() => document.activeElement.id), "feedback", `${step.path}: the answer has the focus`);
      await on("#feedback a[rel=next]");
    } else if (step.next) {
      await on("main a[rel=next]");
    } else break;
  }
  assert.equal(path.at(-1), "/en/course/certificate");
  assert.ok(path.length > 40 && kinds.size >= 7, `${path.length} steps, ${[...kinds]}`);
  assert.ok(!/:n(~|$)/.test(await parent.progress()), "every answer was the one that was meant");
  await tabTo(page, "[data-name]");
  await page.keyboard.type("Sample Parent");
  assert.equal(await page.locator("[data-name-out]").innerText(), "Sample Parent");
  await tabTo(page, ".skip");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "main", "the skip link leads past the menu");
  await parent.leave();
});
