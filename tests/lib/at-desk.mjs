// Someone at the desk's door in a real browser: signing in to a demonstration, and what holds of each of its pages. Must not know what a page is for.
import assert from "node:assert/strict";
import { join } from "node:path";
import { DESK, visitor } from "./browser.mjs";
import { axe } from "./checkers.mjs";

export const PASSPHRASE = "waymark demonstration";

// A visitor who is signed in; options as for `visitor`.
export async function signedIn(server, name, { passphrase = PASSPHRASE, ...options } = {}) {
  const one = await visitor({ base: server.desk, size: DESK, ...options });
  await one.page.goto("/");
  await one.page.fill("#name", name);
  await one.page.fill("#passphrase", passphrase);
  await one.page.click("main form button");
  await one.page.locator("main h1").first().waitFor();
  return one;
}

// Looks at pages, and keeps each for the checker of HTML: nothing sideways, one h1, at most one form, no name in the tab, axe.
export const looks = (pages) =>
  async function look(page, where, scripts = true) {
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(over, 0, `${where}: nothing sticks out sideways`);
    assert.equal(await page.locator("main h1").count(), 1, `${where}: one h1`);
    assert.ok((await page.locator("main form").count()) <= 1, `${where}: one form`);
    assert.ok(!/Child|Robin|Khad|Zofia|Tariq/.test(await page.title()), `${where}: no name in the title`);
    // For a person to look at: WAYMARK_PICTURES=FOLDER npm test -- desk-named.test.mjs
    if (process.env.WAYMARK_PICTURES) {
      const { width } = page.viewportSize();
      await page.screenshot({ path: join(process.env.WAYMARK_PICTURES, `${where.replace(/\W+/g, "-")}-${width}.png`), fullPage: true });
    }
    if (scripts) await axe(page, where);
    pages.save(`<!doctype html>${await page.evaluate(() => document.documentElement.outerHTML)}`);
  };
