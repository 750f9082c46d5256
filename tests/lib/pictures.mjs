// Pictures of telling and coming back: every page of one teller's path, what is wrong, what cannot be sent, the receipt, the way back with and without an
// answer. Holds no test; must not know the words of the site.
import { list, reply, show } from "./desk.mjs";
import { FORM, ON, press, ready, send, walk } from "./form.mjs";

const WORRY = "My friend gets lifts from someone she met online. She says that I must not tell.";
const ANSWER = "Thank you for telling us. We have talked with someone who can help.\n\nYou could ring us on Tuesday after four. Ask for the duty worker.";

// `look` is { width, scheme, scripts }; `take(page, ...names)` takes a picture.
export async function telling(page, { scripts }, take) {
  await page.goto("/en/concern/");
  await take(page, "start");
  await page.goto(FORM);
  if (scripts) await ready(page);
  let count = 0;
  let missed = false;
  const at = async (step) => {
    count += 1;
    if ("worry" in step.fields && !missed) {
      missed = true;
      await press(page, ON, { scripts });
      await take(page, "missing");
    }
    await take(page, step.kind === "check" ? "check" : `ask-${String(count).padStart(2, "0")}`);
  };
  const answer = (name) => ({ worry: WORRY, danger: "unsure", reach: "receipt", name: "Sample Friend" })[name];
  await walk(page, { who: "young-person", scripts, answer, at });
  if (scripts) {
    await page.route("**/api/v1/concerns", (route) => route.abort());
    await press(page, "form.concern > .go button");
    await take(page, "not-sent");
    await page.unroute("**/api/v1/concerns");
  }
  const before = new Set(list().map(({ id }) => id));
  const words = await send(page, { scripts });
  await take(page, "sent");
  await comingBack(page, scripts, words, list().find(({ id }) => !before.has(id)).id, take);
}

async function comingBack(page, scripts, words, id, take) {
  const on = async (typed) => {
    await page.goto("/en/return");
    await page.locator("#receipt").fill(typed);
    await page.locator("main form button").first().click();
    await page.locator("#problem, [data-state]").first().waitFor();
  };
  page.on("dialog", (dialog) => dialog.accept());
  await page.goto("/en/return");
  await take(page, "return");
  await on(["abdomn", ...words.slice(1)].join(" "));
  await take(page, "return-slip");
  await on(words.join(" "));
  await take(page, "return-received");
  show(id);
  reply(id, ANSWER);
  await on(words.join(" "));
  await page.locator(".reply").waitFor();
  await take(page, "return-answered");
  await page.locator("#text").fill("I will ring on Tuesday.");
  await page.locator("main form button").first().click();
  await page.locator(".note[role=status]").waitFor();
  await take(page, "return-added");
  if (!scripts) return;
  await page.route("**/static/return.*.js", (route) => route.abort());
  await page.goto("/en/return");
  await page.locator("#receipt").fill(words.join(" "));
  await page.locator("main form button").first().click();
  await page.locator("[data-cannot]").waitFor();
  await take(page, "return-cannot");
  await page.unroute("**/static/return.*.js");
}
