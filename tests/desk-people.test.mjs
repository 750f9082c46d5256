// The desk in a real browser: an invitation from the manager's page to the new worker's inbox; typing in with more than one child; the time line narrowed;
// figures. Every page and error by axe and as HTML. Must not know how anything is kept.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { looks, signedIn } from "./lib/at-desk.mjs";
import { DESK, PHONE } from "./lib/browser.mjs";
import { nu } from "./lib/checkers.mjs";
import { tabTo } from "./lib/keys.mjs";
import { start } from "./lib/server.mjs";

const OWN = "seven quiet kettles hum";
const pages = nu();
const look = looks(pages);
let server;
before(async () => (server = await start({ desk: true })));
after(async () => assert.equal(await server.stop(), 0));

for (const [scripts, size, dark] of [[true, DESK, true], [false, PHONE, false]]) {
  test(`an invitation, ${scripts ? "with" : "without"} scripts: the code lets in once, and the account's end is at once`, async () => {
    const name = scripts ? "a.sample" : "b.sample";
    const manager = await signedIn(server, "demo-manager", { scripts, size, dark });
    await manager.page.click("text=People");
    await look(manager.page, "people", scripts);
    await manager.page.click("text=Invite someone");
    await manager.page.click("main form button");
    await manager.page.locator(".error").waitFor();
    await look(manager.page, "invite, nothing typed", scripts);
    await manager.page.fill("#f-name", name);
    await manager.page.check("input[name=role][value=worker]");
    await manager.page.click("main form button");
    const code = await manager.page.locator("[data-code]").innerText();
    await look(manager.page, "invited", scripts);
    assert.ok(!(await manager.page.title()).includes(name), "no name in the title");

    const worker = await signedIn(server, name, { passphrase: code.toUpperCase(), scripts, size, dark });
    await look(worker.page, "a passphrase of one's own", scripts);
    await worker.page.fill("[name=new-passphrase]", OWN);
    await worker.page.fill("[name=again-passphrase]", OWN);
    await worker.page.click("main form button");
    await worker.page.locator("h1", { hasText: "Inbox" }).waitFor();

    await manager.page.goto(`/people/${name}`);
    await look(manager.page, "an account", scripts);
    await manager.page.click("text=End the account");
    await look(manager.page, "the end of an account", scripts);
    await manager.page.click("main form button");
    await manager.page.locator("main", { hasText: "It holds no key" }).waitFor();
    await worker.page.reload();
    await worker.page.locator("#passphrase").waitFor();
    await Promise.all([manager.leave(), worker.leave()]);
  });
}

test("typing in by keyboard: the enter key saves nothing, another child keeps all, and what is missing is said", async () => {
  const one = await signedIn(server, "demo-worker");
  const { page } = one;
  const press = (words) => page.getByRole("button", { name: words }).click();
  await page.goto("/concerns/new");
  await page.fill("#f-worry", "A neighbour rings: a white van waits in Sample Park.");
  await page.fill("[name='child.1.name']", "Child A");
  await page.keyboard.press("Enter");
  await page.locator("form[data-typed]").waitFor();
  assert.deepEqual([new URL(page.url()).pathname, await page.inputValue("[name='child.1.name']")], ["/concerns/new", "Child A"]);
  await page.locator("#p-things > summary").click();
  await page.fill("[name=places]", "Sample Park");
  await press("Another child");
  await page.locator("[name='child.2.name']").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.name), "child.2.name", "one goes on typing");
  await page.keyboard.type("Child B");
  await look(page, "typing in, two children");
  await press("Save the concern");
  await page.locator(".error a[href='#f-channel']").waitFor();
  await look(page, "typing in, no way chosen");
  let asked = 0;
  page.on("dialog", (dialog) => {
    asked += 1;
    return dialog.dismiss();
  });
  await page.locator(".site").click();
  await page.waitForTimeout(300);
  assert.equal(asked, 1, "the browser asks before a page is left that holds what was typed");
  await tabTo(page, "input[name=channel]");
  await page.keyboard.press("Space");
  await press("Save the concern");
  await page.locator("h1", { hasText: "Child A, Child B" }).waitFor();

  const concern = new URL(page.url()).pathname;
  await page.goto(`${concern}/observe`);
  await page.fill("[name=what]", "The van was there at ten.");
  for (const [field, value] of [["known", "seen"], ["ground", "fact"], ["context", "neighbourhood"]]) await page.check(`input[name=${field}][value=${value}]`);
  await page.getByLabel("Place: Sample Park").check();
  await page.locator("main form button").last().click();
  await page.click("text=Time line");
  await look(page, "time line");
  assert.equal(await page.locator("tbody tr").count(), 2);
  await page.selectOption("#place", { label: "Place: Sample Park" });
  await page.click("main form button");
  await page.locator(".note", { hasText: "Narrowed" }).waitFor();
  assert.equal(await page.locator("tbody tr").count(), 1);
  await look(page, "time line, narrowed");
  await one.leave();
});

test("what is about a worker goes to the managers, and the page says so", async () => {
  const one = await signedIn(server, "demo-worker", { size: PHONE });
  const { page } = one;
  await page.goto("/concerns/new");
  await page.check("input[name=channel][value=letter]");
  await page.check("input[name=about-worker][value=yes]");
  await page.fill("#f-worry", "A letter about a coach.");
  await page.getByRole("button", { name: "Save the concern" }).click();
  await page.locator("h1", { hasText: "It went to the managers" }).waitFor();
  await look(page, "sent to the managers");
  await one.leave();
});

test("figures say when there are too few, and take no month that is none", async () => {
  const one = await signedIn(server, "demo-manager");
  await one.page.goto("/figures");
  await one.page.locator("text=too few to be shown").first().waitFor();
  await look(one.page, "figures");
  await one.page.goto("/figures?from=May");
  await one.page.locator(".error").waitFor();
  await look(one.page, "figures, no month");
  await one.leave();
});

test("every page that was seen is HTML", () => pages.check(15));
