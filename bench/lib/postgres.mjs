// A throwaway PostgreSQL from Debian's programs, on this machine's disk, as an ordinary user and reached over a socket alone.
// Must not know what is kept in it.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { start } from "./programs.mjs";

const DEBIAN = "/usr/lib/postgresql";

/** Where the newest one's programs are; undefined if there is none. */
function programs() {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a)) : [];
  return versions.map((version) => join(DEBIAN, version, "bin")).find((bin) => existsSync(join(bin, "initdb")));
}

/** PostgreSQL refuses to run as root. */
const asUser = (program, args) => (process.getuid() === 0 ? ["setpriv", ["--reuid", "postgres", "--regid", "postgres", "--clear-groups", "--", program, ...args]] : [program, args]);

/** Starts one in `folder`, pinned to a core, and waits until it answers. Answers with the address of its database, or undefined without PostgreSQL. */
export async function postgres(folder, core) {
  const bin = programs();
  if (!bin) return undefined;
  mkdirSync(folder);
  if (process.getuid() === 0) execFileSync("chown", ["postgres", folder]);
  const data = join(folder, "data");
  execFileSync(...asUser(join(bin, "initdb"), ["--username=waymark", "--auth=trust", "--encoding=UTF8", "--no-locale", "-D", data]), { cwd: folder, stdio: "ignore" });
  const child = start(...asUser(join(bin, "postgres"), ["-D", data, "-k", folder, "-h", ""]), { core });
  for (let tries = 0; tries < 100; tries += 1) {
    try {
      execFileSync(join(bin, "pg_isready"), ["-q", "-h", folder]);
      return { child, url: `postgres:///postgres?user=waymark&host=${folder}` };
    } catch {
      await new Promise((done) => setTimeout(done, 100));
    }
  }
  throw new Error(`PostgreSQL did not start: ${child.said}`);
}
