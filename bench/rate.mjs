// Requests a second on one core: waymark beside nginx, which serves the very same bytes as static gzip files, in the same run.
// Both servers are pinned to core 0 and wrk to core 1; rounds take turns, so that what else the machine does hits both.
// Beside the rate stands the processor time that a request costs the server: it is the steadier figure on a busy machine.
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { get } from "node:http";
import { cpus } from "node:os";
import { figure, median, mega, micros, rate, ratio } from "./lib/figures.mjs";
import { compressed, folder, freePort, memory, processor, start, stop, waymark, wrk } from "./lib/programs.mjs";

const PAGES = [
  { name: "home page", path: "/en/", file: "home.html" },
  { name: "course step", path: "/en/course/2/3", file: "step.html" },
];
const ROUNDS = 7;
const SECONDS = 3;
const CONNECTIONS = 32;
const RESIDENT = 40e6;

// What nginx says by itself, or what must be its own.
const OWN = new Set(["date", "etag", "content-length", "content-encoding", "content-type", "connection", "keep-alive"]);

export async function measure(tell) {
  if (cpus().length < 2) throw new Error("two cores are needed: one for the servers, one for wrk");
  const ours = await waymark({ core: 0 });
  const started = memory(ours.child.pid);
  await compressed(ours.origin);
  const squeezed = memory(ours.child.pid);
  const pages = [];
  for (const page of PAGES) pages.push({ ...page, answer: await fetchGzip(ours.origin + page.path) });
  const theirs = await nginx(pages);
  for (const page of pages) await compare(page, theirs.origin);

  const servers = {
    waymark: { url: (page) => ours.origin + page.path, pid: ours.child.pid },
    nginx: { url: (page) => `${theirs.origin}/${page.file}`, pid: theirs.worker },
  };
  const figures = [];
  const rounds = [];
  for (const page of pages) {
    for (const server of Object.values(servers)) await wrk(server.url(page), { core: 1, seconds: 2, connections: CONNECTIONS });
    for (let round = 1; round <= ROUNDS; round += 1) {
      const row = { page: page.path, round };
      for (const [name, server] of Object.entries(servers)) row[name] = await load(server, page);
      tell(`${page.path} round ${round}: waymark ${said(row.waymark)}, nginx ${said(row.nginx)}`);
      rounds.push(row);
    }
    figures.push(...summary(page, rounds.filter((row) => row.page === page.path)));
  }
  const loaded = memory(ours.child.pid);
  const mem = (what, at) => figure(`memory on one core, ${what}`, at.resident, { most: RESIDENT, show: mega, note: `highest so far ${mega(at.highest)}` });
  figures.push(mem("at the ready line", started), mem("after full compression", squeezed), mem("after the load", loaded));
  const ended = await stop(ours.child);
  if (ended !== 0) throw new Error(`waymark ended with ${ended}`);
  return { figures, rounds, connections: CONNECTIONS, seconds: SECONDS, bytes: pages.map((p) => ({ path: p.path, gzip: p.answer.body.length })) };
}

const said = ({ perSecond, cost }) => `${rate(perSecond)} (${micros(cost)})`;

async function load(server, page) {
  const before = processor(server.pid);
  const { perSecond, requests } = await wrk(server.url(page), { core: 1, seconds: SECONDS, connections: CONNECTIONS });
  const used = processor(server.pid) - before;
  return { perSecond, requests, cost: (used * 1e6) / requests, busy: used / SECONDS };
}

function summary({ name, path, answer }, rows) {
  const of = (server, key) => median(rows.map((row) => row[server][key]));
  const note = (server) => `processor ${micros(of(server, "cost"))} a request, core ${Math.round(100 * of(server, "busy"))} % busy`;
  return [
    figure(`${name}: waymark`, of("waymark", "perSecond"), { show: rate, note: note("waymark") }),
    figure(`${name}: nginx`, of("nginx", "perSecond"), { show: rate, note: note("nginx") }),
    figure(`${name}: waymark to nginx`, median(rows.map((row) => row.waymark.perSecond / row.nginx.perSecond)), {
      least: 1,
      show: ratio,
      note: `\`${path}\`, ${answer.body.length} bytes of gzip; median of ${rows.length} pairs`,
    }),
    figure(`${name}: requests for the same processor time, to nginx`, median(rows.map((row) => row.nginx.cost / row.waymark.cost)), { show: ratio }),
  ];
}

/** The answer as it comes: the body is not unpacked. */
function fetchGzip(url) {
  return new Promise((done, fail) => {
    get(url, { headers: { "accept-encoding": "gzip" }, agent: false }, (answer) => {
      const parts = [];
      answer.on("data", (part) => parts.push(part));
      answer.on("end", () => done({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(parts) }));
    }).on("error", fail);
  });
}

/** Both must send the same bytes and the same headers, save those that each must make itself. */
async function compare({ path, file, answer }, origin) {
  const other = await fetchGzip(`${origin}/${file}`);
  const wrong = (what) => new Error(`nginx and waymark differ at ${path}: ${what}`);
  if (answer.status !== 200 || other.status !== 200) throw wrong(`${answer.status} and ${other.status}`);
  if (answer.headers["content-encoding"] !== "gzip" || other.headers["content-encoding"] !== "gzip") throw wrong("not gzip");
  if (!answer.body.equals(other.body)) throw wrong("the body");
  for (const [name, value] of Object.entries(answer.headers)) {
    const same = OWN.has(name) && name !== "content-type" ? other.headers[name] !== undefined || name === "connection" || name === "keep-alive" : other.headers[name] === value;
    if (!same) throw wrong(`${name}: ${value} and ${other.headers[name]}`);
  }
}

/**
 * nginx with one worker on core 0, as fast as its manual knows to serve files that were compressed ahead. Each page is a plain file under the root,
 * by a name of its own: an address that ends in a slash would cost nginx a look for an index file.
 */
async function nginx(pages) {
  const root = folder();
  const port = await freePort();
  const locations = pages.map(({ file, answer }) => {
    writeFileSync(join(root, `${file}.gz`), answer.body);
    writeFileSync(join(root, file), "not served: gzip is asked for\n");
    const headers = Object.entries(answer.headers).filter(([name]) => !OWN.has(name));
    const add = headers.map(([name, value]) => `add_header ${name} "${value}";`).join("\n      ");
    return `location = /${file} {
      default_type "${answer.headers["content-type"]}";
      types { }
      ${add}
      add_header Last-Modified "";
    }`;
  });
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((kind) => `${kind}_temp_path ${root}/temp;`).join(" ");
  writeFileSync(
    join(root, "nginx.conf"),
    `worker_processes 1;
daemon off;
pid ${root}/nginx.pid;
error_log stderr error;
events { worker_connections 1024; multi_accept on; }
http {
  ${temporary}
  access_log off;
  server_tokens off;
  sendfile on;
  tcp_nopush on;
  tcp_nodelay on;
  gzip_static on;
  etag on;
  open_file_cache max=100 inactive=1h;
  open_file_cache_valid 1h;
  open_file_cache_min_uses 1;
  keepalive_timeout 1h;
  keepalive_requests 1000000000;
  server {
    listen 127.0.0.1:${port};
    root ${root};
    ${locations.join("\n    ")}
  }
}
`,
  );
  chmodSync(root, 0o755); // nginx's worker is an ordinary user where the master is root
  const master = start("nginx", ["-p", root, "-c", join(root, "nginx.conf")], { core: 0 });
  const worker = await child(master);
  return { origin: `http://127.0.0.1:${port}`, worker };
}

/** The process id of nginx's worker. */
async function child(master) {
  const { readFileSync } = await import("node:fs");
  for (let tries = 0; tries < 100; tries += 1) {
    await new Promise((done) => setTimeout(done, 50));
    if (master.exitCode !== null) throw new Error(`nginx ended (${master.exitCode}): ${master.said.trim()}`);
    try {
      const children = readFileSync(`/proc/${master.pid}/task/${master.pid}/children`, "utf8").trim().split(" ");
      if (children.length === 1 && children[0] !== "") return Number(children[0]);
    } catch {
      // Not there yet.
    }
  }
  throw new Error("nginx started no worker within 5 s");
}
