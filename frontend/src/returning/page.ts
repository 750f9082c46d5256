// How coming back looks: the page that asks for the words, what is wrong with them, the mailbox, and something added. Filled from the page's own
// templates (crates/web-public/src/back/ask.html). Must not know where anything comes from, nor any words of its own.
import type { Box } from "./box";
import type { Slip } from "./typed";

export class Page {
  private readonly data: DOMStringMap;
  private readonly tab = document.title;

  constructor(
    private readonly main: HTMLElement,
    private readonly ahead: HTMLElement,
  ) {
    this.data = ahead.dataset;
  }

  get form(): HTMLFormElement {
    return this.main.querySelector("form")!;
  }

  get box(): HTMLTextAreaElement {
    return this.form.querySelector("textarea")!;
  }

  // While it is looked up or on its way, pressing again does nothing.
  busy(word: string): void {
    this.form.querySelector("[data-busy]")?.remove();
    const button = this.form.querySelector("button")!;
    if (word) button.setAttribute("aria-disabled", "true");
    else button.removeAttribute("aria-disabled");
    if (!word) return;
    const status = document.createElement("p");
    [status.className, status.textContent] = ["soft", this.word(word)];
    status.setAttribute("role", "status");
    status.dataset.busy = "";
    this.form.append(status);
  }

  slip(slip: Slip): void {
    if (slip.wrong === "count") return this.problem("problem", this.part("counts").querySelectorAll("p")[slip.count]?.textContent ?? "");
    const words = this.word(slip.wrong);
    this.problem("problem", slip.wrong === "word" ? words.replace("{word}", slip.typed).replace("{near}", slip.near) : words);
  }

  // Says what is wrong, above what was typed, which stays. `kind` is of the heading: the words did not open, or it was not sent.
  problem(kind: "problem" | "not-sent", words: string): void {
    this.calm();
    const part = this.part(kind);
    part.querySelector("[data-why]")!.textContent = words;
    this.form.prepend(part);
    this.box.setAttribute("aria-invalid", "true");
    this.box.closest(".ask")!.classList.add("wrong");
    document.title = this.data.tabError ?? "";
    const error = this.form.querySelector<HTMLElement>(".error")!;
    error.focus({ preventScroll: true });
    error.scrollIntoView({ behavior: "instant", block: "start" });
  }

  opened(box: Box, added = false): void {
    const part = this.part("mailbox");
    const stage = part.querySelector<HTMLElement>("[data-state]")!;
    stage.dataset.state = box.state;
    stage.textContent = this.word(`stage-${box.state}`);
    if (!added) part.querySelector("[data-added]")!.remove();
    if (box.replies.length) part.querySelector("[data-none]")!.replaceWith(...box.replies.map(({ at, text }) => this.reply(at, text)));
    if (!box.notShown) part.querySelector("[data-not-shown]")!.remove();
    const reads = this.main.querySelector(".reads")!;
    const demo = this.main.querySelector(".demo-note");
    this.main.replaceChildren(...(demo ? [demo] : []), part, reads, this.part("leave"), this.ahead);
    document.title = this.tab;
    const first = this.main.querySelector<HTMLElement>(added ? "[data-added]" : "h1")!;
    first.tabIndex = -1;
    first.focus({ preventScroll: true });
    window.scrollTo({ top: 0, behavior: "instant" });
  }

  // Takes away what was opened and typed.
  wipe(): void {
    this.main.replaceChildren();
  }

  word(name: string): string {
    return this.ahead.getAttribute(`data-w-${name}`) ?? "";
  }

  private calm(): void {
    this.form.querySelector(".error")?.remove();
    this.form.querySelector(".wrong")?.classList.remove("wrong");
    this.box.removeAttribute("aria-invalid");
  }

  private reply(at: number, text: string): DocumentFragment {
    const part = this.part("reply");
    const day = new Date(at * 1000);
    const month = (this.data.months ?? "").split("|")[day.getUTCMonth()] ?? "";
    const date = (this.data.date ?? "").replace("{day}", String(day.getUTCDate())).replace("{month}", month).replace("{year}", String(day.getUTCFullYear()));
    part.querySelector(".soft")!.textContent = date;
    part.querySelector(".answer")!.textContent = text;
    return part;
  }

  private part(name: string): DocumentFragment {
    return this.ahead.querySelector<HTMLTemplateElement>(`template[data-part="${name}"]`)!.content.cloneNode(true) as DocumentFragment;
  }
}
