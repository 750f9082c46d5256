// Two outside checkers: axe on the page in view, and the Nu HTML checker on a folder of pages. Know nothing of the site.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";

const require = createRequire(import.meta.url);
const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const VNU = join(require.resolve("vnu-jar/package.json"), "..", "build", "dist", "vnu.jar");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

export async function axe(page, where) {
  await page.evaluate(AXE); // through the debugger, which the policy of the page does not bind
  const found = await page.evaluate((tags) => window.axe.run(document, { runOnly: tags }).then((r) => r.violations.map((v) => `${v.id}: ${v.nodes[0].html}`)), TAGS);
  assert.deepEqual(found, [], where);
}

// A folder for pages, gone when the tests of the file have run. `save(html)` puts one there; `check(least)` gives all of them to the checker.
export function nu() {
  const folder = mkdtempSync(join(tmpdir(), "waymark-pages-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  let count = 0;
  return {
    save: (html) => writeFileSync(join(folder, `${String((count += 1)).padStart(3, "0")}.html`), html),
    check(least) {
      assert.ok(count >= least, `${count} pages`);
      let said = "";
      try {
        execFileSync("java", ["-jar", VNU, "--format", "gnu", folder], { stdio: ["ignore", "pipe", "pipe"], maxBuffer: 1 << 26 });
      } catch (error) {
        said = String(error.stderr);
      }
      assert.equal(said.split("\n").slice(0, 20).join("\n"), "", "no finding");
    },
  };
}
