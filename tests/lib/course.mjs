// How a visitor takes the course, by the contract alone: a step has a link rel=next, or a form that leads to one. Reads the form's controls and
// what the page itself marks as right; must not know any words of the site, nor how many steps there are.
import assert from "node:assert/strict";

// What is on the step in view: its address, the way on, the form, whether it is a story's end.
export function read(page) {
  return page.evaluate(() => {
    const main = document.querySelector("main");
    const form = main.querySelector("form[data-check]");
    const shown = (element) => element.checkVisibility();
    const next = [...main.querySelectorAll("a[rel=next]")].filter(shown);
    if (!form) return { path: location.pathname, next: next[0]?.getAttribute("href"), nexts: next.length, boxes: main.querySelectorAll("textarea").length };
    const items = [...form.querySelectorAll("[data-item]")].map((item) => ({
      name: item.dataset.item,
      right: Number(item.dataset.right),
      places: item.querySelectorAll("input").length || item.querySelectorAll("option").length - 1,
      radios: item.querySelectorAll("input").length > 0,
    }));
    const options = [...form.querySelectorAll("input[name=answer]")].map((input) => ({ value: input.value, right: "right" in input.dataset, type: input.type }));
    return { path: location.pathname, next: next[0]?.getAttribute("href"), nexts: next.length, kind: form.dataset.check, id: form.dataset.id, items, options };
  });
}

// What to choose: "right", "wrong" (as wrong as can be), or a number (that option, or the last).
export function choose(step, how) {
  const { kind, items, options } = step;
  if (items.length) {
    // Put in order: one turned round is enough to be wrong, and each place is still given once.
    const turned = (item) => (kind === "order" ? (item.right + 1) % items.length : (item.right + 1) % item.places);
    const place = (item, index) => (how === "right" ? item.right : how === "wrong" ? turned(item) : (index + how) % item.places);
    return items.map((item, index) => ({ ...item, value: String(place(item, index)) }));
  }
  const right = options.filter((option) => option.right);
  const wrong = options.filter((option) => !option.right);
  if (kind === "several" || kind === "spot") {
    if (how === "right") return right;
    return [(how === "wrong" ? wrong : options)[0]].concat(how === "wrong" ? [] : options.slice(1, 1 + how));
  }
  if (typeof how === "number") return [options[Math.min(how, options.length - 1)]];
  return [(how === "right" ? right[0] : wrong[0]) ?? options[0]];
}

// Puts the choice into the form with a pointer.
export async function fill(page, step, choice) {
  if (!step.items.length) {
    for (const { type, value } of step.options) {
      const box = page.locator(`form[data-check] input[value="${value}"]`);
      if (type === "checkbox") await box.setChecked(choice.some((one) => one.value === value));
      else if (choice[0].value === value) await box.check();
    }
    return;
  }
  if (step.kind === "order" && (await page.locator("form .items button").count())) return moveWith(page, choice);
  for (const { name, value, radios } of choice) {
    if (radios) await page.locator(`[data-item="${name}"] input[value="${value}"]`).check();
    else await page.locator(`select[name="${name}"]`).selectOption(value);
  }
}

// Moves each item to its place with its "up" button, the first in the row.
async function moveWith(page, choice) {
  for (let place = 0; place < choice.length; place += 1) {
    const { name } = choice.find((one) => Number(one.value) === place);
    const item = page.locator(`form [data-item="${name}"]`);
    const index = () => item.evaluate((li) => [...li.parentElement.children].indexOf(li));
    for (let at = await index(); at > place; at = await index()) await item.locator("button").first().click();
  }
}

export const submit = (page) => page.locator("form[data-check] > button:not([type=button])").click();

// Answers the step in view, and waits for the feedback. It must be in focus, or be where the address points.
export async function answer(page, step, how) {
  await fill(page, step, choose(step, how));
  await submit(page);
  await feedback(page);
}

export async function feedback(page) {
  await page.locator("#feedback:not([hidden]) a[rel=next]").waitFor();
  await page.waitForFunction(() => document.activeElement?.id === "feedback" || document.querySelector("#feedback:target"));
}

// From the overview to the page at the end. `at(step)` does what is to be done on each step, and says how to answer it. Gives the addresses.
export async function take(page, at = () => "right") {
  await page.goto("/en/course/");
  await page.locator("main a[rel=next]").click();
  const path = [];
  while (path.length < 200) {
    await page.waitForURL((url) => url.pathname !== path.at(-1));
    await page.waitForLoadState("domcontentloaded");
    const step = await read(page);
    path.push(step.path);
    const how = await at(step);
    if (step.kind) {
      assert.equal(step.next, undefined, `${step.path}: no way on before an answer`);
      await answer(page, step, how ?? "right");
    } else if (!step.next) {
      return path;
    }
    const after = await read(page);
    assert.equal(after.nexts, 1, `${step.path}: one way on`);
    await page.locator("main a[rel=next]:visible").click();
  }
  throw new Error(`the course does not end: ${path.slice(-6)}`);
}
