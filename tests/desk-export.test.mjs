// The desk in a real browser: a record is looked at, a name and a text are left out, and the files are taken, with and without scripts; a child's request for
// their record is released by a manager. Every page and error by axe and as HTML. Must not know how a document is made.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { looks, signedIn } from "./lib/at-desk.mjs";
import { DESK, PHONE } from "./lib/browser.mjs";
import { nu } from "./lib/checkers.mjs";
import { start } from "./lib/server.mjs";

const pages = nu();
let server;
before(async () => (server = await start({ desk: true })));
after(async () => assert.equal(await server.stop(), 0));

const look = looks(pages);

async function file(page, button) {
  const [download] = await Promise.all([page.waitForEvent("download", { timeout: 60_000 }), page.getByRole("button", { name: button }).click()]);
  const path = await download.path();
  if (process.env.WAYMARK_PICTURES) copyFileSync(path, join(process.env.WAYMARK_PICTURES, download.suggestedFilename()));
  return { name: download.suggestedFilename(), bytes: readFileSync(path), path };
}

// What a PDF says, with every run of space one space.
const text = (path) => execFileSync("pdftotext", ["-enc", "UTF-8", path, "-"], { encoding: "utf8" }).replace(/\s+/g, " ");

// A concern that somebody tells by phone, on its page.
async function told(page) {
  await page.goto("/concerns/new");
  await page.check("input[name=channel][value=phone]");
  await page.fill("#f-worry", "Robin Sample waits at the corner.\nShe has a new phone. \u0627\u0631\u062f\u0648");
  await page.fill("[name='child.1.name']", "Child A");
  await page.evaluate(() => document.querySelectorAll("details").forEach((d) => (d.open = true)));
  await page.fill("[name='person.1.name']", "Robin Sample");
  await page.fill("[name='name']", "Tellwell Person");
  await page.getByRole("button", { name: "Save the concern" }).click();
  await page.getByRole("link", { name: "Export" }).waitFor();
}

for (const [scripts, size, dark] of [[true, DESK, true], [false, PHONE, false]]) {
  test(`a record leaves the desk, ${scripts ? "with" : "without"} scripts: looked at, with a name and a text left out`, async () => {
    const one = await signedIn(server, "demo-worker", { scripts, size, dark });
    const { page } = one;
    await told(page);
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
    const pdf = await file(page, /PDF/);
    assert.match(pdf.name, /^record-[0-9a-f]{12}\.pdf$/);
    const says = text(pdf.path);
    assert.match(says, /Record of Child A/);
    assert.match(says, /\[left out: about another person\] waits at the corner/);
    assert.ok(!/Robin|new phone/.test(says), says);
    await one.leave();
  });

  test(`a child asks for their record, ${scripts ? "with" : "without"} scripts: nobody else is named, and a manager releases it`, async () => {
    const worker = await signedIn(server, "demo-worker", { scripts, size, dark });
    const { page } = worker;
    await told(page);
    await page.getByRole("link", { name: "Export" }).click();
    await page.check("input[name=purpose][value=subject-access]");
    await page.check("input[name=of][value=this]");
    await page.getByRole("button", { name: "Look at it" }).click();
    await look(page, "request, whose record", scripts);
    await page.check("input[name=child]");
    await page.getByRole("button", { name: "Look at it" }).click();
    await page.locator("text=[withheld: identity of another person] waits").first().waitFor();
    await look(page, "request, not released", scripts);
    assert.equal(await page.getByRole("button", { name: /Take it/ }).count(), 0, "there is no file yet");
    await page.getByRole("button", { name: "Ask a manager to release it" }).click();
    await page.locator("text=A release was asked for").waitFor();

    const manager = await signedIn(server, "demo-manager", { scripts, size, dark });
    await manager.page.goto(new URL(page.url()).pathname.replace("/export", ""));
    await manager.page.getByRole("link", { name: "Look at the release that is asked for" }).click();
    await look(manager.page, "request, a manager decides", scripts);
    await manager.page.getByRole("button", { name: "Release just this record" }).click();
    await manager.page.locator(".error").waitFor();
    await look(manager.page, "request, no exemption", scripts);
    await manager.page.fill("#f-exemption", "Others have not agreed.");
    await manager.page.getByRole("button", { name: "Release just this record" }).click();
    await manager.page.locator("text=Released: demo-manager").waitFor();
    await look(manager.page, "request, released", scripts);
    await manager.leave();

    await page.reload();
    await page.locator("text=Released: demo-manager").waitFor();
    const says = text((await file(page, /PDF/)).path);
    assert.match(says, /Child A/);
    assert.match(says, /\[withheld: identity of whoever told it\]/);
    assert.ok(!/Robin|Tellwell|Others have not agreed/.test(says), says);
    await worker.leave();
  });
}

test("every page that was seen is HTML", () => pages.check(10));
