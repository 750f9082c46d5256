// The desk over many concerns: 100,000 of ten records of about 1.2 kB (WAYMARK_BENCH_DESK says how many; WAYMARK_BENCH_DESK_OPEN how many of them are
// open; WAYMARK_BENCH_DESK_DATA names a folder that stays, for another run). How long after signing in the inbox is there, how long until everything is found by search, without and with a sealed snapshot; then pages
// and search, one request after the other; and memory. On all cores, as a partnership would run it. Must not know how anything is held.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { Agent, request } from "node:http";
import { join } from "node:path";
import { figure, mega } from "./lib/figures.mjs";
import { BIN, ROOT, memory, processor, stop, waymark } from "./lib/programs.mjs";

const STORED = Number(process.env.WAYMARK_BENCH_DESK ?? 100_000);
const OPEN = Number(process.env.WAYMARK_BENCH_DESK_OPEN ?? Math.ceil(STORED / 50));
const ASKED = 500;
const LIMITS = { inbox: 1, opened: 120, loaded: 20, page: 30, concern: 50, find: 50, memory: 3e9 };
const ms = (n) => `${n.toFixed(1)} ms`;
const s = (n) => `${n.toFixed(2)} s`;

export async function measure(tell) {
  // On this machine's disk: the system's folder for temporary files may be in memory.
  const data = process.env.WAYMARK_BENCH_DESK_DATA ?? mkdtempSync(join(ROOT, "target", "bench-desk-"));
  try {
    if (!process.env.WAYMARK_BENCH_DESK_DATA || !readdirSync(data).includes("waymark.db")) fill(tell, data);
    const first = await unlocked(tell, data, "without a snapshot");
    const again = await unlocked(tell, data, "with one");
    return { figures: [...figures(first, "without a snapshot", LIMITS.opened), ...figures(again, "with a snapshot", LIMITS.loaded)], first, again, stored: STORED, open: OPEN };
  } finally {
    if (!process.env.WAYMARK_BENCH_DESK_DATA) rmSync(data, { recursive: true, force: true });
  }
}

function fill(tell, data) {
  execFileSync("cargo", ["build", "--release", "--locked", "--quiet", "-p", "waymark", "--example", "desk_fill"], { cwd: ROOT, stdio: "inherit" });
  const began = performance.now();
  execFileSync(BIN, ["keys", "init", "--demo", "--site", join(ROOT, "site"), "--data", data], { stdio: "ignore" });
  execFileSync(join(ROOT, "target/release/examples/desk_fill"), [data, STORED, OPEN, Math.floor(Date.now() / 1e3)].map(String));
  tell(`${STORED} concerns, ${OPEN} of them open, made in ${s((performance.now() - began) / 1e3)}; ${mega(statSync(join(data, "waymark.db")).size)}`);
}

/** One life of the program: from signing in to signing out. */
async function unlocked(tell, data, how) {
  const server = await waymark({ data, door: "desk", more: ["--limits", "off"] });
  const browser = new Browser(server.origin);
  const signed = await browser.send("POST", "/sign-in", { name: "demo-manager", passphrase: "waymark demonstration" });
  if (signed.status !== 303) throw new Error(`signing in answered ${signed.status}`);
  const began = performance.now();
  await browser.page("/");
  const inbox = (performance.now() - began) / 1e3;
  const busy = processor(server.child.pid);
  let sofar = 0;
  while (/So far/.test((await browser.page("/find")).text)) {
    sofar += 1;
    await new Promise((done) => setTimeout(done, 250));
  }
  const all = (performance.now() - began) / 1e3;
  const cost = processor(server.child.pid) - busy;
  const whole = await idle(server.child.pid, began);
  tell(`${how}: inbox after ${s(inbox)}, everything after ${s(all)} (${cost.toFixed(0)} s of processor), said so ${sofar} times, links too after ${s(whole)}; memory ${mega(memory(server.child.pid).highest)}`);
  const asked = await ask(tell, browser);
  const used = memory(server.child.pid);
  // What changed is written beside the work.
  await browser.page("/account");
  await browser.send("POST", "/sign-out", {});
  const ended = await stop(server.child);
  if (ended !== 0) throw new Error(`waymark ended with ${ended}`);
  return { inbox, all, whole, cost, ...asked, memory: used };
}

/** Until the program rests: what may be the same is reckoned after everything is found. Seconds since it began. */
async function idle(pid, began) {
  for (let before = processor(pid); ; before = processor(pid)) {
    await new Promise((done) => setTimeout(done, 1000));
    if (processor(pid) - before < 0.1) return (performance.now() - began) / 1e3 - 1;
  }
}

/** Pages and questions, one after the other. */
async function ask(tell, browser) {
  const words = [];
  const addresses = new Set();
  for (let n = 0; addresses.size < ASKED && n < ASKED; n += 1) {
    const found = JSON.parse((await browser.send("POST", "/find/now", { q: `07700 9${String(n).padStart(5, "0")}` })).text);
    for (const row of found.rows) {
      addresses.add(row.href);
      words.push(...row.title.split(" "), row.words.split(" ")[0]);
    }
  }
  const questions = words.flatMap((word) => [word.slice(0, 2), word.slice(0, 4), word]).slice(0, 3 * ASKED);
  const took = {
    page: await times(Array(ASKED).fill("/"), (to) => browser.page(to)),
    concern: await times([...addresses].slice(0, ASKED), (to) => browser.page(to)),
    find: await times(questions, (q) => browser.send("POST", "/find/now", { q })),
  };
  tell(Object.entries(took).map(([what, t]) => `${what}: p50 ${ms(t.p50)}, p99 ${ms(t.p99)} of ${t.count}`).join("; "));
  return took;
}

async function times(of, one) {
  const took = [];
  for (const each of of) {
    const began = performance.now();
    const answer = await one(each);
    took.push(performance.now() - began);
    if (answer.status !== 200) throw new Error(`${each} answered ${answer.status}`);
  }
  took.sort((a, b) => a - b);
  return { count: took.length, p50: took[took.length >> 1], p99: took[Math.floor(took.length * 0.99)], worst: took.at(-1) };
}

function figures(of, how, limit) {
  const at = (t) => `half within ${ms(t.p50)}, worst ${ms(t.worst)}`;
  return [
    figure(`inbox after signing in, ${how}`, of.inbox, { most: LIMITS.inbox, show: s }),
    figure(`everything found, ${how}`, of.all, { most: limit, show: s, note: `${of.cost.toFixed(0)} s of processor; links reckoned after ${s(of.whole)}` }),
    figure(`inbox, 99 of 100, ${how}`, of.page.p99, { most: LIMITS.page, show: ms, note: at(of.page) }),
    figure(`a concern's page, 99 of 100, ${how}`, of.concern.p99, { most: LIMITS.concern, show: ms, note: at(of.concern) }),
    figure(`search as one types, 99 of 100, ${how}`, of.find.p99, { most: LIMITS.find, show: ms, note: at(of.find) }),
    figure(`memory at its highest, ${how}`, of.memory.highest, { most: LIMITS.memory, show: mega, note: `resident at the end ${mega(of.memory.resident)}` }),
  ];
}

/** Someone at the desk: a cookie, a token, one connection. */
class Browser {
  constructor(origin) {
    this.origin = origin;
    this.agent = new Agent({ keepAlive: true, maxSockets: 1 });
    this.cookie = "";
    this.token = "";
  }

  page(path) {
    return this.send("GET", path);
  }

  async send(method, path, fields) {
    const body = fields && new URLSearchParams({ ...fields, token: this.token }).toString();
    const headers = { cookie: this.cookie, "sec-fetch-site": "same-origin" };
    if (body) Object.assign(headers, { "content-type": "application/x-www-form-urlencoded", "content-length": Buffer.byteLength(body) });
    const answer = await new Promise((done, fail) => {
      const sent = request(this.origin + path, { method, headers, agent: this.agent }, (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (more) => (text += more)).on("end", () => done({ status: response.statusCode, headers: response.headers, text }));
      });
      sent.on("error", fail).end(body);
    });
    for (const line of answer.headers["set-cookie"] ?? []) this.cookie = line.split(";")[0];
    this.token = /name="token" value="([^"]*)"/.exec(answer.text)?.[1] ?? this.token;
    return answer;
  }
}
