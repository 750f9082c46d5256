// Programs that a measurement starts: waymark, nginx, wrk. All are stopped by their own process ids, also after an error.
// Must not know what is measured. Loopback only.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createInterface } from "node:readline";

export const ROOT = fileURLToPath(new URL("../../", import.meta.url));
export const BIN = process.env.WAYMARK_BIN ?? join(ROOT, "target/release/waymark");

const running = new Set();
const folders = new Set();

/** Starts a program; `core` pins it, and every thread it makes, to one core. */
export function start(command, args, { core, stdio = ["ignore", "pipe", "pipe"] } = {}) {
  const child = core === undefined ? spawn(command, args, { stdio }) : spawn("taskset", ["-c", String(core), command, ...args], { stdio });
  child.said = "";
  child.stderr?.on("data", (data) => (child.said = (child.said + data).slice(-4000)));
  child.ended = new Promise((done) => {
    child.once("exit", (code, signal) => done(code ?? signal));
    child.once("error", (error) => done(error.message));
  });
  running.add(child);
  child.ended.then(() => running.delete(child));
  return child;
}

/** Asks a program to end, waits, and insists after ten seconds. Answers with how it ended. */
export async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode ?? child.signalCode;
  child.kill("SIGTERM");
  const insist = setTimeout(() => child.kill("SIGKILL"), 10_000);
  const how = await child.ended;
  clearTimeout(insist);
  return how;
}

export async function stopAll() {
  await Promise.all([...running].map(stop));
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  folders.clear();
}

/** A folder that goes when the measurement ends. */
export function folder() {
  const path = mkdtempSync(join(tmpdir(), "waymark-bench-"));
  folders.add(path);
  return path;
}

export async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

/** Starts one door of waymark on the default site, with an empty data folder unless one is given, and waits for its ready line. */
export async function waymark({ core, data = folder(), door = "public", more = [] } = {}) {
  // With keys, so that the pages on which something is told are there.
  if (!existsSync(join(data, "keys.toml"))) execFileSync(BIN, ["keys", "init", "--demo", "--site", join(ROOT, "site"), "--data", data], { stdio: "ignore" });
  const args = ["serve", "--site", join(ROOT, "site"), "--data", data, ...(more.includes("--door") ? [] : ["--door", door]), `--${door}`, "127.0.0.1:0", ...more];
  const began = performance.now();
  const child = start(BIN, args, { core });
  const origin = await new Promise((done, fail) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      const ready = /^waymark: (public|desk) ready (http:\S+)$/.exec(line);
      if (ready?.[1] === door) done(ready[2]);
    });
    child.ended.then((how) => fail(new Error(`waymark ended (${how}) before it was ready: ${child.said.trim()}`)));
    setTimeout(() => fail(new Error("waymark was not ready within 30 s")), 30_000).unref();
  });
  return { child, origin, readyAfter: performance.now() - began, began };
}

/** Waits until the pages are compressed as small as they go: brotli is there only then. */
export async function compressed(origin) {
  for (let tries = 0; tries < 600; tries += 1) {
    const answer = await fetch(`${origin}/en/`, { headers: { "accept-encoding": "br" } });
    await answer.arrayBuffer();
    if (answer.headers.get("content-encoding") === "br") return;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error("the pages were not fully compressed within a minute");
}

/** Memory of a process, in bytes: resident now, and at its highest. */
export function memory(pid) {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const of = (key) => Number(new RegExp(`^${key}:\\s+(\\d+) kB`, "m").exec(status)[1]) * 1024;
  return { resident: of("VmRSS"), highest: of("VmHWM") };
}

/** Processor time that a process has used, in seconds. Its unit is a hundredth on every Linux that Debian runs on. */
export function processor(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** Loads an address with wrk for some seconds, and answers with its requests a second. */
export async function wrk(url, { core, seconds, connections, threads = 1 }) {
  const args = [`-t${threads}`, `-c${connections}`, `-d${seconds}s`, "-H", "Accept-Encoding: gzip", url];
  const child = start("wrk", args, { core });
  let text = "";
  child.stdout.on("data", (data) => (text += data));
  const how = await child.ended;
  const found = /(\d+) requests in ([\d.]+)(m?s)/.exec(text);
  const perSecond = /Requests\/sec:\s+([\d.]+)/.exec(text);
  if (how !== 0 || !found || !perSecond || /Non-2xx|Socket errors/.test(text)) {
    throw new Error(`wrk failed (${how}): ${text.trim()} ${child.said.trim()}`);
  }
  return { requests: Number(found[1]), perSecond: Number(perSecond[1]) };
}
