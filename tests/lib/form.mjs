// The form by the contract and its own fields, with and without scripts: what is in view, how it is filled and sent. Must not know the words of the site,
// nor how many pages there are, nor who visits; it knows the catalogue's names (`worry`, `who`, `about-worker`).
import assert from "node:assert/strict";

export const FORM = "/en/concern/1";
export const TELLERS = ["young-person", "relative", "public", "professional"];

export const ready = (page) => page.locator("html[data-telling=here]").waitFor();

// What is in view: the heading, its fields, and what kind of page it is.
export function read(page) {
  return page.evaluate(() => {
    const main = document.querySelector("main");
    const form = main.querySelector("form.concern");
    const shown = form?.checkVisibility() ? [...form.querySelectorAll("input, textarea")].filter((f) => f.type !== "hidden" && f.name !== "website") : [];
    const fields = {};
    for (const { name, type, value } of shown) (fields[name] ??= { type, values: [] }).values.push(value);
    const receipt = main.querySelector("[data-receipt]")?.innerText.trim().split(/\s+/);
    const kind = "want" in fields ? "check" : form ? "ask" : "sent";
    return { kind, title: main.querySelector("h1")?.innerText, more: !!form?.querySelector("button[value=more]"), fields, receipt };
  });
}

// Presses something that leads on, and waits until the page says something else. Without scripts that is another document.
export async function press(page, selector, { scripts = true } = {}) {
  const button = typeof selector === "string" ? page.locator(selector).first() : selector;
  if (!scripts) return Promise.all([page.waitForNavigation(), button.click()]);
  const before = await page.evaluate(() => (window.before = document.querySelector("main form, main [data-end]")?.firstElementChild) && 1);
  assert.equal(before, 1);
  await button.click();
  await page.waitForFunction(() => {
    const now = document.querySelector("main form, main [data-end]");
    return now && now.firstElementChild !== window.before && !now.querySelector("[data-sending]");
  });
}

export const ON = "form.concern .go button:not(.second)";
export const SEND = "form.concern > .go button:not(.second)";

// Fills what is asked: `answer(name, field)` gives a value, or nothing to leave it.
export async function fill(page, fields, answer) {
  for (const [name, field] of Object.entries(fields)) {
    const value = answer(name, field);
    if (value === undefined) continue;
    if (field.type === "radio") await page.locator(`form.concern input[name="${name}"][value="${value}"]`).check();
    else await page.locator(`form.concern [name="${name}"]`).fill(value);
  }
}

// From the first page to the list of answers. `at(step)` does what is to be done on each page. Gives the pages.
export async function walk(page, { who, scripts = true, answer = () => undefined, at = () => undefined }) {
  const path = [];
  for (let step = await read(page); ; step = await read(page)) {
    await at(step);
    if (step.kind !== "ask") return path;
    assert.ok(path.length < 40, `the form does not end: ${step.title}`);
    path.push(step);
    await fill(page, step.fields, (name, field) => (name === "who" ? who : (answer(name, field) ?? (name === "worry" ? "Something has changed." : undefined))));
    await press(page, ON, { scripts });
  }
}

// Sends from the list of answers, and gives the receipt's words, if there is one.
export async function send(page, { scripts = true } = {}) {
  await press(page, SEND, { scripts });
  const end = await read(page);
  assert.equal(end.kind, "sent", `it was sent: ${end.title}`);
  return end.receipt;
}
