// Answers as one types on the page that finds. What is typed goes in a form's body, never into an address; nothing of it is kept.
// Without it, the form does the same with its button.

interface Row {
  href: string;
  title: string;
  words: string;
  came: string;
  state: string;
  why: string;
}
interface Now {
  rows: Row[];
  so_far: string;
  nothing: string;
}

/** How long to wait after a key, in milliseconds. */
const PAUSE = 180;

/** Starts it on the page that has such a form. */
export function find(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-find]");
  const list = document.querySelector<HTMLElement>("[data-found]");
  const soFar = document.querySelector<HTMLElement>("[data-so-far]");
  const box = form?.querySelector<HTMLInputElement>("input[type=search]");
  if (!form || !list || !box) return;
  let waiting = 0;
  let asked = 0;
  const ask = async () => {
    const mine = ++asked;
    if (box.value.trim().length < 2) {
      list.replaceChildren();
      return;
    }
    const body = new URLSearchParams(new FormData(form) as unknown as Record<string, string>);
    const answer = await fetch(form.dataset.find ?? "", { method: "POST", body });
    // Who is signed out, or anything else: the button says it.
    if (mine !== asked || !answer.ok) return;
    const now = (await answer.json()) as Now;
    if (soFar) soFar.textContent = now.so_far;
    list.replaceChildren(now.rows.length ? rows(now.rows) : paragraph(now.nothing));
  };
  box.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = window.setTimeout(() => void ask().catch(() => undefined), PAUSE);
  });
}

function rows(all: Row[]): HTMLElement {
  const list = document.createElement("ol");
  list.className = "found";
  for (const row of all) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    const name = document.createElement("b");
    link.href = row.href;
    name.textContent = row.title;
    link.append(name);
    item.append(link, " ", soft(`${row.came} · ${row.state}`), document.createElement("br"), row.words, document.createElement("br"), soft(row.why));
    list.append(item);
  }
  return list;
}

function soft(text: string): HTMLElement {
  const span = document.createElement("span");
  span.className = "soft";
  span.textContent = text;
  return span;
}

function paragraph(text: string): HTMLElement {
  const p = document.createElement("p");
  p.textContent = text;
  return p;
}
