// The team's side, by the command line: what was told is listed, opened and answered as a demonstration's worker or manager would.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folder = mkdtempSync(join(tmpdir(), "waymark-desk-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
const PASSPHRASE = join(folder, "passphrase");
writeFileSync(PASSPHRASE, "waymark demonstration\n", { mode: 0o600 });

function waymark(as, ...args) {
  const { WAYMARK_PROGRAM, WAYMARK_SITE_COPY, WAYMARK_DATA_COPY } = process.env;
  const all = ["concerns", ...args, "--as", as, "--passphrase-file", PASSPHRASE, "--site", WAYMARK_SITE_COPY, "--data", WAYMARK_DATA_COPY];
  return execFileSync(WAYMARK_PROGRAM, all, { encoding: "utf8", stdio: ["pipe", "pipe", "pipe"], input: "" });
}

// Every concern that this account may open: an object a line.
export const list = (as = "demo-worker") => waymark(as, "list", "--format", "json").split("\n").filter(Boolean).map((line) => JSON.parse(line));

export const show = (id, as = "demo-worker") => JSON.parse(waymark(as, "show", id, "--format", "json"));

export function reply(id, text, as = "demo-worker") {
  const file = join(folder, "reply.txt");
  writeFileSync(file, text);
  return waymark(as, "reply", id, "--text", file);
}
