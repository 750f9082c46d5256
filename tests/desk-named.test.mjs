// A concern restricted to named people, in a real browser: a manager names them, who is not named finds no trace, a name is added, it is lifted.
// Must not know how a key is given.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { looks, signedIn } from "./lib/at-desk.mjs";
import { DESK, PHONE } from "./lib/browser.mjs";
import { nu } from "./lib/checkers.mjs";
import { start } from "./lib/server.mjs";

const WORRY = "A colleague’s child has a phone that nobody can explain, and it rings at night.";
const pages = nu();
const look = looks(pages);
let server;
before(async () => (server = await start({ desk: true })));
after(async () => assert.equal(await server.stop(), 0));

// What someone sees of it anywhere: the inbox, the search, its own address.
async function trace(page, concern) {
  await page.goto("/");
  const listed = (await page.content()).includes(concern);
  await page.goto("/find");
  await page.fill("main form [name=q]", "colleague");
  await page.locator("main form button").click();
  await page.locator("h1").waitFor();
  const found = await page.locator(`a[href='${concern}']`).count();
  const answer = await page.goto(concern);
  return [listed, found > 0, answer.status()];
}

for (const [scripts, size, dark] of [[true, DESK, false], [false, PHONE, true]]) {
  test(`restricted to named people, ${size.width} px, ${scripts ? "with" : "without"} scripts`, async () => {
    const manager = await signedIn(server, "demo-manager", { scripts, size, dark });
    const worker = await signedIn(server, "demo-worker", { scripts, size, dark });
    const { page } = manager;
    const press = () => page.locator("main form button").last().click();
    await page.goto("/concerns/new");
    await page.locator("input[name=channel][value=phone]").check();
    await page.fill("textarea[name=worry]", WORRY);
    await press();
    await page.locator("a", { hasText: "Restrict to named people" }).waitFor();
    const at = new URL(page.url()).pathname;
    assert.deepEqual(await trace(worker.page, at), [true, true, 200], "at first the whole team sees it");

    // Also by the manager who has decided it.
    await page.goto(`${at}/decide`);
    await page.check("input[name=decision][value=advice]");
    await page.fill("[name=reasons]", "They asked what to do.");
    await press();
    await page.goto(at);
    if (size === PHONE) {
      await page.click("text=What to do");
      const top = await page.locator("#do").evaluate((side) => side.getBoundingClientRect().top);
      assert.ok(top < 100, `what to do is at hand: ${top}`);
    }
    await page.click("text=Restrict to named people");
    await look(page, "restrict", scripts);
    assert.ok(await page.isChecked("input[name=to][value=demo-manager]"), "who restricts it is ticked");
    await press();
    await look(page, "restrict, no reason", scripts);
    await page.locator(".error", { hasText: "Say why." }).waitFor();
    assert.ok(await page.isChecked("input[name=to][value=demo-manager]"), "what was ticked stays");
    await page.uncheck("input[name=to][value=demo-manager]");
    await page.check("input[name=to][value=demo-worker]");
    await page.fill("#f-why", "The child of somebody in the team.");
    await press();
    await look(page, "restrict, no manager", scripts);
    assert.equal(await page.inputValue("#f-why"), "The child of somebody in the team.");
    await page.uncheck("input[name=to][value=demo-worker]");
    await page.check("input[name=to][value=demo-manager]");
    await press();
    await page.locator("main", { hasText: "Named people only: demo-manager" }).waitFor();
    await look(page, "a restricted concern", scripts);
    assert.deepEqual(await trace(worker.page, at), [false, false, 404], "for everyone else it is as if it were not there");
    const words = async () => (await worker.page.locator("main").innerText()).replace(/Reference:.*/, "");
    const gone = await words();
    await worker.page.goto("/concerns/AAAAAAAAAAAAAAAAAAAAAA");
    assert.equal(gone, await words(), "and its page is like one that never was");

    await page.goto(at);
    await page.click("text=Change who sees it");
    await look(page, "change who sees it", scripts);
    await page.check("input[name=to][value=demo-worker]");
    await page.fill("#f-why", "She works on it.");
    await press();
    await page.locator("main", { hasText: "demo-worker" }).waitFor();
    assert.deepEqual(await trace(worker.page, at), [true, true, 200], "who is named reads what was there");
    await look(worker.page, "a restricted concern, for who is named", scripts);

    await page.goto(at);
    await page.click("text=Lift the restriction");
    await look(page, "lift", scripts);
    await press();
    await look(page, "lift, no reason", scripts);
    await page.fill("#f-why", "They have moved to another team.");
    await press();
    await page.locator("main h1").waitFor();
    assert.ok(!(await page.locator("main").innerText()).includes("Named people only"), "the whole team sees it again");
    await Promise.all([manager.leave(), worker.leave()]);
  });
}

test("every page that was seen is HTML", () => pages.check(8));
