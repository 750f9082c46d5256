// Passkeys at the desk in a real browser, with the browser's own pretended security key: one that unlocks, one that stands in for the six digits, one that was
// taken away, none. Every page by axe and as HTML. Must not know how anything is kept or checked.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { looks, PASSPHRASE, signedIn } from "./lib/at-desk.mjs";
import { DESK, PHONE, visitor } from "./lib/browser.mjs";
import { nu } from "./lib/checkers.mjs";
import { start } from "./lib/server.mjs";

// What the desk does not accept it answers with 422, which Chromium tells in the console.
const EXPECT = [/status of 422/];
const pages = nu();
const look = looks(pages);
let server;
before(async () => {
  server = await start({ desk: true });
  // Browsers bind passkeys to names: this machine's is localhost.
  server.named = server.desk.replace("127.0.0.1", "localhost");
});
after(async () => assert.equal(await server.stop(), 0));

// A visitor with a security key, which verifies whoever holds it; `unlocks` says whether it gives anything out.
async function holder({ unlocks, ...options }) {
  const one = await visitor({ base: server.named, size: DESK, expect: EXPECT, ...options });
  const cdp = await one.context.newCDPSession(one.page);
  await cdp.send("WebAuthn.enable");
  const kind = { protocol: "ctap2", ctap2Version: "ctap2_1", transport: "internal", automaticPresenceSimulation: true };
  const key = { ...kind, hasResidentKey: true, hasUserVerification: true, isUserVerified: true, hasPrf: unlocks };
  const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", { options: key });
  return { ...one, cdp, authenticatorId };
}

async function signIn(page, name) {
  await page.goto("/");
  await page.fill("#name", name);
  await page.fill("#passphrase", PASSPHRASE);
  await page.click("main form button");
}

// Adds a passkey, from the account's page and back to it.
async function add(page, label, see = async () => {}) {
  await page.goto("/account");
  await page.click("text=Add a passkey");
  await see("add a passkey");
  await page.fill("#label", label);
  await page.fill("#passphrase", "not that one at all");
  await page.click("main form button");
  await page.locator(".error a").waitFor();
  await see("add a passkey, wrong passphrase");
  assert.equal(await page.inputValue("#label"), label);
  await page.fill("#passphrase", PASSPHRASE);
  await page.click("main form button");
  await page.getByRole("button", { name: "Make the passkey" }).waitFor();
  await see("make a passkey");
  await page.getByRole("button", { name: "Make the passkey" }).click();
  await page.locator("li", { hasText: label }).waitFor();
  await see("account with a passkey");
}

const signOut = async (page) => {
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.locator("#passphrase").waitFor();
};
// What the page tells the browser of passkeys that the desk does not know: of which host, each time.
async function tells(page) {
  await page.evaluate(() => {
    window.told = [];
    PublicKeyCredential.signalUnknownCredential = async ({ rpId, credentialId }) => window.told.push(credentialId && rpId);
  });
  return () => page.evaluate(() => window.told);
}
const useIt = (page) => page.getByRole("button", { name: "Use a passkey" }).click();
const inbox = (page) => page.locator("h1", { hasText: "Inbox" }).waitFor();

for (const size of [PHONE, DESK]) {
  test(`a passkey that unlocks signs in by itself, opens a concern, and lets nobody in when it is removed (${size.width} px)`, async () => {
    const one = await holder({ unlocks: true, size, dark: size === DESK });
    const { page } = one;
    await signIn(page, "demo-worker");
    await inbox(page);
    await add(page, `key ${size.width}`, (where) => look(page, where));
    await page.locator("li", { hasText: "unlocks the desk by itself" }).first().waitFor();
    await signOut(page);
    await page.getByRole("button", { name: "Use a passkey" }).waitFor();
    await look(page, "sign in, with a passkey");
    await useIt(page);
    await inbox(page);
    assert.equal(new URL(page.url()).pathname, "/");

    await page.goto("/concerns/new");
    await page.check("input[name=channel][value=phone]");
    await page.fill("#f-worry", "A neighbour rings: a white van waits in Sample Park.");
    await page.getByRole("button", { name: "Save the concern" }).click();
    await page.locator("main", { hasText: "a white van waits" }).waitFor();

    await page.goto("/account");
    await page.getByRole("link", { name: `Remove key ${size.width}` }).click();
    await look(page, "remove a passkey");
    await page.getByRole("button", { name: "Remove it" }).click();
    await look(page, "remove a passkey, no passphrase");
    await page.fill("#passphrase", PASSPHRASE);
    await page.getByRole("button", { name: "Remove it" }).click();
    await page.locator("h1", { hasText: "Your account" }).waitFor();
    assert.equal(await page.locator("li", { hasText: `key ${size.width}` }).count(), 0);
    await signOut(page);
    const told = await tells(page);
    await useIt(page);
    await page.locator("[data-passkey-said]", { hasText: "does not know that passkey" }).waitFor();
    assert.deepEqual(await told(), [], "the device keeps it: it may be this database that has forgotten it");
    await look(page, "sign in, a passkey that was removed");
    await one.leave();
  });
}

test("a passkey that does not unlock stands in for the six digits, after the passphrase", async () => {
  const one = await holder({ unlocks: false, size: PHONE });
  const { page } = one;
  await signIn(page, "demo-manager");
  await inbox(page);
  await add(page, "a plain key");
  await page.locator("li", { hasText: "stands in for the six digits" }).waitFor();
  await signOut(page);
  await useIt(page);
  await page.locator("[data-passkey-said]", { hasText: "does not unlock the desk by itself" }).waitFor();
  assert.equal(await page.inputValue("#name"), "demo-manager", "whose it is need not be typed");
  assert.equal(await page.evaluate(() => document.activeElement.id), "passphrase");
  await page.keyboard.type(PASSPHRASE);
  await page.keyboard.press("Enter");
  await page.locator("h1", { hasText: "Your passkey" }).waitFor();
  await look(page, "second step, a passkey");

  // A passkey that nobody confirms: the page says so, and it can be tried again.
  await one.cdp.send("WebAuthn.setUserVerified", { authenticatorId: one.authenticatorId, isUserVerified: false });
  await useIt(page);
  await page.locator("[data-passkey-said]", { hasText: "No passkey was used" }).waitFor();
  await look(page, "second step, not confirmed");
  await one.cdp.send("WebAuthn.setUserVerified", { authenticatorId: one.authenticatorId, isUserVerified: true });
  await useIt(page);
  await inbox(page);
  await one.leave();
});

test("a second question that was sent away is asked again; a passkey whose session has ended meanwhile is not kept", async () => {
  const one = await holder({ unlocks: true, size: PHONE, expect: [...EXPECT, /status of (401|503)/] });
  const { page } = one;
  const prepare = async (label) => {
    await page.goto("/account/passkeys/new");
    await page.fill("#label", label);
    await page.fill("#passphrase", PASSPHRASE);
    await page.click("main form button");
    await page.getByRole("button", { name: "Make the passkey" }).waitFor();
  };
  const make = () => page.getByRole("button", { name: "Make the passkey" }).click();
  await signIn(page, "demo-worker");
  await inbox(page);
  await prepare("asked twice");
  // One that gives something out only when it is used, as most do, and whose owner sends the first question about that away.
  await page.evaluate(() => {
    const makes = navigator.credentials.create.bind(navigator.credentials);
    navigator.credentials.create = async (options) =>
      Object.defineProperty(await makes(options), "getClientExtensionResults", { value: () => ({ prf: { enabled: true } }) });
    const asks = navigator.credentials.get.bind(navigator.credentials);
    let before = false;
    navigator.credentials.get = async (options) => {
      if (before) return asks(options);
      before = true;
      throw new DOMException("sent away", "NotAllowedError");
    };
  });
  await make();
  await page.locator("[data-passkey-said]", { hasText: "is not added yet" }).waitFor();
  await look(page, "make a passkey, once more");
  await page.getByRole("button", { name: "Try it, and add it" }).click();
  await page.locator("li", { hasText: "asked twice" }).filter({ hasText: "unlocks the desk by itself" }).waitFor();
  await page.getByRole("link", { name: "Remove asked twice" }).click();
  await page.fill("#passphrase", PASSPHRASE);
  await page.getByRole("button", { name: "Remove it" }).click();
  await page.locator("h1", { hasText: "Your account" }).waitFor();

  await one.cdp.send("WebAuthn.clearCredentials", { authenticatorId: one.authenticatorId });
  await prepare("too late");
  const told = await tells(page);
  await one.context.clearCookies();
  await make();
  await page.locator("[data-passkey-said]", { hasText: "You were signed out meanwhile" }).waitFor();
  assert.deepEqual(await told(), ["localhost"], "the device is told to offer it no more");
  await look(page, "make a passkey, signed out");

  // The desk itself is in trouble: it is said so, and neither the browser nor the passkey is blamed.
  await page.route("**/account/passkeys", (route) => route.fulfill({ status: 503, contentType: "text/html", body: "<!doctype html>" }));
  await signIn(page, "demo-worker");
  await inbox(page);
  await one.cdp.send("WebAuthn.clearCredentials", { authenticatorId: one.authenticatorId });
  await prepare("in trouble");
  const toldThen = await tells(page);
  await make();
  await page.locator("[data-passkey-said]", { hasText: "something of ours went wrong" }).waitFor();
  assert.deepEqual(await toldThen(), ["localhost"]);
  await page.unroute("**/account/passkeys");
  await signOut(page);
  const full = { status: 503, json: { wrong: "Too many are signing in with passkeys just now.", name: null, unknown: false } };
  await page.route("**/sign-in/passkey/challenge", (route) => route.fulfill(full));
  await useIt(page);
  await page.locator("[data-passkey-said]", { hasText: "Too many are signing in" }).waitFor();
  await one.leave();
});

test("without scripts, and at another address than the desk's own, no passkey is offered", async () => {
  const without = await visitor({ base: server.named, scripts: false });
  await without.page.goto("/");
  assert.equal(await without.page.getByRole("button", { name: "Use a passkey" }).isVisible(), false);
  await without.leave();
  const elsewhere = await signedIn(server, "demo-worker");
  await elsewhere.page.goto("/account/passkeys/new");
  await elsewhere.page.fill("#label", "a key");
  await elsewhere.page.fill("#passphrase", PASSPHRASE);
  await elsewhere.page.click("main form button");
  await elsewhere.page.locator("[data-passkey-said]", { hasText: server.named }).waitFor();
  assert.equal(await elsewhere.page.getByRole("button", { name: "Make the passkey" }).count(), 0);
  await look(elsewhere.page, "make a passkey, at another address");
  await elsewhere.page.getByRole("button", { name: "Sign out" }).click();
  await elsewhere.page.locator("#passphrase").waitFor();
  assert.equal(await elsewhere.page.getByRole("button", { name: "Use a passkey" }).count(), 0);
  await elsewhere.leave();
});

test("every page that was seen is HTML", () => pages.check(12));
