// Points out, while a worker writes, phrases that blame a child, with what to say instead. Never blocks, never changes a word; a child's own words are left
// alone. The phrases and every word that is shown come from the page.

type Phrase = [avoid: string, say: string];

/** Watches the text boxes of the page's form. */
export function lint(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-phrases]");
  if (!form) return;
  const phrases = JSON.parse(form.dataset.phrases ?? "[]") as Phrase[];
  const own = form.querySelector<HTMLInputElement>("[name=childs-words]");
  for (const box of form.querySelectorAll("textarea")) watch(box, phrases, own, form.dataset.say ?? "");
}

function watch(box: HTMLTextAreaElement, phrases: Phrase[], own: HTMLInputElement | null, say: string): void {
  const [wrap, behind, list] = ["div", "div", "ul"].map((name) => document.createElement(name)) as [HTMLElement, HTMLElement, HTMLElement];
  wrap.className = "lint";
  behind.setAttribute("aria-hidden", "true");
  list.className = "say";
  list.setAttribute("aria-live", "polite");
  box.before(wrap);
  wrap.append(behind, box);
  wrap.after(list);
  let before = "";
  const look = () => {
    const exempt = box.name === "what" && own?.checked === true;
    const found = exempt ? [] : places(box.value, phrases);
    behind.replaceChildren(...marked(box.value, found));
    behind.scrollTop = box.scrollTop;
    const said = [...new Set(found.map(({ phrase }) => phrase))];
    const now = said.map(([avoid]) => avoid).join("|");
    if (now === before) return; // a screen reader hears each once
    before = now;
    list.replaceChildren(...said.map((phrase) => item(phrase, say)));
  };
  box.addEventListener("input", look);
  box.addEventListener("scroll", () => {
    behind.scrollTop = box.scrollTop;
  });
  own?.addEventListener("change", look);
  look();
}

interface Place {
  from: number;
  to: number;
  phrase: Phrase;
}

/** Where phrases stand as whole words, whatever their case, apostrophes and spaces. */
function places(text: string, phrases: Phrase[]): Place[] {
  const found: Place[] = [];
  for (const phrase of phrases) {
    const pieces = phrase[0].split(" ").map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/'/g, "['\u2019\u2018\u02bc]"));
    const pattern = new RegExp(`(^|[^\\p{L}\\p{N}])(${pieces.join("\\s+")})(?![\\p{L}\\p{N}])`, "giu");
    for (const match of text.matchAll(pattern)) {
      const [, lead = "", words = ""] = match;
      const from = match.index + lead.length;
      found.push({ from, to: from + words.length, phrase });
    }
  }
  return found.sort((a, b) => a.from - b.from);
}

/** The text with its phrases marked, to stand behind the box. */
function marked(text: string, found: Place[]): Node[] {
  const nodes: Node[] = [];
  let at = 0;
  for (const { from, to } of found) {
    if (from < at) continue; // one within another
    const mark = document.createElement("mark");
    mark.textContent = text.slice(from, to);
    nodes.push(document.createTextNode(text.slice(at, from)), mark);
    at = to;
  }
  nodes.push(document.createTextNode(`${text.slice(at)}\n`));
  return nodes;
}

function item([avoid, say]: Phrase, better: string): HTMLElement {
  const li = document.createElement("li");
  const words = document.createElement("q");
  words.textContent = avoid;
  li.append(words, ` ${better} ${say}`);
  return li;
}
