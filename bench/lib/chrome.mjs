// Debian's Chromium, without a window and without a word to anyone else. Must not know what is measured.
import puppeteer from "puppeteer-core";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Runs `work` with a browser, and closes the browser, whatever happens. */
export async function withChrome(work) {
  const browser = await puppeteer.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", headless: true, args: FLAGS });
  try {
    return await work(browser);
  } finally {
    await browser.close();
  }
}

/**
 * Counts the bytes that come over the wire to a page, heads of answers included. Call `of()` for a list of `{url, bytes}` since the last call;
 * `of(url)` waits until that address has come too: a browser asks for the icon by itself, some time after all else.
 * A request to another host is an error: there must be none, ever.
 */
export async function scales(page, origin) {
  const session = await page.createCDPSession();
  await session.send("Network.enable");
  const open = new Map();
  let seen = [];
  session.on("Network.requestWillBeSent", ({ requestId, request, redirectResponse }) => {
    if (redirectResponse) seen.push({ url: redirectResponse.url, bytes: redirectResponse.encodedDataLength });
    open.set(requestId, request.url);
  });
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    if (open.has(requestId)) seen.push({ url: open.get(requestId), bytes: encodedDataLength });
    open.delete(requestId);
  });
  session.on("Network.loadingFailed", ({ requestId, errorText }) => {
    seen.push({ url: open.get(requestId) ?? "unknown", bytes: 0, failed: errorText });
    open.delete(requestId);
  });
  return {
    session,
    async of(last) {
      const due = () => open.size > 0 || (last !== undefined && !seen.some(({ url }) => url === last));
      for (let tries = 0; due() && tries < 250; tries += 1) await new Promise((done) => setTimeout(done, 20));
      if (open.size === 0 && due()) throw new Error(`${last} was not asked for within 5 s`);
      const list = seen;
      seen = [];
      const wrong = list.find(({ url, failed }) => failed || !url.startsWith(`${origin}/`)) ?? (open.size > 0 ? { url: [...open.values()].join(" ") } : undefined);
      if (wrong) throw new Error(`a request that should not be, or did not end: ${wrong.url} ${wrong.failed ?? ""}`);
      return list;
    },
  };
}

export const sum = (list) => list.reduce((total, { bytes }) => total + bytes, 0);
