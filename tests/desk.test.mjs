// The desk in a real browser: a working day with concerns from several doors; every page and state by axe and as HTML; by keyboard; without scripts.
// It has a program of its own, since it seeds concerns. Must not know how anything is kept.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { after, before, test } from "node:test";
import { PASSPHRASE, looks, signedIn } from "./lib/at-desk.mjs";
import { DESK, PHONE, kept, visitor } from "./lib/browser.mjs";
import { nu } from "./lib/checkers.mjs";
import { tabTo } from "./lib/keys.mjs";
import { start } from "./lib/server.mjs";

const pages = nu();
const look = looks(pages);
let server;
before(async () => {
  server = await start({ desk: true });
  execFileSync(server.program, ["demo", "--concerns", "12", "--site", server.site, "--data", server.data], { stdio: "ignore" });
});
after(async () => assert.equal(await server.stop(), 0));

const ACTS = ["give", "acknowledge", "observe", "thing", "missing", "lens", "decide", "discussion", "task", "note", "join", "hold", "close", "late", "due", "outcome"];

for (const [size, dark] of [[PHONE, false], [DESK, true]]) {
  test(`every page and every error, ${size.width} px${dark ? ", dark" : ""}`, async () => {
    const one = await visitor({ base: server.desk, size, dark });
    const { page } = one;
    await page.goto("/");
    await look(page, "sign-in");
    await page.fill("#name", "demo-manager");
    await page.fill("#passphrase", "not that one");
    await page.click("main form button");
    await look(page, "sign-in, wrong");
    assert.equal(await page.inputValue("#passphrase"), "", "a passphrase is not put back");
    await page.fill("#passphrase", PASSPHRASE);
    await page.click("main form button");
    for (const list of ["", "?show=new", "?show=mine", "?show=soon", "?show=late", "?show=waiting", "?show=closed"]) {
      await page.goto(`/${list}`);
      await look(page, `inbox ${list}`);
    }
    await page.goto("/?show=waiting");
    const concern = await page.locator("table.inbox a").first().getAttribute("href");
    await page.goto(concern);
    await look(page, "concern");
    await page.goto(`${concern}/chronology`);
    await look(page, "chronology");
    for (const act of ACTS) {
      await page.goto(`${concern}/${act}`);
      await look(page, act);
      if (act === "give") continue; // whatever is chosen there is right
      await page.locator("main form button").last().click();
      await look(page, `${act}, nothing typed`);
      const first = page.locator(".error a").first();
      assert.ok(await page.locator(await first.getAttribute("href")).count(), `${act}: the summary leads to the field`);
    }
    for (const address of ["/find", "/concerns/new", "/acts", "/people", "/figures", "/account", "/account/passphrase", "/nothing-here"]) {
      await page.goto(address);
      await look(page, address);
    }
    await page.goto("/account/passphrase");
    await page.fill("#now", PASSPHRASE);
    await page.fill("#new", "kettle maple orbit sand");
    await page.fill("#again", "kettle maple orbit hand");
    await page.locator("main form button").click();
    await look(page, "passphrase, not the same");
    await page.locator(".error a").click();
    assert.equal(await page.evaluate(() => document.activeElement?.id), "again", "the summary leads to the field");
    await one.leave();
  });
}

for (const [size, dark, scripts] of [[PHONE, true, false], [DESK, false, true]]) {
  test(`a closed record is kept, reviewed and disposed of, ${size.width} px, ${scripts ? "with" : "without"} scripts`, async () => {
    const one = await signedIn(server, "demo-manager", { size, dark, scripts });
    const { page } = one;
    const press = () => page.locator("main form button").last().click();
    // Of someone who is grown up by now: the day that follows from their birth is over.
    await page.goto("/concerns/new");
    await page.locator("input[name=channel][value=letter]").check();
    await page.fill("[name='told-at']", "2999-01-01T09:00");
    await page.fill("textarea[name=worry]", "x");
    await press();
    await look(page, "told in the future", scripts);
    assert.equal(await page.inputValue("[name='told-at']"), "2999-01-01T09:00");
    assert.equal(await page.locator(".error a").getAttribute("href"), "#f-told-at");
    // Long ago: asked back once, and kept.
    await page.fill("[name='told-at']", "2006-11-20T16:40");
    await press();
    await look(page, "told long ago", scripts);
    assert.match(await page.locator(".error a").innerText(), /more than 60 days ago: 20 November 2006/);
    await page.fill("textarea[name=worry]", "A letter of long ago: a car waits at the corner.");
    await page.fill("[name='child.1.name']", "Child Z");
    await page.fill("[name='child.1.born']", "1990-05-01");
    await press();
    await page.locator("nav.side").waitFor();
    const concern = new URL(page.url()).pathname;
    await page.goto(`${concern}/close`);
    await page.fill("#f-why", "Early help has begun.");
    await press();
    await look(page, "closed", scripts);
    for (const list of ["", "?show=unsaid", "?show=hold"]) {
      await page.goto(`/retention${list}`);
      if (!list) assert.match(await page.locator("main table").innerText(), /Robin Sample/, "the demonstration has one whose day is over");
      await look(page, `retention ${list}`, scripts);
    }
    await page.goto(`${concern}/keep`);
    await look(page, "keep", scripts);
    await press();
    await look(page, "keep, nothing chosen", scripts);
    assert.equal(await page.locator(".error a").first().getAttribute("href"), "#f-kind");
    await page.check("input[value=child-protection]");
    await page.fill("#f-until", "2026-11-01");
    await press();
    assert.equal(await page.locator(".error a").first().getAttribute("href"), "#f-why", "another day needs a reason");
    assert.equal(await page.inputValue("#f-until"), "2026-11-01");
    await page.fill("#f-why", "It was closed for good years ago, and typed in anew by mistake.");
    await press();
    await look(page, "kept until a day of one's own", scripts);
    assert.equal(await page.locator('.warn a[href$="review"]').count(), 0, "who gave a day of their own does not review it");
    await page.goto(`${concern}/keep`);
    await page.check("input[value=child-in-need]");
    await page.fill("#f-until", "");
    await page.fill("#f-why", "");
    await press();
    await look(page, "kept until a day that is over", scripts);
    await page.goto("/retention");
    await look(page, "retention, one is over", scripts);
    assert.equal(await page.locator(`table a[href="${concern}"]`).count(), 1);
    for (const [act, field] of [["review", "why"], ["dispose", "sure"]]) {
      await page.goto(concern);
      await page.locator(`.warn a[href$="${act}"]`).click();
      await look(page, act, scripts);
      await press();
      await look(page, `${act}, nothing typed`, scripts);
      assert.equal(await page.locator(".error a").first().getAttribute("href"), `#f-${field}`);
      await (field === "why" ? page.fill("#f-why", "Nothing in it is open.") : page.check("input[name=sure]"));
      await press();
    }
    assert.equal(new URL(page.url()).pathname, "/retention");
    assert.equal(await page.locator(`table a[href="${concern}"]`).count(), 0);
    assert.equal((await page.goto(concern)).status(), 404);
    await one.leave();
  });
}

// Something that is sealed to nobody of ours, as a flood of nonsense would be.
async function tellNonsense() {
  const nobody = execFileSync("age-keygen", { stdio: ["ignore", "pipe", "ignore"] }).toString().match(/public key: (age1\S+)/)[1];
  const body = execFileSync("age", ["-r", nobody], { input: " ".repeat(1024) });
  const headers = { "content-type": "application/age-encryption", "idempotency-key": randomBytes(16).toString("base64url") };
  const told = await fetch(`${server.base}/api/v1/concerns`, { method: "POST", headers, body });
  assert.equal(told.status, 201, await told.text());
}

for (const [size, dark, scripts] of [[PHONE, true, true], [DESK, false, false]]) {
  test(`what could not be read is closed, several at once, ${size.width} px, ${scripts ? "with" : "without"} scripts`, async () => {
    for (let n = 0; n < 3; n += 1) await tellNonsense();
    const one = await signedIn(server, "demo-worker", { size, dark, scripts });
    const { page } = one;
    await page.goto("/?show=unread");
    await look(page, "unread", scripts);
    const press = () => page.locator("main form button").last().click();
    await press();
    await look(page, "unread, nothing ticked", scripts);
    assert.equal(await page.locator(".error a").getAttribute("href"), "#f-close");
    await page.locator("input[name=close]").first().check();
    await press();
    assert.equal(await page.locator(".error a").getAttribute("href"), "#f-why");
    assert.equal(await page.locator("input[name=close]:checked").count(), 1, "what was ticked stays ticked");
    await page.fill("#f-why", "A flood of what nobody can open.");
    await press();
    assert.equal(await page.locator("input[name=close]").count(), 2, "that one is closed");
    await page.goto(await page.locator("table.inbox a").first().getAttribute("href"));
    await look(page, "a concern that could not be read", scripts);
    await page.goto("/?show=unread");
    await page.check("input[name=all]");
    await page.fill("#f-why", "The rest of it.");
    await press();
    assert.equal(await page.locator("input[name=close]").count(), 0, "the list is empty");
    await one.leave();
  });
}

for (const scripts of [true, false]) {
  test(`a working day ${scripts ? "with" : "without"} scripts`, async () => {
    const one = await signedIn(server, "demo-worker", { scripts, size: scripts ? DESK : PHONE });
    const { page } = one;
    const press = () => page.locator("main form button").last().click();
    // Someone rings.
    const name = `Child ${scripts ? "Q" : "R"}`;
    await page.goto("/concerns/new");
    await page.locator("input[name=channel][value=phone]").check();
    await page.fill("textarea[name=worry]", "A neighbour rings: a car waits at the corner each evening.");
    await page.locator("details:not([open]):has([name='child.1.name']) > summary").click().catch(() => undefined);
    await page.fill("[name='child.1.name']", name);
    await press();
    await page.locator("h1", { hasText: name }).waitFor();
    const concern = new URL(page.url()).pathname;
    // It is taken, acknowledged, written down, decided.
    await page.click("text=Take it, or give it to someone");
    await page.check("input[name=to][value=demo-worker]");
    await press();
    await page.goto(`${concern}/acknowledge`);
    await page.check("input[name=how][value=phone]");
    await press();
    await page.goto(`${concern}/observe`);
    await page.fill("[name=what]", "The neighbour saw the same car on three evenings.");
    for (const [field, value] of [["known", "seen"], ["ground", "fact"], ["context", "neighbourhood"]]) await page.check(`input[name=${field}][value=${value}]`);
    await press();
    await page.goto(`${concern}/decide`);
    await page.check("input[name=decision][value=assessment]");
    await page.fill("[name=reasons]", "Three evenings, seen by one person who knows the street.");
    await press();
    // What was noted by mistake is struck through, and stays readable.
    await page.goto(`${concern}/note`);
    await page.fill("[name=text]", "Meant for another concern.");
    await press();
    await page.locator("a[href*='/strike?of=']").last().click();
    await press();
    assert.equal(await page.locator(".error a").getAttribute("href"), "#f-why");
    await page.fill("[name=why]", "Written here by mistake.");
    await press();
    await page.locator(".struck", { hasText: "Written here by mistake." }).waitFor();
    const text = await page.locator("main").innerText();
    for (const words of ["Meant for another concern", "three evenings", "Assessment", "Acknowledged by phone", "Given to demo-worker", "decided in time"]) assert.ok(text.includes(words), words);
    // It is found by its name, spelled nearly so.
    await page.goto("/find");
    await page.fill("#q", `neighbor ${name}`);
    if (scripts) await page.locator("[data-found] li").first().waitFor();
    else await press();
    assert.ok((await page.locator("[data-found] li a").first().innerText()).includes(name));
    assert.equal(new URL(page.url()).search, "", "what was asked stands in no address");
    if (scripts) assert.deepEqual([(await kept(page)).local, (await kept(page)).session], [{}, {}], "nothing is kept in the browser");
    // And the manager sees on the record what was done.
    const manager = await signedIn(server, "demo-manager");
    await manager.page.goto(`/acts?subject=${concern.split("/").pop()}`);
    const acts = await manager.page.locator("tbody").innerText();
    for (const act of ["add", "allocate", "acknowledge", "observe", "decide", "show"]) assert.ok(acts.includes(act), act);
    assert.ok(!acts.includes(name) && !acts.includes("car"), "nothing that was told stands on it");
    await manager.leave();
    await page.locator("header form button").click();
    await page.locator("#passphrase").waitFor();
    await page.goto(concern);
    await page.locator("#passphrase").waitFor();
    await one.leave();
  });
}

test("by keyboard alone: sign in, open the first concern, write a note", async () => {
  const one = await visitor({ base: server.desk, size: DESK });
  const { page } = one;
  await page.goto("/");
  await tabTo(page, "#name");
  await page.keyboard.type("demo-worker");
  await tabTo(page, "#passphrase");
  await page.keyboard.type(PASSPHRASE);
  await page.keyboard.press("Enter");
  await page.locator("table.inbox").waitFor();
  await tabTo(page, "table.inbox a");
  await page.keyboard.press("Enter");
  await page.locator("nav.side").waitFor();
  await tabTo(page, "nav.side a[href$='/note']");
  await page.keyboard.press("Enter");
  await page.locator("textarea[name=text]").waitFor();
  await tabTo(page, "textarea[name=text]");
  await page.keyboard.type("Typed without a mouse.");
  await tabTo(page, "main form button");
  await page.keyboard.press("Enter");
  await page.locator("text=Typed without a mouse.").waitFor();
  await one.leave();
});

test("a page that is open says that something new has come, if it was asked to, and not a word of what", async () => {
  const one = await visitor({ base: server.desk, size: DESK, expect: [/status of (500|401)/] });
  const { page } = one;
  // What the browser would show, kept to be looked at; and its clock, to be moved on.
  await page.addInitScript(() => {
    window.shown = [];
    window.Notification = class {
      static permission = "default";
      static requestPermission = async () => (window.Notification.permission = sessionStorage.getItem("refuse") ? "denied" : "granted");
      constructor(...said) {
        window.shown.push(said);
      }
    };
  });
  await page.clock.install();
  await page.goto("/");
  await page.fill("#name", "demo-worker");
  await page.fill("#passphrase", PASSPHRASE);
  await page.click("main form button");
  const button = page.locator("button[data-news]");
  const answered = () => page.waitForResponse("**/inbox/new");
  await button.waitFor();
  await look(page, "inbox, not asked yet");
  let first = answered();
  await button.click();
  await first;
  await page.locator("button[data-news]", { hasText: "Stop telling me" }).waitFor();
  await look(page, "inbox, asked");
  await tellNonsense();
  // The desk looks for what others have brought every few seconds.
  let shown = [];
  for (let tries = 0; tries < 20 && shown.length === 0; tries += 1) {
    await new Promise((on) => setTimeout(on, 1_000));
    first = answered();
    await page.clock.fastForward(61_000);
    await first;
    shown = await page.evaluate(() => window.shown);
  }
  assert.deepEqual(shown, [["Something new has come", { tag: "desk" }]]);
  // The desk is in trouble for a moment, in two ways: it is asked again all the same; not so when nobody is signed in any more.
  const headers = { "content-security-policy": (await page.request.get("/")).headers()["content-security-policy"] };
  let asked = 0;
  const answers = [{ status: 500, body: "Something of ours went wrong." }, { status: 200, body: "<!doctype html>" }, { status: 401, body: "Signed out." }];
  await page.route("**/inbox/new", (route) => route.fulfill({ headers, ...(answers[asked++] ?? { status: 200, json: { many: 99, newest: 9e9 } }) }));
  for (const status of [500, 200, 401]) {
    const again = page.waitForResponse((response) => response.url().endsWith("/inbox/new") && response.status() === status);
    await page.clock.fastForward(61_000);
    await again;
  }
  await page.clock.fastForward(61_000);
  await new Promise((on) => setTimeout(on, 500));
  assert.equal(asked, 3, "nobody is signed in: it is over");
  await page.unroute("**/inbox/new");
  await button.click();
  assert.equal(await button.innerText(), "Tell me when something comes");
  assert.deepEqual((await kept(page)).session, {}, "and forgets that it was asked");
  await page.evaluate(() => sessionStorage.setItem("refuse", "yes"));
  await button.click();
  await page.locator("[data-news-note]", { hasText: "does not let the desk tell you" }).waitFor();
  await one.leave();

  const without = await signedIn(server, "demo-worker", { scripts: false });
  assert.equal(await without.page.locator("button[data-news]").isVisible(), false, "without scripts it is not offered");
  await without.leave();
});

test("two tabs, back and reload: what was typed is not sent twice, and leaving asks first", async () => {
  const one = await signedIn(server, "demo-worker");
  const { page } = one;
  const concern = await page.locator("table.inbox a").first().getAttribute("href");
  await page.goto(`${concern}/note`);
  await page.fill("[name=text]", "Half a sentence");
  let asked = 0;
  page.on("dialog", (dialog) => {
    asked += 1;
    return dialog.accept();
  });
  await page.goto(concern);
  assert.equal(asked, 1, "the browser asks before what was typed is left");
  assert.ok(!(await page.locator("main").innerText()).includes("Half a sentence"));
  const other = await one.context.newPage();
  await other.goto(`${concern}/note`);
  await other.fill("[name=text]", "Written in the other tab.");
  await other.locator("main form button").last().click();
  await other.locator("text=Written in the other tab.").waitFor();
  await other.reload();
  const notes = await other.locator("#notes ~ .card", { hasText: "Written in the other tab." }).count();
  assert.equal(notes, 1, "a reload sends nothing again");
  await one.leave();
});

test("every page that was seen is HTML", () => pages.check(60));
