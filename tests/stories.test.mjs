// Every choice of every story: with scripts in the browser, and as the server answers without them. Each leads to another scene, both ways to the same
// one; every scene can be reached from its story's start; every path ends, and an end leads on and back to the start.
import assert from "node:assert/strict";
import { test } from "node:test";
import { BASE, PHONE, visitor } from "./lib/browser.mjs";
import { feedback, fill, read, submit } from "./lib/course.mjs";

// Scenes by address, from the first of a story onwards: { options: { value: address }, end }.
async function walk(page, start) {
  const scenes = new Map();
  for (const queue = [start]; queue.length > 0; ) {
    const path = queue.shift();
    if (scenes.has(path)) continue;
    await page.goto(path);
    const step = await read(page);
    if (step.kind !== "scene") {
      scenes.set(path, { options: {}, end: true, next: step.next, again: await page.locator("main .go a.again").getAttribute("href") });
      continue;
    }
    const options = {};
    for (const { value } of step.options) {
      if (new URL(page.url()).pathname !== path) await page.goto(path);
      await fill(page, step, [{ value }]);
      await submit(page);
      await feedback(page);
      const told = await page.locator("#feedback [data-fill]").innerText();
      assert.ok(told.length > 60, `${path} ${value}: what happens is told: ${told}`);
      const link = page.locator("#feedback a[rel=next]:visible");
      const href = await link.getAttribute("href");
      assert.equal(await posted(path, value), href, `${path} ${value}: the server leads where the page leads`);
      await link.click();
      await page.waitForURL((url) => url.pathname === href);
      options[value] = href;
      queue.push(href);
    }
    scenes.set(path, { options, end: false });
  }
  return scenes;
}

async function posted(path, answer) {
  const response = await fetch(BASE + path, { method: "POST", body: new URLSearchParams({ answer }) });
  assert.equal(response.status, 200, `${path} ${answer}`);
  const links = [...(await response.text()).matchAll(/<a [^>]*rel="next"[^>]*href="([^"]+)"/g)].map((found) => found[1]);
  assert.equal(links.length, 1, `${path} ${answer}: one way on`);
  return links[0];
}

test("every choice of every story leads on, and every path ends well", async () => {
  const parent = await visitor({ size: PHONE });
  const { page } = parent;
  const { urls } = await (await fetch(`${BASE}/en/offline.json`)).json();
  const steps = urls.filter((url) => /^\/en\/course\/\d+\/\d+$/.test(url));
  const scenes = new Set();
  for (const url of steps) if (/data-check="scene"|class="again"/.test((await (await fetch(BASE + url)).text()).replace(/<section id="feedback"[^]*?<\/section>/, ""))) scenes.add(url);
  let [stories, choices] = [0, 0];
  for (const start of [...scenes]) {
    if (!scenes.has(start)) continue; // part of a story that was walked
    stories += 1;
    const story = await walk(page, start);
    const ends = [...story].filter(([, scene]) => scene.end);
    assert.ok(ends.length >= 1, `${start}: the story ends`);
    for (const [path, { next, again }] of ends) {
      assert.ok(next && !story.has(next), `${path}: an end leads out of the story`);
      assert.equal(again, start, `${path}: an end leads back to the start`);
    }
    // From every scene some end can be reached: no choice is a trap.
    const safe = new Set(ends.map(([path]) => path));
    for (let before = -1; before !== safe.size; ) {
      before = safe.size;
      for (const [path, scene] of story) if (Object.values(scene.options).some((to) => safe.has(to))) safe.add(path);
    }
    assert.deepEqual([...story.keys()].filter((path) => !safe.has(path)), [], `${start}: every scene comes to an end`);
    for (const [path, scene] of story) {
      assert.ok(scenes.delete(path), `${path} is a scene of this story`);
      choices += Object.keys(scene.options).length;
    }
  }
  assert.deepEqual([...scenes], [], "every scene is reached from the start of its story");
  console.log(`${stories} stories, ${choices} choices`);
  assert.ok(stories >= 3 && choices >= 20, `${stories} stories, ${choices} choices`);
  await parent.leave();
});
