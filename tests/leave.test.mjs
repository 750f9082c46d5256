// Leaving and coming back: the exit with and without scripts, the come-back code, use without internet, and what is typed and never sent.
// Must not know the words of the site.
import assert from "node:assert/strict";
import { test } from "node:test";
import { DESK, NOTHING, PHONE, blank, kept, visitor } from "./lib/browser.mjs";
import { answer, read, take } from "./lib/course.mjs";

// Takes the course up to its first question, and answers it.
async function begin(page) {
  await page.goto("/en/course/");
  await page.locator("main a[rel=next]").click();
  for (let step = await read(page); ; step = await read(page)) {
    if (step.kind) {
      await answer(page, step, "right");
      return step.path;
    }
    await page.locator("main a[rel=next]:visible").click();
    await page.waitForURL((url) => url.pathname !== step.path);
  }
}

async function out(parent) {
  await parent.page.goto("/en/");
  const address = await parent.page.locator("a.exit").getAttribute("data-exit");
  await blank(parent, parent.page, new URL(address).origin);
  return address;
}

for (const scripts of [true, false]) {
  test(`exit forgets and leaves, ${scripts ? "with" : "without"} scripts`, async () => {
    const parent = await visitor({ scripts, size: PHONE });
    const address = await out(parent);
    await begin(parent.page);
    assert.ok(await parent.progress());
    await parent.page.locator("a.exit").click();
    await parent.page.waitForURL(address);
    assert.deepEqual((await parent.context.cookies()).map((c) => c.name), []);
    if (scripts) {
      await parent.page.goBack();
      assert.doesNotMatch(parent.page.url(), /course\/\d/, "the page that was left is not in the history");
    }
    await parent.leave();
  });
}

test("Shift three times leaves as well", async () => {
  const parent = await visitor({ size: DESK });
  const address = await out(parent);
  for (let i = 0; i < 3; i += 1) await parent.page.keyboard.press("Shift");
  await parent.page.waitForURL(address);
  await parent.leave();
});

test("two presses of Shift say what is still to go, for eyes too, and then nothing", async () => {
  const parent = await visitor({ size: DESK });
  const { page } = parent;
  await page.goto("/en/");
  const note = page.locator(".presses");
  for (const left of ["2", "1"]) {
    await page.keyboard.press("Shift");
    const box = await note.boundingBox();
    assert.match(await note.innerText(), new RegExp(left));
    assert.ok(box.width > 100 && box.height > 20 && box.x >= 0 && box.x + box.width <= DESK.width, JSON.stringify(box));
  }
  await page.waitForFunction(() => document.querySelector(".presses").textContent === "", undefined, { timeout: 14_000 });
  await parent.leave();
});

test("a code brings another device to the same place", async () => {
  const phone = await visitor({ size: PHONE });
  await begin(phone.page);
  await phone.page.goto("/en/course/keep");
  await phone.page.locator("main form button").click();
  const code = (await phone.page.locator("[data-code]").innerText()).trim();
  assert.equal(code.split(/\s+/).length, 4, code);
  const desk = await visitor({ scripts: false, size: DESK });
  await desk.page.goto("/en/course/resume");
  await desk.page.locator("#code").fill(code.toUpperCase());
  await desk.page.locator("main form button").click();
  await desk.page.waitForURL("**/en/course/");
  assert.equal(await desk.progress(), await phone.progress());
  assert.equal(await desk.page.locator(".parts .here").count(), 1);
  await phone.leave();
  await desk.leave();
});

test("without internet the whole course works from the copy that was asked for, and the switch removes it", async () => {
  const parent = await visitor({ size: PHONE });
  const { page, context } = parent;
  await page.goto("/en/course/");
  assert.deepEqual(await kept(page), NOTHING, "nothing before it is asked for");
  const button = page.locator("[data-offline] button");
  const before = await page.locator("[data-offline] [role=status]").innerText();
  await button.click();
  await page.waitForFunction(async () => (await caches.keys()).length > 0 && (await navigator.serviceWorker.getRegistration())?.active);
  await page.waitForFunction((words) => document.querySelector("[data-offline]").dataset.wOn === document.querySelector("[data-offline] [role=status]").textContent && words !== "", before);
  const urls = await page.evaluate(async () => (await Promise.all((await caches.keys()).map(async (k) => (await (await caches.open(k)).keys()).map((r) => new URL(r.url).pathname)))).flat());
  assert.ok(urls.length > 60);
  assert.deepEqual(urls.filter((url) => /concern|return|exit|keep|resume|search/.test(url)), []);
  await context.setOffline(true);
  const path = await take(page);
  assert.equal(path.at(-1), "/en/course/certificate");
  await context.setOffline(false);
  await page.goto("/en/course/");
  await page.waitForFunction(() => document.querySelector("[data-offline] [role=status]").textContent !== "");
  await page.locator("[data-offline] button").click();
  await page.waitForFunction(async () => (await caches.keys()).length === 0 && !(await navigator.serviceWorker.getRegistration()));
  parent.watch.wrong = parent.watch.wrong.filter((line) => !/ERR_INTERNET_DISCONNECTED/.test(line));
  await parent.leave();
});

test("what is written in boxes is never sent and never stored", async () => {
  const canary = "canary-words-of-a-parent";
  const parent = await visitor({ size: DESK });
  const { page } = parent;
  let boxes = 0;
  await take(page, async (step) => {
    if (!step.boxes) return "right";
    boxes += step.boxes;
    for (const box of await page.locator("main textarea").all()) await box.fill(canary);
    return "right";
  });
  assert.ok(boxes > 3);
  await page.locator("[data-name]").fill(canary);
  assert.equal(await page.locator("[data-name-out]").innerText(), canary);
  assert.deepEqual(await kept(page), NOTHING);
  assert.ok(!(await parent.progress()).includes(canary));
  const sent = parent.watch.requests.filter((r) => r.url().includes(canary) || (r.postData() ?? "").includes(canary));
  assert.equal(sent.length, 0);
  await parent.leave();
});

test("by keyboard alone: a choice is made, checked and gone on from", async () => {
  const parent = await visitor({ size: DESK });
  const { page } = parent;
  await page.goto("/en/course/1/1");
  for (let step = await read(page); !step.kind; step = await read(page)) {
    await page.locator("main a[rel=next]:visible").focus();
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.pathname !== step.path);
  }
  const tabTo = async (selector) => {
    for (let i = 0; i < 40; i += 1) {
      await page.keyboard.press("Tab");
      if (await page.evaluate((s) => document.activeElement?.matches(s), selector)) return;
    }
    throw new Error(`Tab never came to ${selector}`);
  };
  const path = new URL(page.url()).pathname;
  await tabTo("input[name=answer]");
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowDown");
  await tabTo("form[data-check] button");
  await page.keyboard.press("Enter");
  await page.locator("#feedback:not([hidden])").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), "feedback");
  await tabTo("#feedback a[rel=next]");
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.pathname !== path);
  await parent.leave();
});
