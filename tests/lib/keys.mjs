// A visitor who has a keyboard and nothing else: Tab, Shift+Tab, Space, arrows, Enter. Looks at each stop that the focus can be seen.
// Must not know the words of the site.
import assert from "node:assert/strict";

const STOPS = 120;

// Presses Tab (or Shift+Tab) until what has the focus matches.
export async function tabTo(page, selector, key = "Tab") {
  for (let i = 0; i < STOPS; i += 1) {
    await page.keyboard.press(key);
    const at = await page.evaluate(focused, selector);
    assert.equal(at.hidden, false, `${page.url()}: the focus on ${at.what} cannot be seen`);
    if (at.there) return;
  }
  throw new Error(`${page.url()}: ${STOPS} times Tab never came to ${selector}`);
}

// In the page: whether the focus is where it should come, and whether anyone sees it (none of it under the exit bar, a mark around it).
function focused(selector) {
  const element = document.activeElement;
  if (!element || element === document.body) return { there: false, hidden: false, what: "the page" };
  const box = element.getBoundingClientRect();
  const bar = document.querySelector(".exit")?.getBoundingClientRect() ?? new DOMRect(-1, -1, 0, 0); // the desk has none
  const covered = !element.matches(".exit") && box.top >= bar.top && box.bottom <= bar.bottom && box.left >= bar.left && box.right <= bar.right;
  const away = box.bottom <= 0 || box.top >= innerHeight;
  const style = getComputedStyle(element);
  const unmarked = style.outlineStyle === "none" && style.boxShadow === "none";
  return { there: element.matches(selector), hidden: covered || away || unmarked, what: element.outerHTML.slice(0, 120) };
}

// Puts a choice (of `choose`) into the form.
export async function fillByKeys(page, step, choice) {
  if (!step.items.length) {
    if (step.options[0].type === "checkbox") {
      for (const { value } of choice) {
        await tabTo(page, `input[value="${value}"]`, "Tab");
        await page.keyboard.press("Space");
      }
      return;
    }
    await radio(page, "answer", step.options.findIndex(({ value }) => value === choice[0].value));
    return;
  }
  if (step.kind === "order" && (await page.locator("form .items button").count())) return moveByKeys(page, choice);
  for (const { name, value, radios } of choice) {
    if (radios) await radio(page, name, Number(value));
    else {
      await tabTo(page, `select[name="${name}"]`);
      for (let i = 0; i <= Number(value); i += 1) await page.keyboard.press("ArrowDown");
      assert.equal(await page.locator(`select[name="${name}"]`).inputValue(), value, "arrows choose in a list");
    }
  }
}

async function radio(page, name, index) {
  await tabTo(page, `input[name="${name}"]`);
  await page.keyboard.press("Space");
  for (let i = 0; i < index; i += 1) await page.keyboard.press("ArrowDown");
}

// The "up" button of each item, first place first. The focus stays on the button while its item moves.
async function moveByKeys(page, choice) {
  for (let place = 0; place < choice.length; place += 1) {
    const { name } = choice.find((one) => Number(one.value) === place);
    const index = () => page.locator(`form [data-item="${name}"]`).evaluate((li) => [...li.parentElement.children].indexOf(li));
    if ((await index()) > place) await tabTo(page, `[data-item="${name}"] button:first-of-type`);
    for (let at = await index(); at > place; at = await index()) await page.keyboard.press("Enter");
  }
}
