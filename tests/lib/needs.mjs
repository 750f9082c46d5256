// What must be on the machine before anything is tested, and how to say that it is not there. Knows no test.
import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";

export const CHROMIUM = process.env.CHROMIUM || "/usr/bin/chromium";

const WANTED = {
  browser: [() => runs(CHROMIUM), `${CHROMIUM} is missing: apt-get install chromium (or name another in CHROMIUM)`],
  java: [() => spawnSync("java", ["-version"]).status === 0, "java is missing: apt-get install default-jre-headless"],
  paper: [() => spawnSync("pdftotext", ["-v"]).status === 0, "pdftotext is missing: apt-get install poppler-utils"],
};

// Ends the process, with one line, if one of the names is not there.
export function need(...names) {
  for (const name of names) {
    const [there, words] = WANTED[name];
    if (there()) continue;
    console.error(`browser tests: ${words}`);
    process.exit(3);
  }
}

function runs(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
