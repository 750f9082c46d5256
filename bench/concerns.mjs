// Concerns taken in over HTTP, durably, on one core: sealed before they come, and sealed by the server; beside a bare loop that commits the same
// bytes in groups as large, in the same run. Then how long each takes at half that load, the same with a million stored, and memory.
// The server is pinned to core 0, the load to core 1; the bare loop to core 0 as well. Must not know how anything is stored.
import { execFileSync } from "node:child_process";
import { cpus } from "node:os";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { figure, median, mega, rate, ratio } from "./lib/figures.mjs";
import { postgres } from "./lib/postgres.mjs";
import { BIN, ROOT, freePort, memory, processor, start, stop, waymark } from "./lib/programs.mjs";

const CLIENTS = 8;
const SECONDS = 4;
const ROUNDS = Number(process.env.WAYMARK_BENCH_ROUNDS ?? 5);
const STORED = Number(process.env.WAYMARK_BENCH_STORED ?? 1_000_000);
const MEMORY = 80e6;
const LATE = 50;
const LEAST = 0.7;
const ms = (n) => `${n.toFixed(1)} ms`;

export async function measure(tell) {
  if (cpus().length < 2) throw new Error("two cores are needed: one for the server, one for the load");
  execFileSync("cargo", ["build", "--release", "--locked", "--quiet", "-p", "waymark", "-p", "store", "--example", "concern_load", "--example", "take_rate"], {
    cwd: ROOT,
    stdio: "inherit",
  });
  // On this machine's disk: the system's folder for temporary files may be in memory.
  const disk = mkdtempSync(join(ROOT, "target", "bench-concerns-"));
  try {
    const empty = await stage(tell, join(disk, "empty"), 0);
    const full = await stage(tell, join(disk, "full"), STORED);
    const other = await onPostgres(tell, disk);
    const millions = `${STORED.toLocaleString("en-GB")} stored`;
    return {
      figures: [...figures(empty, "an empty store"), ...figures(full, millions), flat(full, empty, millions), ...other],
      rounds: { empty, full },
      clients: CLIENTS,
      seconds: SECONDS,
    };
  } finally {
    rmSync(disk, { recursive: true, force: true });
  }
}

async function stage(tell, data, stored) {
  execFileSync(BIN, ["keys", "init", "--demo", "--site", join(ROOT, "site"), "--data", data]);
  if (stored > 0) {
    const began = performance.now();
    execFileSync(example("concern_load"), ["fill", `sqlite:${join(data, "waymark.db")}`, String(stored)]);
    tell(`${stored} stored in ${((performance.now() - began) / 1e3).toFixed(0)} s`);
  }
  const carry = join(data, "carry");
  const desk = `127.0.0.1:${await freePort()}`;
  const server = await waymark({ core: 0, data, more: ["--limits", "off", "--door", "both", "--desk", desk, "--carry", carry] });
  const at = { server, desk, data, carry, first: 1 };
  await load(at, "sealed", 2); // until it is warm
  const rounds = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    const sealed = await load(at, "sealed", SECONDS);
    const bare = await bareLoop(data, sealed.group);
    const form = await load(at, "form", SECONDS);
    const half = await load(at, "sealed", SECONDS, sealed.rate / 2);
    tell(
      `round ${round}: sealed ${rate(sealed.rate)} (${sealed.group.toFixed(1)} a commit, ${sealed.cost.toFixed(0)} µs of processor each), bare loop ${rate(bare)}, ratio ${ratio(sealed.rate / bare)}; ` +
        `by the server ${rate(form.rate)}; at half load p50 ${ms(half.p50)}, p99 ${ms(half.p99)}`,
    );
    rounds.push({ sealed, bare, form, half });
  }
  const used = memory(server.child.pid);
  const ended = await stop(server.child);
  if (ended !== 0) throw new Error(`waymark ended with ${ended}`);
  return { rounds, memory: used };
}

/** For information: the same on PostgreSQL, on the server's core and this machine's disk, with what it is set to from the start. */
async function onPostgres(tell, disk) {
  chmodSync(disk, 0o711); // its user must come through
  const server = await postgres(join(disk, "postgres"), 0);
  if (!server) {
    tell("no PostgreSQL is installed: not measured");
    return [];
  }
  const data = join(disk, "beside");
  execFileSync(BIN, ["keys", "init", "--demo", "--site", join(ROOT, "site"), "--data", data, "--database", server.url]);
  const desk = `127.0.0.1:${await freePort()}`;
  const carry = join(data, "carry");
  const door = await waymark({ core: 0, data, more: ["--limits", "off", "--door", "both", "--desk", desk, "--carry", carry, "--database", server.url] });
  const at = { server: door, desk, data, carry, first: 1 };
  await load(at, "sealed", 2);
  const sealed = [];
  for (let round = 1; round <= ROUNDS; round += 1) sealed.push(await load(at, "sealed", SECONDS));
  await stop(door.child);
  await stop(server.child);
  const note = `${median(sealed.map((row) => row.group)).toFixed(1)} a commit; both on one core`;
  return [figure("sealed concerns, PostgreSQL", median(sealed.map((row) => row.rate)), { show: rate, note })];
}

function figures({ rounds, memory: used }, where) {
  const of = (pick) => median(rounds.map(pick));
  const spread = (pick) => `median of ${rounds.length}, ${ratio(Math.min(...rounds.map(pick)))} to ${ratio(Math.max(...rounds.map(pick)))}`;
  const toBare = (row) => row.sealed.rate / row.bare;
  const toSealed = (row) => row.form.rate / row.sealed.rate;
  return [
    figure(`sealed concerns, ${where}`, of((row) => row.sealed.rate), { show: rate, note: `${of((row) => row.sealed.group).toFixed(1)} a commit, ${CLIENTS} clients` }),
    figure(`bare loop beside it`, of((row) => row.bare), { show: rate, note: "the same bytes, groups as large, full sync" }),
    figure(`sealed to the bare loop, ${where}`, of(toBare), { least: LEAST, show: ratio, note: spread(toBare) }),
    figure(`sealed by the server, ${where}`, of((row) => row.form.rate), { show: rate, note: "the form's last page; a connection each" }),
    figure(`sealed by the server to sealed before, ${where}`, of(toSealed), { least: 0.5, show: ratio, note: spread(toSealed) }),
    figure(`99 of 100 at half that load, ${where}`, of((row) => row.half.p99), { most: LATE, show: ms, note: `half of them within ${ms(of((row) => row.half.p50))}` }),
    figure(`memory, ${where}`, used.highest, { most: MEMORY, show: mega, note: `highest; resident at the end ${mega(used.resident)}` }),
  ];
}

function flat(full, empty, millions) {
  const of = ({ rounds }) => median(rounds.map((row) => row.sealed.rate / row.bare));
  return figure(`ratio with ${millions} to that of an empty store`, of(full) / of(empty), { show: ratio });
}

const example = (name) => join(ROOT, "target/release/examples", name);

/** How many transactions the server has made: a number of its desk door. */
async function commits({ desk }) {
  const text = await (await fetch(`http://${desk}/metrics`)).text();
  return Number(/^waymark_commits_total (\d+)$/m.exec(text)[1]);
}

async function load(at, kind, seconds, wanted = 0) {
  const before = { commits: await commits(at), busy: processor(at.server.child.pid) };
  const address = at.server.origin.replace("http://", "");
  const args = [kind, address, CLIENTS, seconds, wanted, join(at.data, "keys.toml"), at.carry, at.first].map(String);
  const told = JSON.parse(await said(example("concern_load"), args, 1));
  at.first = told.last;
  const group = told.told / ((await commits(at)) - before.commits);
  return { ...told, group, cost: ((processor(at.server.child.pid) - before.busy) * 1e6) / told.told };
}

const bareLoop = async (data, group) => Number(await said(example("take_rate"), ["bare", data, String(Math.max(1, Math.round(group))), "3"], 0));

/** The only line that a program prints. */
async function said(program, args, core) {
  const child = start(program, args, { core });
  const line = new Promise((done) => createInterface({ input: child.stdout }).once("line", done).once("close", () => done("")));
  const how = await child.ended;
  if (how !== 0) throw new Error(`${program} failed (${how}): ${child.said.trim()}`);
  return line;
}
