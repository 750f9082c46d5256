// A visitor who tells, and what leaves their browser. Must not know the words of the site.
import { PHONE, visitor } from "./browser.mjs";
import { FORM, ready } from "./form.mjs";

export * from "./form.mjs";

// A visitor at the form's first page; with scripts, once these are ready.
export async function teller(options = {}) {
  const one = await visitor({ size: PHONE, ...options });
  await one.page.goto(FORM);
  if (options.scripts !== false) await ready(one.page);
  return one;
}

// Every request that held a text, in its body or its address.
export const leaks = (visitor, text) => visitor.watch.requests.filter((r) => `${r.url()} ${r.postData() ?? ""} ${JSON.stringify(r.headers())}`.includes(text));
