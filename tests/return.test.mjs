// Coming back with a receipt, in a real browser: with scripts the words are read, and the mailbox opened, where they were typed, and no request holds one
// of them; without, the server does it. What goes wrong, what is forged, what is left behind. Must not know the words of the site.
import assert from "node:assert/strict";
import { test } from "node:test";
import { BASE, DESK, NOTHING, PHONE, blank, kept, visitor } from "./lib/browser.mjs";
import { axe, nu } from "./lib/checkers.mjs";
import { send, teller, walk } from "./lib/concern.mjs";
import { list, reply, show } from "./lib/desk.mjs";
import { tabTo } from "./lib/keys.mjs";
import { module } from "./lib/modules.mjs";

const RETURN = "/en/return";
const ANSWER = "Thank you.\nWe would like to talk with you.";
const NOBODYS = "abacus abdomen abdominal abide abiding ability ablaze repose"; // the vector of crates/seal/src/receipt.rs
const pages = nu();

// Tells something, and gives the concern's name and the eight words.
async function told({ managers = false } = {}) {
  const as = managers ? "demo-manager" : "demo-worker";
  const before = new Set(list(as).map(({ id }) => id));
  const one = await teller();
  await walk(one.page, { who: "young-person", answer: (name, { values }) => (managers && name === "about-worker" ? values[0] : undefined) });
  const words = await send(one.page);
  await one.leave();
  return { words, id: list(as).find(({ id }) => !before.has(id)).id };
}

async function fits(page, where) {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(over, 0, `${where}: nothing sticks out sideways`);
  assert.equal(await page.locator("main h1:visible").count(), 1, `${where}: one h1`);
  assert.ok((await page.locator("main form").count()) <= 1, `${where}: one form at most`);
}

// Every page and state is looked at: by axe where scripts run, and as HTML.
async function look(page, scripts, where) {
  await fits(page, where);
  if (!scripts) return;
  await axe(page, where);
  pages.save(`<!doctype html>${await page.evaluate(() => document.documentElement.outerHTML)}`);
}

// Presses the form's button, and waits for what comes of it: another document without scripts, another state with them.
async function press(page, scripts) {
  const button = page.locator("main form button:not([type=button])").first();
  if (!scripts) return Promise.all([page.waitForNavigation(), button.click()]);
  await page.evaluate(() => document.querySelector("#problem, [data-added]")?.setAttribute("data-old", ""));
  await button.click();
  await page.locator("#problem:not([data-old]), [data-state]:not(:has(~ form #problem[data-old])), [data-added]:not([data-old]), main > [data-cannot]").first().waitFor();
  await page.waitForFunction(() => !document.querySelector("main [data-busy]"));
}

async function open(page, typed, scripts = true) {
  await page.locator("#receipt").fill(typed);
  await press(page, scripts);
}

// Everything that a browser has sent, as text.
const sent = ({ watch }) => watch.requests.filter((r) => !new URL(r.url()).pathname.startsWith("/static/")).map((r) => `${r.url()} ${r.postData() ?? ""} ${JSON.stringify(r.headers())}`.toLowerCase());
const says = (texts, word) => texts.filter((text) => new RegExp(`(?<![a-z])${word}(?![a-z])`).test(text));

for (const scripts of [true, false]) {
  test(`${scripts ? "with" : "without"} scripts: slips are named, the mailbox opens, something is added, and the team reads it`, async () => {
    const { words, id } = await told();
    show(id);
    const one = await visitor({ scripts, size: PHONE });
    const { page } = one;
    if (!scripts) page.on("response", async (r) => r.request().isNavigationRequest() && pages.save(await r.text()));
    await page.goto(RETURN);
    const with0 = (word) => [word, ...words.slice(1)].join(" ");
    const slips = [["", "none"], [words.slice(1).join(" "), "7"], [`${words.join(" ")} ${words[0]}`, "more than eight"], [with0("abdomn"), "abdomen"], [[...words].reverse().join(" "), ""], [NOBODYS, ""]];
    const told7 = new Set();
    for (const [slip, holds] of slips) {
      await open(page, slip, scripts);
      await look(page, scripts, `slip: ${slip}`);
      const problem = await page.locator("#problem a").innerText();
      assert.ok(problem.includes(holds), problem);
      told7.add(problem);
      assert.equal(await page.locator("#receipt").inputValue(), slip, "what was typed is still there");
      assert.equal(await page.locator("#receipt").getAttribute("aria-invalid"), "true");
      assert.match(await page.title(), /^\w+: /, "the tab says so");
      if (scripts) assert.equal(await page.evaluate(() => document.activeElement.id), "problem", "the summary has the focus");
    }
    assert.equal(told7.size, slips.length, "each in its own words");
    await open(page, words.join("-").toUpperCase(), scripts);
    await look(page, scripts, "opened, no answer yet");
    assert.equal(await page.locator("[data-state]").getAttribute("data-state"), "looking");
    assert.equal(await page.locator(".reply").count(), 0);
    reply(id, ANSWER);
    await page.goto(RETURN);
    await open(page, `  ${words.join(",\n")} `, scripts);
    await look(page, scripts, "opened");
    assert.equal(await page.locator("[data-state]").getAttribute("data-state"), "answered");
    assert.ok((await page.locator("[data-state]").innerText()).length > 10);
    assert.equal(await page.locator(".reply .answer").innerText(), ANSWER);
    assert.match(await page.locator(".reply .soft").innerText(), /^\d+ \p{L}+ \d{4}$/u, "the day");
    assert.equal(await page.locator("[data-not-shown]").count(), 0);
    if (scripts) assert.ok(await page.evaluate(() => document.activeElement.matches("h1")), "the focus is at the top of what is new");
    await press(page, scripts);
    await look(page, scripts, "nothing written");
    assert.equal(await page.locator("#problem").count(), 1);
    await page.locator("#text").fill("x".repeat(20_001));
    await press(page, scripts);
    assert.equal((await page.locator("#text").inputValue()).length, 20_001, "what was typed is not lost");
    for (const text of ["It was blue.\nCanaryinthemine", "And one thing more."]) {
      await page.locator("#text").fill(text);
      await press(page, scripts);
      await page.locator(".note[role=status]").waitFor();
      await look(page, scripts, "added");
      assert.equal(await page.locator("#text").inputValue(), "");
      assert.equal(await page.locator(".reply .answer").innerText(), ANSWER, "the answer is still there");
    }
    assert.deepEqual(show(id).messages.map(({ text }) => text).sort(), ["And one thing more.", "It was blue.\nCanaryinthemine", ANSWER]);
    if (scripts) {
      assert.deepEqual(await kept(page), NOTHING, "nothing in storage");
      assert.equal(await page.evaluate(() => history.state), null, "nor in the history");
      const texts = sent(one);
      assert.deepEqual(says(texts, "canaryinthemine"), [], "what is added leaves sealed");
      // A word that a request holds anyway, such as `mailbox`, is held as well by one for other words.
      const other = await visitor({ size: PHONE });
      await other.page.goto(RETURN);
      await open(other.page, NOBODYS);
      const noise = sent(other);
      for (const word of words.filter((word) => !says(noise, word).length)) assert.deepEqual(says(texts, word), [], "no request holds one of the words");
      await other.leave();
    }
    assert.equal(await one.progress(), undefined, "no cookie");
    await one.leave();
  });
}

test("the managers' answer, and what is added for the managers, pass the team by", async () => {
  const { words, id } = await told({ managers: true });
  show(id, "demo-manager");
  reply(id, "We have it.", "demo-manager");
  const one = await visitor({ size: PHONE });
  const { page } = one;
  await page.goto(RETURN);
  await open(page, words.join(" "));
  assert.equal(await page.locator(".reply .answer").innerText(), "We have it.");
  await page.locator("#text").fill("It was the coach.");
  await press(page, true);
  await page.locator("[data-added]").waitFor();
  assert.ok(show(id, "demo-manager").messages.some(({ text }) => text === "It was the coach."));
  await one.leave();
});

test("a forged answer is not shown: sealed to the receipt by someone else, signed for another place, or signed with the other key", async () => {
  const { seal } = await module("src/telling/seal.ts");
  const receipts = await module("src/telling/receipt.ts");
  const { words, id } = await told();
  show(id);
  reply(id, ANSWER);
  const { site, signers } = await (await fetch(`${BASE}/api/v1/recipient`)).json();
  const bech = await module("node_modules/@scure/base/index.js");
  const recipient = bech.bech32.encodeFromBytes("age", Buffer.from(receipts.mailbox(words, site).split(".")[1], "base64url"));
  const message = "B".repeat(21) + "A";
  const signed = JSON.stringify({ v: 1, kind: "reply", site, concern: id, message, text: "Forged: come to the corner.", at: 1_795_435_200 });
  const forge = async (key) => Buffer.from(await seal(recipient, JSON.stringify({ v: 1, signed, key, signature: "A".repeat(86) }))).toString("base64url");
  const one = await visitor({ size: PHONE });
  const { page } = one;
  await page.route("**/api/v1/replies", async (route) => {
    const response = await route.fetch();
    const { opened } = await response.json();
    const [{ replies }] = opened;
    // The team's own answer, moved to another name, and the same once more with a forger's key that has the team's name.
    replies.push({ ...replies[0], id: message });
    for (const key of [signers[0].key, signers[1].key, "nobody"]) replies.push({ id: message, at: 1, sealed: await forge(key) });
    replies.push({ id: message, at: 1, sealed: "AAAA" }, { id: message, at: 1, sealed: "%" });
    await route.fulfill({ response, json: { opened } });
  });
  await page.goto(RETURN);
  await open(page, words.join(" "));
  assert.deepEqual(await page.locator(".reply .answer").allInnerTexts(), [ANSWER]);
  assert.equal(await page.locator("[data-not-shown] a[href^='tel:']").count(), 1, "and whom to ring is said");
  await look(page, true, "forged");
  assert.ok(!(await page.content()).includes("Forged"));
  await one.leave();
});

test("a reload, Back and the exit leave nothing; leaving asks only when something was written", async () => {
  const { words, id } = await told();
  show(id);
  reply(id, ANSWER);
  const one = await visitor({ size: PHONE });
  const { page } = one;
  const asked = [];
  page.on("dialog", (dialog) => {
    asked.push(dialog.type());
    dialog.accept();
  });
  const shows = async () => (await page.content()).includes("talk with you") || (await page.locator("main textarea").evaluateAll((all) => all.some((box) => box.value)));
  await page.goto(RETURN);
  await open(page, words.join(" "));
  await page.reload();
  await page.locator("#receipt").waitFor();
  assert.equal(await shows(), false, "after a reload the words are needed again");
  await open(page, words.join(" "));
  await page.locator("header .site").click();
  await page.waitForURL("**/en/");
  assert.deepEqual(asked, [], "who has only read is not asked");
  await page.goBack();
  await page.locator("#receipt").waitFor();
  assert.equal(await shows(), false, "Back does not show it again");
  await open(page, words.join(" "));
  await page.locator("#text").fill("Half a sentence");
  await page.goto("/en/");
  assert.deepEqual(asked, ["beforeunload"]);
  await page.goto(RETURN);
  await open(page, words.join(" "));
  await page.locator("#text").fill("Half a sentence");
  const address = await page.locator("a.exit").getAttribute("data-exit");
  await blank(one, page, new URL(address).origin);
  await page.locator("a.exit").click();
  await page.waitForURL(address);
  assert.deepEqual(asked, ["beforeunload"], "the exit does not ask");
  await page.goBack();
  await page.waitForLoadState();
  assert.equal(await shows(), false, "and Back finds nothing");
  await one.leave();
});

test("too many, no answer, not kept: all of it stays, and another try adds it once", async () => {
  const { words, id } = await told();
  const one = await visitor({ size: PHONE, expect: [/status of (429|503)/, /ERR_FAILED/] });
  const { page } = one;
  const answer = (status) => (route) => route.fulfill({ status, contentType: "application/problem+json", headers: { "content-security-policy": "default-src 'none'" }, body: "{}" });
  const failing = [["**/api/v1/replies", answer(429)], ["**/api/v1/challenge", answer(503)], ["**/api/v1/replies", (route) => route.abort()], ["**/static/words.*", (route) => route.abort()]];
  await page.goto(RETURN);
  const said = new Set();
  for (const [url, how] of failing) {
    await page.route(url, how);
    await open(page, words.join(" "));
    said.add(await page.locator("#problem a").innerText());
    assert.equal(await page.locator("#receipt").inputValue(), words.join(" "));
    await page.unroute(url);
  }
  assert.equal(said.size, 2);
  await look(page, true, "no answer");
  await open(page, words.join(" "));
  await page.locator("#text").fill("It was blue.");
  const names = [];
  page.on("request", (r) => r.url().endsWith("/additions") && names.push(r.headers()["idempotency-key"]));
  const lost = async (route) => {
    await route.fetch();
    await route.abort();
  };
  for (const how of [answer(429), answer(503), lost]) {
    await page.route("**/api/v1/additions", how);
    await press(page, true);
    assert.equal(await page.locator("#text").inputValue(), "It was blue.");
    assert.ok((await page.locator("#problem a[href^='tel:']").count()) >= 1, "whom to ring");
    await page.unroute("**/api/v1/additions");
  }
  await look(page, true, "not added");
  await page.locator("main form button").dblclick();
  await page.locator("[data-added]").waitFor();
  assert.equal(new Set(names).size, 1, "the same name on every try");
  assert.deepEqual(show(id).messages.map(({ text }) => text), ["It was blue."], "kept once");
  await one.leave();
});

test("a browser that cannot open it says so, and the server opens it only if they choose that", async () => {
  const { words, id } = await told();
  const breaks = [
    ["no random numbers", (context) => context.addInitScript(() => { Crypto.prototype.getRandomValues = () => { throw new Error("none"); }; })],
    ["the script never came", (context) => context.route("**/static/return.*.js", (route) => route.abort())],
  ];
  for (const [what, breaking] of breaks) {
    const one = await visitor({ size: PHONE, expect: [/ERR_FAILED/] });
    await breaking(one.context);
    const { page } = one;
    await page.goto(RETURN);
    await open(page, words.join(" "));
    await page.locator("main > [data-cannot]").waitFor();
    await fits(page, what);
    if (what !== breaks[0][0]) await axe(page, what); // axe needs random numbers itself
    assert.ok(!one.watch.requests.some((r) => r.method() === "POST"), `${what}: nothing is sent before they have chosen`);
    await Promise.all([page.waitForNavigation(), page.locator("[data-plain]").click()]);
    assert.equal(await page.locator("[data-state]").getAttribute("data-state"), "received", what);
    await one.leave();
  }
  assert.ok(id);
});

test("by keyboard alone; and on a desk in the dark", async () => {
  const { words, id } = await told();
  const one = await visitor({ size: DESK, dark: true });
  const { page } = one;
  await page.goto(RETURN);
  await tabTo(page, "#receipt");
  await page.keyboard.type(words.slice(0, 7).join(" "));
  await tabTo(page, "main form button");
  await page.keyboard.press("Enter");
  await page.locator("#problem").waitFor();
  await tabTo(page, "#problem a");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "receipt");
  await page.keyboard.press("Control+a");
  await page.keyboard.type(words.join(" "));
  await tabTo(page, "main form button");
  await page.keyboard.press("Enter");
  await page.locator("[data-state]").waitFor();
  await axe(page, "dark: opened");
  await tabTo(page, "#text");
  await page.keyboard.type("By keyboard.");
  await tabTo(page, "main form button");
  await page.keyboard.press("Enter");
  await page.locator("[data-added]").waitFor();
  assert.ok(await page.evaluate(() => document.activeElement.matches("[data-added]")), "that it was sent is heard first");
  assert.equal(show(id).messages.length, 1);
  await one.leave();
});

test("coming back weighs at most 85 KB with everything that opens it, and little before", async () => {
  const one = await visitor({ size: PHONE });
  const { page } = one;
  const session = await one.context.newCDPSession(page);
  let bytes = 0;
  session.on("Network.loadingFinished", (event) => (bytes += event.encodedDataLength));
  await session.send("Network.enable");
  await page.goto(RETURN, { waitUntil: "networkidle" });
  const first = bytes;
  await open(page, NOBODYS);
  console.log(`coming back: ${first} bytes at first, ${bytes} with what opens a receipt`);
  assert.ok(first < 40_960 && bytes > first + 40_000 && bytes <= 87_040, `${first}, ${bytes}`);
  await one.leave();
});

test("what was typed is read as the program reads it", async () => {
  const { read } = await module("src/returning/typed.ts");
  const page = await (await fetch(BASE + RETURN)).text();
  const known = (await (await fetch(BASE + /data-words="([^"]+)"/.exec(page)[1])).text()).split("\n");
  const right = NOBODYS.split(" ");
  for (const typed of [NOBODYS, NOBODYS.toUpperCase(), right.join("-"), ` ${right.join(", ")}.`, right.join("\u2014")]) assert.deepEqual(read(typed, known), right, typed);
  // The cases of crates/seal/src/words.rs.
  assert.deepEqual(read("", known), { wrong: "count", count: 0 });
  assert.deepEqual(read("abacus-abdomen-abide-ability-able", known), { wrong: "count", count: 5 });
  assert.deepEqual(read("yo-yo-down-t-shirt-shirt", known), { wrong: "count", count: 4 });
  assert.deepEqual(read(`${NOBODYS} able able`, known), { wrong: "count", count: 9 });
  assert.deepEqual(read("abacus abdomn", known), { wrong: "word", typed: "abdomn", near: "abdomen" });
  assert.deepEqual(read(right.reverse().join(" "), known), { wrong: "check" });
});

test("what the checker of HTML says of every page and state", async () => {
  pages.save(await (await fetch(BASE + RETURN)).text());
  pages.check(20);
});
