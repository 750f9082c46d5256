// Single sign-on in a real browser, against a provider that others have written: connecting, signing in with and without scripts, broken off, away.
// Every page of ours by axe and as HTML. Must not know how the provider is asked.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { looks, PASSPHRASE, signedIn } from "./lib/at-desk.mjs";
import { DESK, PHONE, visitor } from "./lib/browser.mjs";
import { nu } from "./lib/checkers.mjs";
import { peer, SECRET } from "./lib/peer.mjs";
import { start } from "./lib/server.mjs";

const pages = nu();
const look = looks(pages);
const folder = mkdtempSync(join(tmpdir(), "waymark-sso-"));
let provider, server;
before(async () => {
  provider = await peer();
  const secret = join(folder, "secret");
  writeFileSync(secret, `${SECRET}\n`, { mode: 0o600 });
  const sso = ["--sso-issuer", provider.issuer, "--sso-client-id", "waymark", "--sso-client-secret-file", secret, "--sso-name", "Sample Council", "--sso-max-age-minutes", "30"];
  const started = await start({ desk: true, more: sso });
  // The desk's own address, as the program takes it where none is set.
  server = { ...started, desk: started.desk.replace("127.0.0.1", "localhost") };
  provider.serve(server.desk);
});
after(async () => {
  rmSync(folder, { recursive: true, force: true });
  await provider.stop();
  assert.equal(await server.stop(), 0);
});

// Says who one is on the provider's own page.
async function agree(page, name) {
  await page.waitForURL(`${provider.issuer}/**`);
  await page.fill("[name=login]", name);
  await page.click("text=Sign in");
}

const arrive = (options) =>
  visitor({ base: server.desk, size: DESK, ...options }).then((one) => {
    one.watch.elsewhere.add(provider.issuer);
    return one;
  });

for (const [scripts, size, dark, name] of [[true, DESK, true, "demo-worker"], [false, PHONE, false, "demo-manager"]]) {
  test(`connected, and in with no more than the passphrase, ${scripts ? "with" : "without"} scripts`, async () => {
    const one = await signedIn(server, name, { scripts, size, dark });
    one.watch.elsewhere.add(provider.issuer);
    const { page } = one;
    await page.goto("/account");
    await page.click("text=Your Sample Council account");
    await look(page, "connect", scripts);
    await page.fill("#passphrase", "not that one at all");
    await page.click("main form button");
    await page.locator(".error").waitFor();
    await look(page, "connect, wrong passphrase", scripts);
    await page.fill("#passphrase", PASSPHRASE);
    await page.click("main form button");
    await page.locator("text=Go on to Sample Council").waitFor();
    await look(page, "on to the provider", scripts);
    await page.click("text=Go on to Sample Council");
    await agree(page, `${name} of the council`);
    await page.locator("main", { hasText: "It is connected" }).waitFor();
    assert.equal(page.url(), `${server.desk}/account/sso`, "no code stays in the address");
    await look(page, "connected", scripts);
    await page.click("text=Sign out");
    await page.locator("text=Sign in with your Sample Council account").waitFor();
    await look(page, "sign-in, with a provider", scripts);
    await one.leave();

    const again = await arrive({ scripts, size, dark });
    const page2 = again.page;
    await page2.goto("/account");
    await page2.click("text=Sign in with your Sample Council account");
    await agree(page2, `${name} of the council`);
    await page2.locator("h1", { hasText: "Your passphrase" }).waitFor();
    assert.equal(page2.url(), `${server.desk}/sign-in/sso/passphrase`);
    assert.match(await page2.locator("main").innerText(), new RegExp(name));
    await look(page2, "the passphrase", scripts);
    await page2.fill("#passphrase", "not that one at all");
    await page2.click("main form button");
    await page2.locator(".error").waitFor();
    await look(page2, "the passphrase, wrong", scripts);
    await page2.fill("#passphrase", PASSPHRASE);
    await page2.click("main form button");
    await page2.locator("h1", { hasText: "Your account" }).waitFor();
    assert.deepEqual((await again.context.cookies(server.desk)).map((cookie) => cookie.name), ["waymark-desk"], "the way is forgotten");
    await again.leave();
  });
}

test("two tabs go, and both come back", async () => {
  const one = await arrive();
  const other = await one.context.newPage();
  await one.page.goto(`${server.desk}/sign-in/sso?to=/account`);
  await one.page.waitForURL(`${provider.issuer}/**`);
  await other.goto(`${server.desk}/sign-in/sso?to=/account`);
  await agree(other, "demo-worker of the council");
  await other.locator("h1", { hasText: "Your passphrase" }).waitFor();
  await agree(one.page, "demo-worker of the council");
  await one.page.locator("h1", { hasText: "Your passphrase" }).waitFor();
  await other.fill("#passphrase", PASSPHRASE);
  await other.click("main form button");
  await other.locator("h1", { hasText: "Your account" }).waitFor();
  await one.leave();
});

for (const size of [PHONE, DESK]) {
  test(`of two tabs with two accounts of the council's the earlier one asks anew, for the later (${size.width} px)`, async () => {
    const one = await arrive({ size, dark: size === DESK, expect: [/status of 422/] });
    const other = await one.context.newPage();
    for (const [page, name] of [[one.page, "demo-worker"], [other, "demo-manager"]]) {
      await page.goto(`${server.desk}/sign-in/sso?to=/account`);
      await agree(page, `${name} of the council`);
      await page.locator("main b", { hasText: name }).waitFor();
      // Somebody else sits down.
      await one.context.clearCookies({ domain: "127.0.0.1" });
    }
    await one.page.fill("#passphrase", PASSPHRASE);
    await one.page.click("main form button");
    await one.page.locator(".error", { hasText: "Type the passphrase of demo-manager" }).waitFor();
    await look(one.page, "another tab has taken its place");
    await one.page.fill("#passphrase", PASSPHRASE);
    await one.page.click("main form button");
    await one.page.locator("h1", { hasText: "Your account" }).waitFor();
    await one.leave();
  });
}

test("a stranger, and one who breaks it off, are told what to do; a manager disconnects", async () => {
  const one = await arrive({ size: PHONE });
  const { page } = one;
  await page.goto("/sign-in/sso");
  await agree(page, "a stranger");
  await page.locator("h1", { hasText: "No account here is yours yet" }).waitFor();
  await look(page, "a stranger");
  await page.click("text=To the sign-in");
  await page.locator("#passphrase").waitFor();
  await one.leave();

  const two = await arrive({ size: PHONE });
  await two.page.goto("/sign-in/sso");
  await two.page.waitForURL(`${provider.issuer}/**`);
  await two.page.click("text=Cancel");
  await two.page.locator("h1", { hasText: "You are not signed in" }).waitFor();
  await look(two.page, "broken off");
  await two.page.goto("/sign-in/sso/back?code=x&state=y");
  await look(two.page, "not begun");
  await two.leave();

  const manager = await signedIn(server, "demo-manager");
  await manager.page.goto("/people/demo-worker");
  await look(manager.page, "somebody who is connected");
  await manager.page.click("text=Disconnect single sign-on");
  await look(manager.page, "disconnecting somebody");
  await manager.page.click("main form button");
  await manager.page.locator("main h1", { hasText: "demo-worker" }).waitFor();
  assert.equal(await manager.page.locator("text=Disconnect single sign-on").count(), 0);
  await manager.leave();

  const worker = await arrive();
  await worker.page.goto("/sign-in/sso");
  await agree(worker.page, "demo-worker of the council");
  await worker.page.locator("h1", { hasText: "No account here is yours yet" }).waitFor();
  await worker.leave();
});

test("a provider that goes away is said to be, and the passphrase lets in", async () => {
  await provider.stop();
  const own = await start({ desk: true, more: ["--sso-issuer", provider.issuer, "--sso-client-id", "waymark", "--sso-name", "Sample Council"] });
  const desk = own.desk.replace("127.0.0.1", "localhost");
  const one = await visitor({ base: desk, size: PHONE, expect: [/503/] });
  const { page } = one;
  await page.goto("/sign-in/sso");
  await page.locator("h1", { hasText: "It cannot be reached" }).waitFor();
  await look(page, "away");
  await page.click("text=To the sign-in");
  await page.locator(".note", { hasText: "cannot be reached" }).waitFor();
  await look(page, "sign-in, the provider away");
  await one.leave();
  const worker = await signedIn({ ...own, desk }, "demo-worker");
  await worker.page.locator("h1", { hasText: "Inbox" }).waitFor();
  await worker.leave();
  assert.equal(await own.stop(), 0);
  await provider.again();
});

test("every page that was seen is HTML", () => pages.check(16));
