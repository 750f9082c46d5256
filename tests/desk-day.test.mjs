// A whole working day, from the first concern to the audit: five come in by five doors, each is decided, tellers are answered through their receipts, one is
// late, two are joined, one is exported, and the record of acts holds it all and none of the words. Must not know how anything is kept.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { PASSPHRASE, looks, signedIn } from "./lib/at-desk.mjs";
import { DESK, PHONE, visitor } from "./lib/browser.mjs";
import { nu } from "./lib/checkers.mjs";
import { send, teller, walk } from "./lib/concern.mjs";
import { start } from "./lib/server.mjs";

const pages = nu();
const look = looks(pages);
let server;
before(async () => (server = await start({ desk: true })));
after(async () => assert.equal(await server.stop(), 0));

const THANKS = "Thank you. We know what you told us. You did right.";
const DECIDED = "We have agreed with the family what happens next. Ring us if you see more.";

function waymark(args, input = "") {
  return execFileSync(server.program, [...args, "--site", server.site, "--data", server.data], { encoding: "utf8", input, stdio: ["pipe", "pipe", "pipe"] });
}

// Tells at the public door, and gives the receipt.
async function told({ who, worry, scripts }) {
  const one = await teller({ base: server.base, scripts });
  await walk(one.page, { who, scripts, answer: (name) => (name === "worry" ? worry : undefined) });
  const words = await send(one.page, { scripts });
  await one.leave();
  assert.equal(words.length, 8);
  return words.join(" ");
}

// A machine of the partnership seals on its own, to the key that the door gives, with the `age` command.
async function sealed(worry) {
  const { recipients } = await (await fetch(`${server.base}/api/v1/recipient`)).json();
  const id = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("base64url");
  const site = /^id = "(.*)"/m.exec(readFileSync(join(server.site, "site.toml"), "utf8"))[1];
  const payload = JSON.stringify({ v: 1, site, kind: "concern", concern: id, message: id, lang: "en", answers: { who: "professional", worry } });
  const body = execFileSync("age", recipients.flatMap((one) => ["-r", one]), { input: payload });
  const headers = { "Content-Type": "application/age-encryption", "Idempotency-Key": id };
  const answer = await fetch(`${server.base}/api/v1/concerns`, { method: "POST", headers, body });
  assert.equal(answer.status, 201, await answer.clone().text());
  return id;
}

test("a whole working day", async () => {
  const student = await told({ who: "young-person", worry: "Somebody waits for me after school in a grey car.", scripts: true });
  const teacher = await told({ who: "professional", worry: "A pupil has been away three Fridays in a row.", scripts: false });
  const api = await sealed("The youth club has seen the grey car twice.");
  const letter = join(server.data, "letter.json");
  writeFileSync(letter, JSON.stringify({ worry: "An aunt writes that her niece has a second phone." }));
  writeFileSync(join(server.data, "passphrase"), `${PASSPHRASE}\n`, { mode: 0o600 });
  waymark(["concerns", "add", "--channel", "letter", "--answers", letter, "--as", "demo-worker", "--passphrase-file", join(server.data, "passphrase")]);

  const worker = await signedIn(server, "demo-worker", { size: DESK });
  const { page } = worker;
  const press = () => page.locator("main form button").last().click();
  const acts = async (concern, act, fill) => {
    await page.goto(`${concern}/${act}`);
    await fill();
    await press();
    await page.waitForURL((url) => url.pathname === concern);
  };
  await page.goto("/concerns/new");
  await page.check("input[name=channel][value=phone]");
  await page.fill("#f-worry", "A neighbour rings: the grey car has come back.");
  await press();
  await page.locator("nav.side").waitFor();

  // Five are new; each is found by its words, taken and decided.
  await page.goto("/");
  await look(page, "the day's inbox");
  const all = await page.locator("table.inbox a[href^='/concerns/']").evaluateAll((links) => [...new Set(links.map((a) => a.getAttribute("href")))]);
  assert.equal(all.length, 5);
  assert.ok(all.includes(`/concerns/${api}`));
  const named = {};
  for (const concern of all) {
    await page.goto(concern);
    const worry = await page.locator(".worry").innerText();
    named[["Somebody", "A pupil", "The youth", "An aunt", "A neighbour"].find((start) => worry.startsWith(start))] = concern;
    await acts(concern, "give", () => page.check("input[name=to][value=demo-worker]"));
    await acts(concern, "decide", async () => {
      await page.check("input[name=decision][value=early-help]");
      await page.fill("[name=reasons]", "The family has asked for help.");
    });
  }
  assert.equal(Object.keys(named).length, 5, JSON.stringify(named));

  // The young person is answered through the receipt; the teacher gets the outcome through theirs.
  await acts(named.Somebody, "answer", () => page.fill("[name=text]", THANKS));
  await page.goto(`${named["A pupil"]}/outcome`);
  await page.check("input[name=to][value=professional]");
  await page.check("input[name=how][value=receipt]");
  await press();
  await look(page, "outcome through the receipt, nothing written");
  await page.locator(".error", { hasText: "Write what is sent to them." }).waitFor();
  await page.fill("[name=words]", DECIDED);
  await press();
  await page.locator("main", { hasText: "Outcome told" }).waitFor();
  assert.equal(await page.locator("main", { hasText: DECIDED }).count(), 1, "what was sent stands on the concern");
  for (const [receipt, answer] of [[student, THANKS], [teacher, DECIDED]]) {
    const one = await visitor({ base: server.base, size: PHONE });
    await one.page.goto("/en/return");
    await one.page.fill("#receipt", receipt);
    await one.page.locator("main form button:not([type=button])").first().click();
    assert.equal(await one.page.locator(".reply .answer").innerText(), answer);
    await one.leave();
  }

  // One is late: a shorter period applies to it, and it says why.
  await acts(named["An aunt"], "due", async () => {
    await page.fill("[name=day]", "2026-01-05");
    await page.fill("[name=time]", "17:00");
    await page.fill("[name=source]", "A rule of the sample partnership");
    await page.fill("[name=why]", "The letter is from then.");
  });
  await acts(named["An aunt"], "late", () => page.fill("[name=why]", "The letter lay in the post room."));
  await page.locator("main", { hasText: "Why it is late" }).waitFor();

  // Two speak of one car: they are joined, and the join leads there.
  await acts(named["A neighbour"], "join", async () => {
    await page.fill("[name=with]", api);
    await page.fill("[name=why]", "The same grey car.");
  });
  assert.ok(await page.locator(`main a[href='/concerns/${api}']`).count(), "the join leads to the other");

  // One is exported for a conference, and then closed.
  await page.goto(`${named.Somebody}/export?purpose=conference&of=this`);
  const [download] = await Promise.all([page.waitForEvent("download", { timeout: 60_000 }), page.getByRole("button", { name: /JSON/ }).click()]);
  const record = JSON.parse(readFileSync(await download.path(), "utf8"));
  assert.ok(JSON.stringify(record).includes("grey car") && JSON.stringify(record).includes(THANKS));
  await acts(named.Somebody, "close", () => page.fill("[name=why]", "Early help has begun."));
  await page.goto("/?show=closed");
  assert.equal(await page.locator("table.inbox a[href^='/concerns/']").first().getAttribute("href"), named.Somebody);

  // The auditor's side: everything stands on the record, none of the words do, the chain holds, and a changed head is found.
  const manager = await signedIn(server, "demo-manager", { size: DESK });
  const counts = {};
  for (const concern of all) {
    await manager.page.goto(`/acts?subject=${concern.split("/").pop()}`);
    const rows = (await manager.page.locator("tbody").innerText()).replaceAll(concern.split("/").pop(), "");
    assert.ok(!/car|pupil|aunt|phone that|help/i.test(rows), "no words");
    for (const act of ["show", "allocate", "decide", "reply", "outcome-told", "due", "late", "join", "export", "close"]) if (rows.includes(act)) counts[act] = (counts[act] ?? 0) + 1;
  }
  assert.deepEqual(counts, { show: 5, allocate: 5, decide: 5, reply: 2, "outcome-told": 1, due: 1, late: 1, join: 1, export: 1, close: 1 });
  const heads = join(server.data, "heads.txt");
  const head = waymark(["audit", "heads"]);
  writeFileSync(heads, head);
  assert.match(head, /^\d+ [0-9a-f]{64}\n$/);
  assert.equal(waymark(["audit", "verify", "--heads", heads]), head);
  writeFileSync(heads, readFileSync(heads, "utf8").replace(/[0-9a-f]$/m, (last) => (last === "0" ? "1" : "0")));
  assert.throws(() => waymark(["audit", "verify", "--heads", heads]), (error) => error.status === 1);
  await Promise.all([worker.leave(), manager.leave()]);
});

test("every page that was seen is HTML", () => pages.check(2));
