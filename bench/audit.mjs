// The record of acts with a million rows: looked through whole by `waymark audit verify`, and asked at the desk by page and by filter.
// The rows are written by another hand (audit_chain.py), so that the program is not measured on its own opinion of a chain alone.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { figure, median, millis } from "./lib/figures.mjs";
import { BIN, ROOT, freePort, stop, waymark } from "./lib/programs.mjs";

const ROWS = Number(process.env.WAYMARK_BENCH_ACTS ?? 1_000_000);
const MOST = 10_000;
const PAGE = 200;
const TIMES = 9;
const PASSPHRASE = "waymark demonstration";

export async function measure(tell) {
  const disk = mkdtempSync(join(ROOT, "target", "bench-audit-"));
  const data = join(disk, "data");
  const place = ["--site", join(ROOT, "site"), "--data", data];
  try {
    execFileSync(BIN, ["keys", "init", "--demo", ...place], { stdio: "ignore" });
    execFileSync("python3", [join(ROOT, "bench", "audit_chain.py"), join(data, "waymark.db"), "sample", String(ROWS)]);
    tell(`${ROWS} acts written`);
    const verified = [];
    for (let round = 0; round < 3; round += 1) {
      const began = performance.now();
      const head = execFileSync(BIN, ["audit", "verify", ...place], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
      verified.push(performance.now() - began);
      if (!head.startsWith(`${ROWS} `)) throw new Error(`the chain ends elsewhere: ${head}`);
      tell(`verified in ${millis(verified.at(-1))}`);
    }
    const pages = await atTheDesk(data, tell);
    const many = ROWS.toLocaleString("en-GB");
    return {
      figures: [figure(`${many} acts verified`, median(verified), { most: MOST, show: millis, note: "median of 3, whole command" }), ...pages],
      rounds: verified,
      rows: ROWS,
    };
  } finally {
    rmSync(disk, { recursive: true, force: true });
  }
}

/** Pages of the record, as an auditor's browser asks for them: signed in, and each look noted. */
async function atTheDesk(data, tell) {
  const address = `127.0.0.1:${await freePort()}`;
  const server = await waymark({ data, more: ["--limits", "off", "--door", "both", "--desk", address] });
  const desk = `http://${address}`;
  const body = new URLSearchParams({ name: "demo-manager", passphrase: PASSPHRASE });
  const signed = await fetch(`${desk}/sign-in`, { method: "POST", body, headers: { origin: desk, "sec-fetch-site": "same-origin" }, redirect: "manual" });
  const cookie = signed.headers.getSetCookie().map((line) => line.split(";")[0]).join("; ");
  if (signed.status !== 303 || !cookie) throw new Error(`signing in: ${signed.status}`);
  const asked = {
    "the first page of acts": "",
    "acts of one who does little": "?account=sample.auditor",
    "acts on one concern": `?subject=aB-_${"77".padStart(18, "0")}`,
    "acts of one kind on one concern": `?act=show&subject=aB-_${"77".padStart(18, "0")}`,
    "acts of one kind by one who does little": "?act=show&account=sample.auditor",
    "acts that nobody did": "?act=nothing&account=nobody",
    "acts of a day long ago": "?from=2023-11-20&to=2023-11-20",
  };
  const figures = [];
  for (const [name, query] of Object.entries(asked)) {
    const times = [];
    for (let n = 0; n < TIMES; n += 1) {
      const began = performance.now();
      const answer = await fetch(`${desk}/acts${query}`, { headers: { cookie } });
      await answer.text();
      times.push(performance.now() - began);
      if (answer.status !== 200) throw new Error(`${query}: ${answer.status}`);
    }
    tell(`${name}: ${millis(median(times))}`);
    // Times are no order of a chain: a clock may be set back. What is long ago is looked for from the newest on.
    const limit = query.includes("from=") ? {} : { most: PAGE };
    figures.push(figure(name, median(times), { ...limit, show: millis, note: `median of ${TIMES}, at the desk` }));
  }
  const ended = await stop(server.child);
  if (ended !== 0) throw new Error(`waymark ended with ${ended}`);
  return figures;
}
