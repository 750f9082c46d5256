// `npm test`: looks for what the tests need, starts the program on a free port, runs the tests, stops the program and looks how it ended.
// Holds no test. Must not skip anything: what is missing ends the run at once, with one line that says what to install.
//
//   npm test                       everything
//   npm test -- exit.test.mjs      one file
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { need } from "./lib/needs.mjs";
import { start } from "./lib/server.mjs";

need("browser", "java", "paper");
const here = import.meta.dirname;
const asked = process.argv.slice(2);
const files = asked.length ? asked : readdirSync(here).filter((name) => name.endsWith(".test.mjs"));

const server = await start();
const began = Date.now();
const runner = spawn(process.execPath, ["--test", "--test-reporter=spec", "--test-concurrency=2", ...files], {
  cwd: here,
  stdio: "inherit",
  env: { ...process.env, WAYMARK_URL: server.base, WAYMARK_SITE_COPY: server.site, WAYMARK_DATA_COPY: server.data, WAYMARK_PROGRAM: server.program },
});
const tests = await new Promise((done) => runner.on("exit", (code, signal) => done(signal ?? code)));
const ended = await server.stop();

console.log(`browser tests: ${tests === 0 ? "passed" : "FAILED"} in ${Math.round((Date.now() - began) / 1000)} s; the program ended with ${ended} after SIGTERM`);
process.exit(tests === 0 && ended === 0 ? 0 : 1);
