// The desk in a real browser: a record is looked at, a name and a text are left out, and the files are taken, with and without scripts. Every page and error
// by axe and as HTML. Must not know how a document is made.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { DESK, PHONE, visitor } from "./lib/browser.mjs";
import { axe, nu } from "./lib/checkers.mjs";
import { start } from "./lib/server.mjs";

const pages = nu();
let server;
before(async () => (server = await start({ desk: true })));
after(async () => assert.equal(await server.stop(), 0));

async function look(page, where, scripts) {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(over, 0, `${where}: nothing sticks out sideways`);
  assert.ok(!/Child|Robin/.test(await page.title()), `${where}: no name in the title`);
  assert.equal(await page.locator("main form").count(), 1, `${where}: one form`);
  if (scripts) await axe(page, where);
  pages.save(`<!doctype html>${await page.evaluate(() => document.documentElement.outerHTML)}`);
  // For a person to look at: WAYMARK_PICTURES=FOLDER npm test -- desk-export.test.mjs
  if (process.env.WAYMARK_PICTURES) {
    const { width } = page.viewportSize();
    await page.screenshot({ path: join(process.env.WAYMARK_PICTURES, `${where.replace(/\W+/g, "-")}-${width}.png`), fullPage: true });
  }
}

async function file(page, button) {
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: button }).click()]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

for (const [scripts, size, dark] of [[true, DESK, true], [false, PHONE, false]]) {
  test(`a record leaves the desk, ${scripts ? "with" : "without"} scripts: looked at, with a name and a text left out`, async () => {
    const one = await visitor({ base: server.desk, scripts, size, dark, acceptDownloads: true });
    const { page } = one;
    await page.goto("/");
    await page.fill("#name", "demo-worker");
    await page.fill("#passphrase", "waymark demonstration");
    await page.click("main form button");
    await page.goto("/concerns/new");
    await page.check("input[name=channel][value=phone]");
    await page.fill("#f-worry", "Robin Sample waits at the corner.\nShe has a new phone. \u0627\u0631\u062f\u0648");
    await page.fill("[name='child.1.name']", "Child A");
    await page.evaluate(() => document.querySelectorAll("details").forEach((d) => (d.open = true)));
    await page.fill("[name='person.1.name']", "Robin Sample");
    await page.getByRole("button", { name: "Save the concern" }).click();
    await page.getByRole("link", { name: "Export" }).click();
    await look(page, "export, what for", scripts);
    await page.getByRole("button", { name: "Look at it" }).click();
    await page.check("input[name=purpose][value=conference]");
    await page.check("input[name=of][value=this]");
    await page.getByRole("button", { name: "Look at it" }).click();
    await look(page, "export, all of it", scripts);
    await page.getByRole("button", { name: /JSON/ }).click();
    await page.locator(".error").waitFor();
    await look(page, "export, a name not decided on", scripts);
    await page.click(".error a");

    await page.locator(".card", { hasText: "Robin Sample waits" }).getByRole("link", { name: /^Leave out/ }).first().click();
    await look(page, "export, leave out", scripts);
    await page.fill("#f-words", "nothing like that");
    await page.getByRole("button", { name: "Leave it out" }).click();
    await page.locator(".error").waitFor();
    await look(page, "export, leave out, wrong", scripts);
    assert.equal(await page.inputValue("#f-words"), "nothing like that", "what was typed is kept");
    await page.fill("#f-words", "new phone");
    await page.check("input[name=ground][value=not-needed]");
    await page.getByRole("button", { name: "Leave it out" }).click();

    await page.locator("fieldset", { hasText: "Robin Sample" }).getByLabel("Leave it out wherever it stands").check();
    await page.getByRole("button", { name: /JSON/ }).click();
    await page.locator("text=[left out: about another person] waits at the corner").first().waitFor();
    await look(page, "export, left out", scripts);
    const json = await file(page, /JSON/);
    assert.match(json.name, /^record-[0-9a-f]{12}\.json$/);
    const record = JSON.parse(json.bytes);
    assert.equal(record.schema, "waymark-record-1");
    assert.equal(record.title, "Record of Child A");
    const worry = record.sections[0].items[0].parts.find((part) => part.name === "worry").text;
    assert.match(worry, /^\[left out: about another person\] waits at the corner\.\nShe has a \[left out: not needed for this purpose\]\./);
    await one.leave();
  });
}

test("every page that was seen is HTML", () => pages.check(5));
