// One Chromium a test file, and visitors in it: each a fresh browser profile whose every page is watched. What no page may ever do
// (ask another host, complain in the console, break the Content-Security-Policy) fails the test that closes the visitor.
// Must not know what the pages are about.
import assert from "node:assert/strict";
import { after } from "node:test";
import { chromium } from "playwright-core";
import { CHROMIUM, need } from "./needs.mjs";

export const BASE = process.env.WAYMARK_URL;
if (!BASE) {
  console.error("browser tests: run them through `npm test`, which starts the program");
  process.exit(2);
}
export const PHONE = { width: 320, height: 640 };
export const DESK = { width: 1280, height: 900 };

const ARGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"].concat(
  ["--disable-background-networking", "--disable-component-update", "--disable-sync"],
  // Belt and braces: in these tests no name leads anywhere but home.
  ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"],
);

let browser;
after(() => browser?.close());

async function launched() {
  need("browser");
  browser ??= chromium.launch({ executablePath: CHROMIUM, args: ARGS });
  return (browser = await browser);
}

// options: base (default the public door), scripts (default true), size, dark, and `expect`, patterns of console errors that the test means to cause.
export async function visitor({ base = BASE, scripts = true, size = PHONE, dark = false, expect = [], ...more } = {}) {
  const context = await (await launched()).newContext({
    baseURL: base,
    viewport: size,
    colorScheme: dark ? "dark" : "light",
    javaScriptEnabled: scripts,
    ...more,
  });
  context.setDefaultTimeout(15_000);
  const watch = { wrong: [], requests: [], elsewhere: new Set(), failed: new Set() };
  if (scripts) await context.addInitScript(tellViolations);
  context.on("request", (request) => {
    watch.requests.push(request);
    const url = new URL(request.url());
    const allowed = url.origin === base || url.protocol === "blob:" || watch.elsewhere.has(url.origin);
    if (!allowed) watch.wrong.push(`asked another host: ${request.method()} ${url}`);
  });
  context.on("response", (response) => {
    if (new URL(response.url()).origin !== base) return;
    if (response.request().isNavigationRequest() && response.status() >= 400) watch.failed.add(response.url().split("#")[0]);
    const policy = response.headers()["content-security-policy"] ?? "";
    if (!/default-src 'none'/.test(policy) || /unsafe|https?:|\*/.test(policy)) watch.wrong.push(`policy of ${response.url()}: ${policy}`);
  });
  context.on("console", (message) => {
    if (!["error", "warning"].includes(message.type())) return;
    const text = message.text();
    // Chromium reports every page with a status of 400 and more; whether a status is right is for the tests.
    if (/^Failed to load resource: the server responded with a status of 4/.test(text) && watch.failed.has(message.location().url.split("#")[0])) return;
    if (expect.some((pattern) => pattern.test(text))) return;
    watch.wrong.push(`console ${message.type()}: ${text} (${message.page()?.url()})`);
  });
  context.on("weberror", (error) => watch.wrong.push(`error in a page: ${error.error().stack}`));

  return {
    context,
    watch,
    page: await context.newPage(),
    // The progress cookie's text, if there is one. Any other cookie is a fault.
    async progress() {
      const cookies = await context.cookies();
      assert.deepEqual(cookies.filter((c) => c.name !== "wm").map((c) => c.name), [], "no cookie but the one");
      for (const cookie of cookies) {
        assert.equal(cookie.expires, -1, "the cookie ends with the browser");
        assert.equal(cookie.sameSite, "Lax");
      }
      return cookies[0]?.value;
    },
    // Closes the visitor, and tells what was wrong.
    async leave() {
      await context.close();
      assert.deepEqual(watch.wrong, [], "nothing that no page may do");
    },
  };
}

// Everything that a browser could keep of the site, besides cookies, as this page sees it.
export async function kept(page) {
  return page.evaluate(async () => ({
    local: { ...localStorage },
    session: { ...sessionStorage },
    databases: (await indexedDB.databases()).map((one) => one.name),
    caches: await caches.keys(),
    workers: (await navigator.serviceWorker.getRegistrations()).length,
  }));
}
export const NOTHING = { local: {}, session: {}, databases: [], caches: [], workers: 0 };

// Lets the pages of `origin` be asked for by this visitor, and answers them with an empty page. Below Playwright's own routing,
// since that does not see where a redirect leads.
export async function blank(visitor, page, origin) {
  visitor.watch.elsewhere.add(origin);
  const session = await visitor.context.newCDPSession(page);
  const body = Buffer.from("<!doctype html><html lang=en><title>elsewhere</title>").toString("base64");
  const responseHeaders = [{ name: "content-type", value: "text/html" }, { name: "content-security-policy", value: "default-src 'none'" }];
  session.on("Fetch.requestPaused", ({ requestId }) => {
    session.send("Fetch.fulfillRequest", { requestId, responseCode: 200, responseHeaders, body }).catch(() => undefined);
  });
  await session.send("Fetch.enable", { patterns: [{ urlPattern: `${origin}/*` }] });
}

function tellViolations() {
  document.addEventListener("securitypolicyviolation", (event) => {
    console.error(`policy violated: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile ?? ""}`);
  });
}
