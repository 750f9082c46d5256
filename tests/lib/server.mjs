// Starts the program under test on a free port, over a copy of the default site, and stops it as a service manager would.
// A copy, since a run should read one text from its first test to its last, also while someone edits the site.
// Must not know what the program serves.
import { execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..", "..");
const READY = (door) => new RegExp(`^waymark: ${door} ready (http://\\S+)$`, "m");
const PATIENCE_MS = 20_000;

function binary() {
  if (process.env.WAYMARK_BIN) return process.env.WAYMARK_BIN;
  const built = ["release", "debug"].map((kind) => join(ROOT, "target", kind, "waymark")).filter(existsSync);
  if (!built.length) {
    console.error("browser tests: the program is not built: cargo build --release -p waymark (or name it in WAYMARK_BIN)");
    process.exit(3);
  }
  return built.sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)[0];
}

// Gives { base, desk, site, data, program, stop }: where it answers, the folder it serves, where it keeps things, the program's path, and how to end it (the
// exit code is the promise's value).
// `more` are further arguments of `serve`.
export async function start({ desk = false, more = [] } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "waymark-browser-"));
  const site = join(folder, "site");
  cpSync(join(ROOT, "site"), site, { recursive: true });
  const data = join(folder, "data");
  // Keys for trying out: their accounts and passphrase are known to everyone.
  execFileSync(binary(), ["keys", "init", "--demo", "--site", site, "--data", data], { stdio: ["ignore", "ignore", "inherit"] });
  const program = spawn(binary(), ["serve", "--site", site, "--data", data, "--public", "127.0.0.1:0", "--limits", "off", ...(desk ? ["--desk", "127.0.0.1:0"] : []), ...more], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const gone = new Promise((done) => program.on("exit", (code, signal) => done(signal ?? code)));
  process.on("exit", () => {
    program.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  });
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(130));

  let said = "";
  program.stdout.setEncoding("utf8");
  const [base, atDesk] = await new Promise((ready, failed) => {
    const timer = setTimeout(() => failed(new Error(`the program did not say that it is ready; it said: ${said}`)), PATIENCE_MS);
    program.stdout.on("data", (text) => {
      said += text;
      const found = ["public", ...(desk ? ["desk"] : [])].map((door) => READY(door).exec(said)?.[1]);
      if (!found.every(Boolean)) return;
      clearTimeout(timer);
      ready(found);
    });
    gone.then((how) => failed(new Error(`the program ended (${how}) before it was ready`)));
  });
  const stop = () => {
    program.kill("SIGTERM");
    return gone;
  };
  return { base, desk: atDesk, site, data, program: binary(), stop };
}
