// The service worker: keeps the pages that /{lang}/offline.json lists, for use without internet. It runs only after the visitor switched it
// on. It must never touch the pages where people tell, come back, leave or look something up, nor anything that is posted; it keeps
// no page that was made for one visitor (pages are fetched without cookies, and nothing is added while browsing).

export {};
declare const self: ServiceWorkerGlobalScope;

interface List {
  version: string;
  urls: string[];
  sorry: string; // what to say when a page was not kept: with 999 and the team's number
  name?: string; // the title of that page
}

const PREFIX = "wm-";
const SORRY = "/offline-sorry";
const NEVER = /\/(concern|return|exit|keep|resume|search)(\/|$)/;
const HASHED = /\.[0-9a-f]{8}\.\w+$/;
const PATIENCE_MS = 6000;
const AT_ONCE = 6;

const lang = new URL(self.location.href).searchParams.get("lang") ?? "en";
const loose = { ignoreVary: true, ignoreSearch: false };
let looked = false; // for a newer list, once in the worker's life

self.addEventListener("install", (event) => {
  event.waitUntil(keep().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(self.clients.claim());
});

self.addEventListener("message", (event) => {
  if (event.data === "forget") event.waitUntil(forget().then(() => self.registration.unregister()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin || NEVER.test(url.pathname)) return;
  if (HASHED.test(url.pathname)) {
    event.respondWith(caches.match(request, loose).then((kept) => kept ?? fetch(request)));
    return;
  }
  event.respondWith(fresh(request));
  if (request.mode === "navigate" && !looked) {
    looked = true;
    event.waitUntil(keep().catch(() => undefined));
  }
});

// The network first; the copy when there is none, or when it takes too long.
async function fresh(request: Request): Promise<Response> {
  const kept = await caches.match(request, loose);
  const network = fetch(request);
  try {
    return await (kept ? Promise.race([network, late()]) : network);
  } catch {
    network.catch(() => undefined);
    return kept ?? (request.mode === "navigate" ? sorry() : Response.error());
  }
}

function late(): Promise<never> {
  return new Promise((_, failed) => setTimeout(() => failed(new Error("slow")), PATIENCE_MS));
}

// Fetches the whole list, or nothing of it.
async function keep(): Promise<void> {
  const answer = await fetch(`/${lang}/offline.json`, { cache: "no-store", credentials: "omit" });
  if (!answer.ok) throw new Error("no list");
  const list = (await answer.json()) as List;
  const name = PREFIX + list.version;
  if (await caches.has(name)) return;
  const cache = await caches.open(name);
  try {
    const rest = list.urls.filter((url) => !NEVER.test(url));
    const one = async (): Promise<void> => {
      for (let url = rest.pop(); url !== undefined; url = rest.pop()) {
        const page = await fetch(url, { cache: "no-cache", credentials: "omit" });
        if (!page.ok || page.redirected) throw new Error("not kept");
        await cache.put(url, page);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, one));
    await cache.put(SORRY, new Response(JSON.stringify([list.sorry, list.name ?? self.location.host])));
  } catch (reason) {
    await caches.delete(name);
    throw reason;
  }
  await forget(name);
}

async function forget(but = ""): Promise<void> {
  for (const name of await caches.keys()) if (name !== but) await caches.delete(name);
}

// One plain page, whose numbers can be rung.
async function sorry(): Promise<Response> {
  const kept = await caches.match(SORRY);
  const [words, name] = (kept ? await kept.json() : ["999", ""]) as [string, string];
  const safe = (text: string) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  const rung = safe(words).replace(/\d[\d ]+\d/g, (number) => `<a href="tel:${number.replace(/ /g, "")}">${number}</a>`);
  const html = `<!doctype html><html lang="${safe(lang)}"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>${safe(name)}</title><main><h1>${safe(name)}</h1><p>${rung}</p></main>`;
  const headers = { "content-type": "text/html; charset=utf-8", "content-security-policy": "default-src 'none'" };
  return new Response(html, { status: 503, headers });
}
