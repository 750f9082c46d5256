// Every page and state of it, through axe and the Nu HTML checker; what a first visit and the whole course weigh; neutral titles.
// Must not know the words of the site.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { BASE, DESK, PHONE, visitor } from "./lib/browser.mjs";
import { axe, nu } from "./lib/checkers.mjs";
import { answer, choose, fill, read, submit, take } from "./lib/course.mjs";

// Addresses of everything that stands still, as the site itself lists it, and what needs the server.
async function addresses() {
  const list = await (await fetch(`${BASE}/en/offline.json`)).json();
  return list.urls.filter((url) => url.startsWith("/en/")).concat("/en/search", "/en/course/keep", "/en/course/resume", "/en/concern/", "/en/concern/1", "/en/return");
}

test("axe finds nothing on any page, on a phone by day and on a desk in the dark", async () => {
  for (const look of [{ size: PHONE }, { size: DESK, dark: true }]) {
    const parent = await visitor(look);
    for (const url of await addresses()) {
      await parent.page.goto(url);
      await axe(parent.page, url);
      const over = await parent.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.equal(over, 0, `${url}: nothing sticks out sideways`);
    }
    await parent.leave();
  }
});

test("axe finds nothing in feedback and error, in place and from the server", async () => {
  for (const scripts of [true, false]) {
    const parent = await visitor({ size: PHONE });
    const seen = new Set();
    await take(parent.page, async (step) => {
      if (!step.kind || seen.has(step.kind)) return "right";
      seen.add(step.kind);
      // A native submit goes to the server, past the script that checks in place.
      const native = () => parent.page.evaluate(() => HTMLFormElement.prototype.submit.call(document.querySelector("form[data-check]")));
      if (scripts) await submit(parent.page);
      else await Promise.all([parent.page.waitForNavigation(), native()]);
      await axe(parent.page, `${step.path} with nothing chosen`);
      // An order that scripts arrange always has an answer. Everything else says what is missing, in the tab and on its fields.
      const missing = step.kind !== "order";
      assert.equal(/^Error: /.test(await parent.page.title()), missing, `${step.path}: ${await parent.page.title()}`);
      const described = parent.page.locator("form[data-check] :is(fieldset, select)[aria-describedby=missing]");
      assert.equal((await described.count()) > 0 && (await parent.page.locator("#missing").count()) === 1, missing, step.path);
      if (scripts) {
        await answer(parent.page, step, "wrong");
        assert.doesNotMatch(await parent.page.title(), /^Error: /, step.path);
        assert.equal(await described.count(), 0, `${step.path}: nothing is missing any more`);
      } else {
        await parent.page.goto(step.path);
        await fill(parent.page, step, choose(step, "wrong"));
        await Promise.all([parent.page.waitForNavigation(), native()]);
      }
      await axe(parent.page, `${step.path} with feedback`);
      await parent.page.goto(step.path);
      return "right";
    });
    assert.ok(seen.size >= 7, `kinds seen: ${[...seen]}`);
    await parent.leave();
  }
});

test("the Nu HTML checker finds nothing on any page or state", async () => {
  const pages = nu();
  const save = async (response) => pages.save(await response.text());
  const post = (url, body, cookie = "") => fetch(BASE + url, { method: "POST", body: new URLSearchParams(body), redirect: "manual", headers: cookie ? { cookie } : {} });
  for (const url of await addresses()) await save(await fetch(BASE + url));
  for (const url of (await addresses()).filter((u) => /\/course\/\d/.test(u))) {
    const html = await (await fetch(BASE + url)).text();
    const controls = [...new Set([...html.matchAll(/<(?:input|select)[^>]* name="([^"]+)"/g)].map((m) => m[1]))];
    if (!controls.length) continue;
    const order = html.includes('data-check="order"');
    const first = (name, index) => [name, name === "answer" ? "a" : order ? String(index) : "0"];
    await save(await post(url, {}));
    await save(await post(url, Object.fromEntries(controls.map(first))));
  }
  await save(await fetch(`${BASE}/en/course/`, { headers: { cookie: "wm=1.2-1.." } }));
  await save(await fetch(`${BASE}/nowhere`));
  await save(await post("/en/search", { q: "phone" }));
  await save(await post("/en/search", { q: "zzzzzz" }));
  await save(await post("/en/search", {}));
  await save(await post("/en/course/keep", {}));
  await save(await post("/en/course/resume", { code: "abacus abdomn abide able" }));
  await save(await post("/en/course/resume", { code: "abacus abdomen abide able" }));
  await save(await post("/en/", {}));
  await save(await post("/en/search", { q: "x".repeat(20_000) }));
  pages.check(120);
});

test("a first visit weighs at most 40 KB, and the whole course at most 300 KB", async () => {
  const parent = await visitor({ size: PHONE });
  const session = await parent.context.newCDPSession(parent.page);
  let bytes = 0;
  session.on("Network.loadingFinished", (event) => (bytes += event.encodedDataLength));
  await session.send("Network.enable");
  for (const url of ["/en/", "/en/guidance/what-it-is", "/en/course/2/3"]) {
    await session.send("Network.clearBrowserCache");
    bytes = 0;
    await parent.page.goto(url, { waitUntil: "networkidle" });
    console.log(`first visit to ${url}: ${bytes} bytes`);
    assert.ok(bytes > 3_000 && bytes <= 40_960, `${url}: ${bytes}`);
  }
  await session.send("Network.clearBrowserCache");
  bytes = 0;
  await take(parent.page);
  console.log(`the whole course: ${bytes} bytes`);
  assert.ok(bytes > 30_000 && bytes <= 307_200, `${bytes}`);
  await parent.leave();
});

test("titles in the tab tell nothing", async () => {
  const list = readFileSync(join(process.env.WAYMARK_SITE_COPY, "en", "language.toml"), "utf8");
  const telling = [.../^telling = \[(.*)\]$/m.exec(list)[1].matchAll(/"([^"]+)"/g)].map((m) => m[1]);
  assert.ok(telling.length > 5);
  for (const url of await addresses()) {
    const html = await (await fetch(BASE + url)).text();
    const words = /<title>([^<]*)<\/title>/.exec(html)[1].toLowerCase().split(/\W+/);
    assert.deepEqual(words.filter((word) => telling.includes(word)), [], url);
  }
});
