// "Seen before?" in a real browser: the story across two towns that `waymark demo` tells, decided and taken back; by axe and as HTML; narrow, dark,
// without scripts. It has a program of its own, since it seeds concerns. Must not know how anything is found.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, before, test } from "node:test";
import { looks, signedIn } from "./lib/at-desk.mjs";
import { DESK, PHONE } from "./lib/browser.mjs";
import { nu } from "./lib/checkers.mjs";
import { start } from "./lib/server.mjs";

const pages = nu();
const look = looks(pages);
let server;
before(async () => {
  server = await start({ desk: true });
  execFileSync(server.program, ["demo", "--concerns", "12", "--site", server.site, "--data", server.data], { stdio: "ignore" });
});
after(async () => assert.equal(await server.stop(), 0));

// The concern that the teacher told, once everything is open.
async function teachers(page) {
  for (;;) {
    await page.goto("/");
    await page.locator("table.inbox a", { hasText: "Khadija Sample" }).first().click();
    if (!(await page.getByText("are open, and only those").count())) return;
  }
}

for (const [size, dark, scripts] of [[PHONE, false, true], [DESK, true, true], [PHONE, false, false]]) {
  test(`seen before, ${size.width} px${dark ? ", dark" : ""}${scripts ? "" : ", without scripts"}: decided, and taken back`, async () => {
    const one = await signedIn(server, "demo-worker", { size, dark, scripts });
    const { page } = one;
    await teachers(page);
    await look(page, "concern", scripts);
    const concern = page.url().split("#")[0];
    const man = page.locator(".card", { hasText: "Tariq" }).locator(".maybe").first();
    assert.match(await man.innerText(), /May be Tarek/);
    assert.match(await man.innerText(), /Agrees: phone/);
    await man.locator("summary").click();
    assert.ok(await man.locator("svg.weigh").first().isVisible(), "the reasons are drawn");
    await look(page, "concern, reasons open", scripts);
    await man.getByRole("link", { name: /^Look at both/ }).click();
    await look(page, "pair", scripts);
    const [left, right] = await Promise.all([0, 1].map((n) => page.locator(".two section").nth(n).boundingBox()));
    if (size === PHONE) assert.ok(right.y >= left.y + left.height - 1, "one above the other");
    else assert.ok(right.x >= left.x + left.width - 1, "side by side");
    await page.click("main form button");
    await look(page, "pair, nothing chosen", scripts);
    for (const link of await page.locator(".error a").all()) assert.ok(await page.locator(await link.getAttribute("href")).count(), "the summary leads to the field");
    await page.locator("input[value=same]").check();
    await page.fill("#f-why", "One number, and one name in two spellings.");
    await page.click("main form button");
    assert.equal(page.url().split("#")[0], concern);
    const done = page.locator(".card", { hasText: "Tariq" }).first();
    assert.match(await done.innerText(), /The same as Tarek/);
    await look(page, "concern, decided", scripts);
    await done.getByRole("link", { name: /^All that is told/ }).click();
    assert.match(await page.locator("main").innerText(), /\+44 7700 900456/);
    await look(page, "gathered", scripts);
    await page.goBack();
    await done.getByRole("link", { name: "Tarek" }).click();
    await look(page, "pair, decided", scripts);
    await page.locator("input[value=taken-back]").check();
    await page.fill("#f-why", "The number was written down wrongly.");
    await page.click("main form button");
    assert.match(await page.locator(".card", { hasText: "Tariq" }).first().innerText(), /May be Tarek/);
    await one.leave();
  });
}

for (const [size, dark, scripts] of [[PHONE, false, true], [DESK, true, true], [PHONE, false, false]]) {
  test(`the network, ${size.width} px${dark ? ", dark" : ""}${scripts ? "" : ", without scripts"}`, async () => {
    const one = await signedIn(server, "demo-worker", { size, dark, scripts });
    const { page } = one;
    await teachers(page);
    if (await page.locator(".card", { hasText: "Tariq" }).locator(".maybe").count()) {
      await page.locator(".card", { hasText: "Tariq" }).locator(".maybe a").first().click();
      await page.locator("input[value=same]").check();
      await page.fill("#f-why", "One number, and one name in two spellings.");
      await page.click("main form button");
    }
    await page.getByRole("link", { name: "Network" }).click();
    await look(page, "network", scripts);
    assert.ok(await page.locator("svg.network").first().isVisible());
    assert.equal(await page.locator("tr", { hasText: "Held to be the same" }).count(), 1);
    assert.equal(await page.locator("#towns").count(), 1, "the two are of two towns");
    const slider = page.locator("#until");
    assert.equal(await slider.isVisible(), scripts, "the slider needs scripts; the days of the form do not");
    if (scripts) {
      const seen = () => page.locator("tr[data-day]:visible").count();
      const all = await seen();
      await slider.focus();
      await page.keyboard.press("Home");
      assert.ok((await seen()) < all, "what came later is hidden");
      await page.keyboard.press("End");
      assert.equal(await seen(), all);
    }
    await page.selectOption("#one", { index: 1 });
    await page.selectOption("#other", { index: 2 });
    await page.selectOption("#only", "confirmed");
    await page.click("main form button");
    assert.equal(await page.locator("#chain + ol li").count(), 3, "both are named in one concern");
    await look(page, "network, narrowed", scripts);
    await one.leave();
  });
}

for (const [size, dark, scripts] of [[PHONE, false, true], [DESK, true, true], [PHONE, false, false]]) {
  test(`a manager's possible links, ${size.width} px${dark ? ", dark" : ""}${scripts ? "" : ", without scripts"}`, async () => {
    const one = await signedIn(server, "demo-manager", { size, dark, scripts });
    const { page } = one;
    // They are looked for beside the work.
    const line = page.getByRole("link", { name: /^Possible links to look at \d/ });
    for (let tries = 0; tries < 60 && !(await line.count()); tries += 1) {
      await page.waitForTimeout(500);
      await page.goto("/?show=waiting");
    }
    await look(page, "inbox, waiting", scripts);
    await line.click();
    assert.ok(await page.locator(".maybe").count());
    assert.match(await page.locator("main").innerText(), /named people only|managers only/);
    await look(page, "possible links", scripts);
    for (const maybe of await page.locator(".maybe").all()) {
      const { height } = await maybe.boundingBox();
      assert.ok(height <= size.height, `a suggestion is no longer than a screen: ${height}`);
      assert.ok((await maybe.getByRole("link", { name: /^Look at both/ }).boundingBox()).height >= 44);
    }
    await one.leave();
  });
}

test("every page that was seen is HTML", () => pages.check(18));
