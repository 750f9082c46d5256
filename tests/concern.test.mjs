// Telling, in a real browser: each teller's path with and without scripts on the narrowest phone, what is sent and what the team opens, the receipt,
// the ways back, what goes wrong, what is left behind. Both checkers look at every page and state. Must not know the words of the site.
import assert from "node:assert/strict";
import { test } from "node:test";
import { BASE, DESK, NOTHING, PHONE, blank, kept, visitor } from "./lib/browser.mjs";
import { axe, nu } from "./lib/checkers.mjs";
import { FORM, ON, SEND, TELLERS, fill, leaks, press, read, ready, send, teller, walk } from "./lib/concern.mjs";
import { list, show } from "./lib/desk.mjs";
import { tabTo } from "./lib/keys.mjs";
import { module } from "./lib/modules.mjs";

const CANARY = "canaryinthecoalmine";
const POST = "**/api/v1/concerns";
const pages = nu();

async function fits(page, where) {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(over, 0, `${where}: nothing sticks out sideways`);
  assert.equal(await page.locator("main h1:visible").count(), 1, `${where}: one h1`);
  assert.ok((await page.locator("main form").count()) <= 1, `${where}: one form at most`);
}

const html = async (page) => pages.save(`<!doctype html>${await page.evaluate(() => document.documentElement.outerHTML)}`);
const nothingKept = async (one, where) => {
  assert.deepEqual(await kept(one.page), NOTHING, `${where}: nothing in storage`);
  assert.equal(await one.progress(), undefined, `${where}: no cookie`);
  const state = await one.page.evaluate(() => JSON.stringify(history.state));
  assert.match(state, /^\{"(at":\d+|sent":true)\}$/, `${where}: in the history stands a number`);
};
const newest = (before, as) => list(as).find(({ id }) => !before.has(id));
const ids = (as) => new Set(list(as).map(({ id }) => id));

// Something for every field, so that what is asked is what is kept: text that holds the canary, the second choice of every question.
const everything = (name, { type, values }) => (name === "about-worker" ? values.at(-1) : type === "radio" ? values[Math.min(1, values.length - 1)] : `${CANARY} ${name}`);

for (const scripts of [true, false]) {
  for (const who of TELLERS) {
    test(`${who}, ${scripts ? "with" : "without"} scripts: every page fits, what was told is what the team opens`, async () => {
      const before = ids();
      const one = await teller({ scripts });
      const { page } = one;
      if (!scripts) page.on("response", async (r) => r.request().isNavigationRequest() && pages.save(await r.text()));
      const asked = [];
      const path = await walk(page, {
        who,
        scripts,
        answer: everything,
        at: async (step) => {
          asked.push(...Object.keys(step.fields).filter((name) => name !== "want"));
          await fits(page, step.title);
          if (!scripts) return;
          await axe(page, `${who}: ${step.title}`);
          await html(page);
          await nothingKept(one, step.title);
        },
      });
      assert.ok(path.length >= 5 && new Set(asked).size === asked.length, `${path.length} pages, each field once`);
      const words = await send(page, { scripts });
      await fits(page, "sent");
      assert.equal(words.length, 8);
      if (scripts) {
        await axe(page, `${who}: sent`);
        await html(page);
        await nothingKept(one, "sent");
        assert.deepEqual(leaks(one, CANARY).map((r) => r.url()), [], "what was typed never leaves in the clear");
        for (const word of words) assert.deepEqual(leaks(one, word).filter((r) => !r.url().includes("/static/")).map((r) => r.url()), [], "nor do the words");
      }
      const { id } = newest(before);
      const shown = show(id);
      const told = Object.fromEntries(shown.answers.map(({ name, text }) => [name, text]));
      assert.deepEqual(Object.keys(told).sort(), [...asked, "channel"].sort());
      assert.equal(told.who, who);
      assert.equal(told.worry, `${CANARY} worry`);
      assert.deepEqual([told.channel, shown.to, shown.lang, shown.receipt], ["web", "team", "en", true]);
      await one.leave();
    });
  }
}

test("about someone who works with children: sealed to the managers, whom the team cannot read", async () => {
  const before = ids("demo-manager");
  const one = await teller();
  await walk(one.page, { who: "public", answer: (name, { values }) => (name === "about-worker" ? values[0] : undefined) });
  await one.page.locator("input[name=want][value=no]").check();
  assert.equal(await send(one.page), undefined, "no receipt was wanted, and none is shown");
  const { id, receipt } = newest(before, "demo-manager");
  assert.equal(receipt, false);
  assert.equal(show(id, "demo-manager").to, "managers");
  assert.ok(!ids().has(id), "a worker does not see it");
  assert.ok(!one.watch.requests.some((r) => r.url().includes("words.")), "the list of words is fetched only for a receipt");
  await one.leave();
});

test("who will come back to this site is told, before sending, that they need the eight words; others are not", async () => {
  for (const scripts of [true, false]) {
    for (const who of ["young-person", "relative"]) {
      const one = await teller({ scripts });
      const { page } = one;
      await walk(page, { who, scripts, answer: (name) => (name === "reach" ? "receipt" : undefined) });
      const note = page.locator("[data-way-back]");
      assert.ok(await note.isVisible());
      await page.locator("input[name=want][value=no]").check();
      const described = await page.locator("input[name=want][value=no]").getAttribute("aria-describedby");
      assert.equal(await page.locator(`#${described}`).innerText(), await note.innerText(), "and it is heard with the choice");
      await fits(page, "the way back");
      if (scripts) await axe(page, "the way back");
      await html(page);
      // Another way to reach them: then there is nothing to warn of.
      await press(page, scripts ? page.locator('[data-change="reach"]') : page.locator(".told button").last(), { scripts });
      await page.locator("input[name=reach][value=none]").check();
      await press(page, ON, { scripts });
      assert.equal((await read(page)).kind, "check");
      assert.equal(await note.count(), 0);
      assert.equal(await page.locator("input[name=want][value=no]").getAttribute("aria-describedby"), null);
      await one.leave();
    }
  }
});

test("Enter on the list of answers sends, and does not change the first of them", async () => {
  for (const scripts of [true, false]) {
    const before = ids();
    const one = await teller({ scripts });
    const { page } = one;
    await walk(page, { who: "young-person", scripts });
    await page.locator("input[name=want][value=no]").focus();
    await page.keyboard.press("Space");
    await page.keyboard.press("Enter");
    await page.locator("[data-leave], main > .go a.button").first().waitFor();
    assert.deepEqual(list().filter(({ id }) => !before.has(id)).map(({ receipt }) => receipt), [false], "sent once, without a receipt, as chosen");
    await one.leave();
  }
});

test("what is wrong is said at the top and at the field, the same with and without scripts", async () => {
  for (const scripts of [true, false]) {
    const one = await teller({ scripts });
    const { page } = one;
    if (!scripts) page.on("response", async (r) => r.request().isNavigationRequest() && pages.save(await r.text()));
    const tab = await page.title();
    const wrong = async (field, id) => {
      await press(page, ON, { scripts });
      assert.match(await page.title(), /^\w+: /, "the tab says so");
      const link = page.locator("#problem a");
      assert.equal(await link.getAttribute("href"), `#${id}`);
      if (scripts) {
        assert.equal(await page.evaluate(() => document.activeElement.id), "problem", "the summary has the focus");
        await axe(page, `error: ${field}`);
        await html(page);
      }
      await fits(page, `error: ${field}`);
      if (field === "website") return;
      assert.equal(await page.locator(`[name="${field}"]`).first().getAttribute("aria-invalid"), "true");
      assert.equal(await page.locator(".wrong .what").count(), 1);
      assert.ok((await page.locator(`#${id}`).getAttribute("aria-describedby")).split(" ").includes(`${id}-e`));
      await link.click();
      assert.equal(await page.evaluate(() => (document.querySelector(":target") ?? document.activeElement).id), id, "the link leads to the field");
    };
    await press(page, ON, { scripts });
    await press(page, ON, { scripts });
    await page.locator("input[value=relative]").check();
    await press(page, ON, { scripts });
    await wrong("worry", "worry");
    await page.locator("#worry").fill("x".repeat(20_001));
    await wrong("worry", "worry");
    assert.equal((await page.locator("#worry").inputValue()).length, 20_001, "what was typed is not lost");
    await page.locator("#worry").fill("😟".repeat(5_000));
    await page.evaluate(() => (document.querySelector("#website").value = "spam"));
    await wrong("website", "website");
    assert.ok(await page.locator("#website").isVisible(), "a box that was filled in can be seen and emptied");
    await page.locator("#website").fill("");
    await press(page, ON, { scripts });
    assert.equal(await page.title(), tab);
    await page.locator("#where").fill("y".repeat(201));
    await wrong("where", "where");
    await one.leave();
  }
});

test("who has not said who they are, or what worries them, is led there from the end", async () => {
  const one = await teller();
  const { page } = one;
  for (let i = 0; i < 3; i += 1) await press(page, ON);
  await press(page, SEND);
  assert.deepEqual(Object.keys((await read(page)).fields), ["who"]);
  assert.equal(await page.locator("#problem").count(), 1);
  await page.locator("input[value=young-person]").check();
  await press(page, ON);
  assert.deepEqual(Object.keys((await read(page)).fields), ["worry"], "who changes who they are goes through the pages that are theirs");
  await one.leave();
});

test("Back and Forward move between steps and lose nothing; Change leads there and back; another child is added", async () => {
  const one = await teller();
  const { page } = one;
  const at = async () => Object.keys((await read(page)).fields)[0];
  const move = async (how, first) => {
    await page[how]();
    await page.waitForFunction((name) => document.querySelector(`form.concern [name="${name}"]`), first);
  };
  await page.locator("#danger").check();
  await press(page, ON);
  assert.equal(await page.locator(".note.then").count(), 1, "a choice that calls for something is answered on the next page");
  assert.ok(await page.evaluate(() => document.activeElement.matches(".then")), "and it is heard first");
  await press(page, ON);
  await page.locator("input[value=relative]").check();
  await press(page, ON);
  await page.locator("#worry").fill("Half a sentence");
  await move("goBack", "who");
  assert.ok(await page.locator("input[value=relative]").isChecked());
  await move("goBack", "about-worker");
  await move("goBack", "danger");
  assert.ok(await page.locator("#danger").isChecked());
  for (const next of ["about-worker", "who", "worry"]) await move("goForward", next);
  assert.equal(await page.locator("#worry").inputValue(), "Half a sentence", "what was typed and not sent on is still there");
  await page.evaluate(() => document.querySelector("a.skip").click());
  assert.equal(await at(), "worry", "a link within the page leads nowhere else");
  while ((await at()) !== "child.1.name") await press(page, ON);
  await page.locator('[name="child.1.name"]').fill("Child A");
  await press(page, "button[value=more]");
  await page.locator('[name="child.2.name"]').fill("Child B");
  await axe(page, "the second child");
  await html(page);
  await press(page, page.locator("[data-back]"));
  assert.equal(await page.locator('[name="child.1.name"]').inputValue(), "Child A");
  while ((await read(page)).kind === "ask") await press(page, ON);
  const told = await page.locator(".told .answer").allInnerTexts();
  assert.ok(["Half a sentence", "Child A", "Child B"].every((words) => told.includes(words)), told.join());
  await page.locator("input[name=want][value=no]").check();
  await press(page, page.locator('[data-change="words"]'));
  await page.locator("#worry").fill("A whole sentence.");
  await press(page, ON);
  assert.equal((await read(page)).kind, "check", "from Change back to the list");
  assert.ok((await page.locator(".told .answer").allInnerTexts()).includes("A whole sentence."));
  assert.ok(await page.locator("input[name=want][value=no]").isChecked());
  assert.deepEqual([new URL(page.url()).pathname, new URL(page.url()).search], [FORM, ""], "the address tells nothing");
  await one.leave();
});

test("a double click sends once, with and without scripts; two tabs are two concerns", async () => {
  for (const scripts of [true, false]) {
    const before = ids();
    const one = await teller({ scripts });
    await walk(one.page, { who: "young-person", scripts });
    if (scripts) {
      await one.page.locator(SEND).dblclick();
      await one.page.locator("[data-receipt]").waitFor();
      assert.equal(one.watch.requests.filter((r) => r.method() === "POST").length, 1);
    } else {
      await one.page.locator(SEND).dblclick();
      await one.page.locator("[data-receipt]").waitFor();
    }
    assert.equal(list().filter(({ id }) => !before.has(id)).length, 1);
    await one.leave();
  }
  const before = ids();
  const one = await teller();
  const other = await one.context.newPage();
  await other.goto(FORM);
  await ready(other);
  await walk(other, { who: "professional" });
  await one.page.bringToFront();
  await walk(one.page, { who: "public" });
  const words = [await send(one.page)];
  await other.bringToFront();
  words.push(await send(other));
  assert.notDeepEqual(words[0], words[1]);
  assert.equal(list().filter(({ id }) => !before.has(id)).length, 2);
  await one.leave();
});

test("not sent: too many, not kept, not reached, no answer; all of it stays, and another try sends it once", async () => {
  const before = ids();
  const one = await teller({ expect: [/status of (429|503)/, /ERR_INTERNET_DISCONNECTED/, /ERR_FAILED/, /ERR_CONNECTION/] });
  const { page } = one;
  await walk(page, { who: "relative", answer: (name) => (name === "worry" ? CANARY : undefined) });
  const keys = [];
  page.on("request", (r) => r.method() === "POST" && keys.push(r.headers()["idempotency-key"]));
  const notSent = async (what, again = SEND) => {
    await press(page, again);
    assert.equal(await page.evaluate(() => document.activeElement.id), "problem", `${what}: the focus is on what went wrong`);
    assert.ok((await page.locator("[data-why]").innerText()).length > 40, what);
    assert.ok((await page.locator("#problem a[href^='tel:']").count()) >= 2, `${what}: whom to ring`);
    assert.ok((await page.locator(".told .answer").allInnerTexts()).includes(CANARY), `${what}: all is still there`);
    await fits(page, what);
  };
  const seen = new Set();
  for (const status of [429, 503]) {
    await page.route(POST, (route) => route.fulfill({ status, contentType: "application/problem+json", headers: { "content-security-policy": "default-src 'none'" }, body: "{}" }));
    await notSent(String(status), status === 429 ? SEND : "#problem button");
    seen.add(await page.locator("[data-why]").innerText());
    await page.unroute(POST);
  }
  await axe(page, "not sent");
  await html(page);
  await one.context.setOffline(true);
  await notSent("offline");
  seen.add(await page.locator("[data-why]").innerText());
  assert.equal(seen.size, 3, "each is told in its own words");
  await one.context.setOffline(false);
  // It arrives, and the answer is lost on the way back.
  await page.route(POST, async (route) => {
    await route.fetch();
    await route.abort();
  });
  await notSent("no answer");
  await page.unroute(POST);
  // In the meantime they have thought again about the receipt: what arrived first stands.
  await page.locator("input[name=want][value=no]").check();
  one.watch.wrong.length = 0;
  await page.route(POST, (route) => route.continue());
  const conflict = /status of 409/;
  const words = await send(page);
  one.watch.wrong = one.watch.wrong.filter((line) => !conflict.test(line));
  assert.equal(words.length, 8);
  assert.equal(new Set(keys).size, 1, "the same name on every try");
  const mine = list().filter(({ id }) => !before.has(id));
  assert.deepEqual(mine.map(({ receipt }) => receipt), [true], "kept once");
  await one.leave();
});

test("other words after a lost answer are another concern, so that neither is lost", async () => {
  const before = ids();
  const one = await teller({ expect: [/ERR_FAILED/] });
  const { page } = one;
  await walk(page, { who: "young-person", answer: (name) => (name === "worry" ? "first" : undefined) });
  await page.route(POST, async (route) => {
    await route.fetch();
    await route.abort();
  });
  await press(page, SEND);
  await page.unroute(POST);
  await press(page, page.locator('[data-change="words"]'));
  await page.locator("#worry").fill("second");
  await press(page, ON);
  await send(page);
  const told = list().filter(({ id }) => !before.has(id)).map(({ id }) => show(id).answers.find(({ name }) => name === "worry").text);
  assert.deepEqual(told.sort(), ["first", "second"]);
  await one.leave();
});

test("a browser that cannot seal says so before anything is typed, and the server seals only if they choose it", async () => {
  const breaks = [
    ["no random numbers", (context) => context.addInitScript(() => { Crypto.prototype.getRandomValues = () => { throw new Error("none"); }; })],
    ["no crypto", (context) => context.addInitScript(() => { SubtleCrypto.prototype.importKey = () => Promise.reject(new TypeError("none")); })],
    ["the script never came", (context) => context.route("**/static/concern.*.js", (route) => route.abort())],
    ["the script is broken", (context) => context.route("**/static/concern.*.js", async (route) => { const response = await route.fetch(); await route.fulfill({ response, body: "const x = ;" }); })],
  ];
  for (const [what, breaking] of breaks) {
    const before = ids();
    const one = await visitor({ expect: [/ERR_FAILED/] });
    await breaking(one.context);
    const { page } = one;
    await page.goto(FORM);
    await page.locator("main > [data-cannot]").waitFor();
    assert.equal(await page.locator("form.concern").isVisible(), false, `${what}: nothing is asked before they have chosen`);
    if (what !== breaks[0][0]) await axe(page, what); // axe needs random numbers itself
    await fits(page, what);
    await page.locator("[data-plain]").click();
    await walk(page, { who: "public", scripts: false });
    const words = await send(page, { scripts: false });
    assert.equal(words.length, 8, what);
    assert.equal(list().filter(({ id }) => !before.has(id)).length, 1, what);
    if (what === "the script is broken") one.watch.wrong = one.watch.wrong.filter((line) => line !== "error in a page: ");
    await one.leave();
  }
});

test("sealing that fails at the end is told, and all of it can be handed to the server, by choice", async () => {
  const before = ids();
  const one = await teller();
  const { page } = one;
  const lines = `${CANARY}\nand a second line`;
  await walk(page, { who: "relative", answer: (name) => (name === "worry" ? lines : name === "child.1.name" ? "Child A" : undefined) });
  await page.evaluate(() => { SubtleCrypto.prototype.importKey = () => Promise.reject(new TypeError("none")); });
  await press(page, SEND);
  assert.ok(await page.locator("[data-whole]").isVisible());
  assert.deepEqual(leaks(one, CANARY), [], "nothing has left");
  await Promise.all([page.waitForNavigation(), page.locator("[data-whole]").click()]);
  const told = await page.locator(".told .answer").allInnerTexts();
  assert.ok(told.includes(lines) && told.includes("Child A"), told.join());
  await send(page, { scripts: false });
  assert.equal(show(newest(before).id).answers.find(({ name }) => name === "worry").text, lines);
  await one.leave();
});

test("leaving asks only when something was written and not sent; the exit never asks", async () => {
  const one = await teller();
  const { page } = one;
  const asked = [];
  page.on("dialog", (dialog) => {
    asked.push(dialog.type());
    dialog.accept();
  });
  await page.locator("#danger").check();
  await page.goto("/en/");
  assert.deepEqual(asked, [], "nothing was written");
  const write = async () => {
    await page.goto(FORM);
    await ready(page);
    await walk(page, { who: "young-person", at: () => undefined });
  };
  await write();
  await page.goto("/en/");
  assert.deepEqual(asked, ["beforeunload"], "something was written");
  await write();
  const address = await page.locator("a.exit").getAttribute("data-exit");
  await blank(one, page, new URL(address).origin);
  await page.locator("a.exit").click();
  await page.waitForURL(address);
  assert.deepEqual(asked, ["beforeunload"], "the exit does not ask");
  await page.goBack();
  await page.waitForLoadState();
  const left = await page.evaluate(() => [...document.querySelectorAll("main textarea, main input[type=text], .answer")].map((box) => box.value ?? box.innerText).join(""));
  assert.equal(left, "", "and nobody finds by Back what was written");
  await one.leave();
});

test("the confirmation: leaving by mistake asks, a reload knows that it was sent, who is done leaves nothing", async () => {
  const before = ids();
  const one = await teller();
  const { page } = one;
  const asked = [];
  page.on("dialog", (dialog) => {
    asked.push(dialog.type());
    dialog.accept();
  });
  await walk(page, { who: "relative" });
  const words = await send(page);
  await page.goBack();
  assert.deepEqual((await read(page)).receipt, words, "Back does not take the words away");
  await page.reload();
  await page.locator("[data-end]").waitFor();
  assert.deepEqual(asked, ["beforeunload"], "the words would be lost, so the browser asked first");
  assert.equal((await read(page)).receipt, undefined, "the words are kept nowhere");
  await axe(page, "after a reload");
  await html(page);
  await page.locator("[data-leave]").click();
  await page.waitForURL("**/en/");
  await page.goBack();
  await ready(page);
  assert.equal((await read(page)).kind, "ask", "whoever comes back later finds a new form");

  await walk(page, { who: "relative" });
  await send(page);
  await page.locator("[data-leave]").click();
  await page.waitForURL("**/en/");
  assert.deepEqual(asked, ["beforeunload"], "who is done is not asked");
  await page.goBack();
  await page.waitForURL(/concern/);
  await page.waitForLoadState();
  assert.equal(await page.locator("[data-receipt]").count(), 0, "nor does Back show the words again");
  assert.equal(list().filter(({ id }) => !before.has(id)).length, 2);
  await one.leave();
});

test("a session left for an hour, and the printed receipt", async () => {
  const one = await visitor({ size: PHONE });
  const { page } = one;
  await page.clock.install();
  await page.goto(FORM);
  await ready(page);
  await walk(page, { who: "relative" });
  await page.clock.fastForward("01:00:00");
  assert.equal((await send(page)).length, 8, "time changes nothing");
  let printed = 0;
  await page.exposeFunction("printing", () => (printed += 1));
  await page.evaluate(() => (window.print = window.printing));
  await page.locator("[data-print-receipt]").click();
  await page.waitForTimeout(50);
  assert.equal(printed, 1);
  await one.leave();
});

test("by keyboard alone, from the start to the receipt", async () => {
  const one = await visitor({ size: PHONE });
  const { page } = one;
  const on = async (selector) => {
    await page.evaluate(() => (window.before = document.querySelector("main form, main [data-end]").firstElementChild));
    await tabTo(page, selector);
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.querySelector("main form, main [data-end]").firstElementChild !== window.before && !document.querySelector("[data-sending]"));
  };
  await page.goto("/en/concern/");
  await tabTo(page, "main a[rel=next]");
  await page.keyboard.press("Enter");
  await page.waitForURL(`**${FORM}`);
  await ready(page);
  await tabTo(page, "input[name=danger]");
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowDown");
  await on(ON);
  await on(ON);
  await tabTo(page, "input[name=who]");
  await page.keyboard.press("Space");
  await on(ON);
  await on(ON); // nothing written yet
  await tabTo(page, "#problem a");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "worry");
  await page.keyboard.type("One line.");
  await on(ON);
  for (let step = await read(page); step.kind === "ask"; step = await read(page)) await on(ON);
  await on(SEND);
  assert.equal((await read(page)).receipt.length, 8);
  assert.ok(await page.evaluate(() => document.activeElement.matches("h1")), "the focus is at the top of what is new");
  await tabTo(page, "[data-leave]");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/en/");
  await one.leave();
});

test("a first visit to the form weighs at most 85 KB, all included", async () => {
  const one = await visitor({ size: PHONE });
  const { page } = one;
  const session = await one.context.newCDPSession(page);
  let bytes = 0;
  session.on("Network.loadingFinished", (event) => (bytes += event.encodedDataLength));
  await session.send("Network.enable");
  for (const [url, most] of [["/en/concern/", 40_960], [FORM, 87_040], ["/en/return", 40_960]]) {
    await session.send("Network.clearBrowserCache");
    bytes = 0;
    await page.goto(url, { waitUntil: "networkidle" });
    console.log(`first visit to ${url}: ${bytes} bytes`);
    assert.ok(bytes > 3_000 && bytes <= most, `${url}: ${bytes}`);
  }
  await one.leave();
});

test("what the browser makes is what the program reads: padding, payload, receipt", async () => {
  const { padded, payload, seal, works } = await module("src/telling/seal.ts");
  const { draw, mailbox, words } = await module("src/telling/receipt.ts");
  // The pairs of crates/seal/src/padded.rs.
  for (const [bytes, length] of [[0, 1024], [1024, 1024], [1025, 1088], [1100, 1152], [2049, 2176], [5000, 5120], [60_000, 61_440], [100_000, 100_352]]) assert.equal(padded(bytes), length);
  for (let bytes = 0, last = 0; bytes < 200_000; bytes += 61) {
    assert.ok(padded(bytes) >= bytes && padded(bytes) >= last && padded(padded(bytes)) === padded(bytes), `${bytes}`);
    last = padded(bytes);
  }
  // The vector of crates/seal/src/receipt.rs.
  const known = "abacus abdomen abdominal abide abiding ability ablaze repose".split(" ");
  assert.equal(mailbox(known, "sample"), "9fNYNdAcvhe-ncjbhunoHA.rwVjV64-xMLhA1-dyu0IXYI_IcOIMXNlhAFjnoi9Gz0.j-laVXHo8X-plE5u9E6NIx1zUT35WC4h-PtaK4Fr034");
  const { urls } = await (await fetch(`${BASE}/en/offline.json`)).json();
  assert.deepEqual(urls.filter((url) => /concern|words/.test(url)), [], "nothing of it is kept for use without internet");
  const page = await (await fetch(BASE + FORM)).text();
  const text = await (await fetch(BASE + /data-words="([^"]+)"/.exec(page)[1])).text();
  const receipt = draw(words(text));
  assert.equal(new Set([...receipt, ...draw(words(text))]).size > 12, true, "two receipts are two");
  assert.throws(() => words(text.replace("abacus", "abakus")), "a list that is another gives no receipt");
  assert.equal(await works(), true);
  const { recipients } = await (await fetch(`${BASE}/api/v1/recipient`)).json();
  const json = payload({ site: "sample", concern: "A".repeat(22), lang: "en", answers: { worry: CANARY } });
  const sealed = Buffer.from(await seal(recipients[0], json));
  assert.ok(sealed.length > 1024 && sealed.length < 1400 && !sealed.includes(CANARY));
  await assert.rejects(seal("age1nothing", json));
});

test("on a desk in the dark, and what the checker of HTML says of every page and state", async () => {
  const one = await teller({ size: DESK, dark: true });
  await walk(one.page, { who: "professional", at: async (step) => axe(one.page, `dark: ${step.title}`) });
  await send(one.page);
  await axe(one.page, "dark: sent");
  await one.leave();
  for (const url of ["/en/concern/", FORM, "/en/return"]) pages.save(await (await fetch(BASE + url)).text());
  const old = await fetch(`${BASE}/en/concern/5`, { method: "POST", body: new URLSearchParams({ carry: "x", worry: "<b>typed</b>" }) });
  pages.save(await old.text());
  pages.check(110);
});
