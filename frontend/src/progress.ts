// The visitor's place and answers in the course, in the one cookie `wm`, as the server reads and writes it too:
// 1.AT.KEEP.ENTRIES, where AT is like 2-3, KEEP is empty or names a place kept under a come-back code, and ENTRIES are id:v
// joined by ~. Knows the text, and nothing of pages. What does not parse is dropped, and the rest is kept.

const NAME = "wm";
const AT = /^\d{1,3}-\d{1,3}$/;
const KEEP = /^[\w-]{22}$/;
const ENTRY = /^([a-z0-9-]{1,12}(?:_[a-z0-9-]{1,12})?):([a-z])$/;

export interface Progress {
  at: string;
  keep: string;
  entries: Map<string, string>;
}

export function parse(text: string): Progress {
  const [version, at = "", keep = "", list = ""] = text.split(".");
  const progress: Progress = { at: "", keep: "", entries: new Map() };
  if (version !== "1") return progress;
  if (AT.test(at)) progress.at = at;
  if (KEEP.test(keep)) progress.keep = keep;
  for (const entry of list.split("~")) {
    const found = ENTRY.exec(entry);
    if (found) progress.entries.set(found[1]!, found[2]!);
  }
  return progress;
}

export function print(progress: Progress): string {
  const entries = [...progress.entries].map(([id, value]) => `${id}:${value}`);
  return ["1", progress.at, progress.keep, entries.join("~")].join(".");
}

// Notes one answer, and says whether the server keeps a copy that should hear of it.
export function note(at: string, id: string, value: string): boolean {
  const progress = parse(read() ?? "");
  progress.at = at;
  progress.entries.set(id, value);
  write(progress);
  return progress.keep !== "";
}

// Moves the place to the step in view, for someone who has answered before. It never makes a cookie: the first answer does.
export function seen(at: string): void {
  const text = read();
  if (!text) return;
  const progress = parse(text);
  if (!progress.at && !progress.entries.size) return;
  progress.at = at;
  write(progress);
}

function read(): string | undefined {
  const cookie = document.cookie.split("; ").find((one) => one.startsWith(`${NAME}=`));
  return cookie?.slice(NAME.length + 1);
}

function write(progress: Progress): void {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${NAME}=${print(progress)}; Path=/; SameSite=Lax${secure}`;
}
