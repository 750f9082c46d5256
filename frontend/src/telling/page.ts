// How a step, the list of answers and the end look: fills the page from its own templates. Must not know where answers go, nor the way through.
import type { Answers, Wrong } from "./answers";
import { type Step, numbered } from "./form";

const TRAP = "website";

export class Page {
  readonly form: HTMLFormElement;
  readonly data: DOMStringMap;
  private readonly ahead: HTMLElement;
  private readonly main: HTMLElement;
  private readonly trap: HTMLElement;
  private readonly on: HTMLElement; // Continue
  private readonly toStart: HTMLElement | null;
  private readonly tab = document.title;

  constructor(main: HTMLElement, ahead: HTMLElement) {
    const form = main.querySelector<HTMLFormElement>("form.concern");
    const [trap, on] = [form?.querySelector<HTMLElement>(".trap"), form?.querySelector<HTMLElement>(".go")];
    if (!form || !trap || !on) throw new Error("the page has no form");
    [this.main, this.ahead, this.form, this.trap, this.on, this.data] = [main, ahead, form, trap, on, ahead.dataset];
    this.toStart = main.querySelector<HTMLElement>(":scope > .back");
  }

  // What the box holds that people do not see.
  get trapped(): boolean {
    return this.trap.querySelector("input")?.value !== "";
  }

  values(step: Step, number: number): [string, string][] {
    const data = new FormData(this.form);
    return step.fields.map(({ name }) => [numbered(name, number), String(data.get(numbered(name, number)) ?? "")]);
  }

  get want(): boolean {
    return new FormData(this.form).get("want") !== "no";
  }

  // What the choices made on a step call for, to be shown on the next.
  then(step: Step): DocumentFragment[] {
    const chosen = [...this.form.querySelectorAll<HTMLInputElement>("fieldset input:checked")].map(({ value }) => value);
    const all = [...step.content.querySelectorAll<HTMLTemplateElement>("template[data-then]")];
    return all.filter(({ dataset }) => chosen.includes(dataset.then ?? "")).map(({ content }) => content);
  }

  step(step: Step, number: number, answers: Answers, first: boolean, then: DocumentFragment[], wrong: Map<string, Wrong>): void {
    const asked = step.content.cloneNode(true) as DocumentFragment;
    renumber(asked, number);
    if (number > 1) asked.querySelector("h1")?.append(` (${number})`);
    for (const field of step.fields) this.fill(asked, numbered(field.name, number), answers);
    for (const { name, most } of step.fields) this.mark(asked, numbered(name, number), most, wrong.get(numbered(name, number)));
    this.trap.classList.toggle("sprung", wrong.has("trap"));
    const go = this.on.cloneNode(true) as HTMLElement;
    for (const old of go.querySelectorAll(".second")) old.remove();
    if (step.more && number < 9) {
      const more = this.part("more");
      more.querySelector("button")!.textContent = step.more;
      go.append(" ", more);
    }
    this.put(wrong.size ? [] : then, ...this.problems(wrong, step), asked, this.trap, go, ...(first ? [] : [this.part("back")]));
    if (this.toStart) this.toStart.hidden = !first;
    this.focus(wrong.size > 0);
  }

  // The list of answers. `want` is whether a receipt is; `why`, why it was not sent.
  check(path: Step[], answers: Answers, want: boolean, then: DocumentFragment[], why: string): void {
    const page = this.part("check");
    const list = path.flatMap((step) => Array.from({ length: answers.last(step) }, (_, index) => this.told(step, index + 1, answers)));
    page.querySelector("[data-told]")!.replaceWith(...list);
    if (answers.told(path).reach !== "receipt") {
      page.querySelector("[data-way-back]")?.remove();
      page.querySelector("[aria-describedby=want-back]")?.removeAttribute("aria-describedby");
    }
    for (const radio of page.querySelectorAll<HTMLInputElement>("input[name=want]")) radio.checked = (radio.value === "yes") === want;
    this.put(then, ...(why ? [this.notSent(why)] : []), page);
    if (this.toStart) this.toStart.hidden = true;
    this.focus(why !== "");
  }

  // While it is on its way, pressing again does nothing.
  sending(on: boolean): void {
    for (const button of this.form.querySelectorAll("button:not([type=button])")) {
      if (on) button.setAttribute("aria-disabled", "true");
      else button.removeAttribute("aria-disabled");
    }
    this.form.querySelector("[data-sending]")?.remove();
    if (!on) return;
    const status = document.createElement("p");
    [status.className, status.textContent] = ["soft", this.data.wSending ?? ""];
    status.setAttribute("role", "status");
    status.dataset.sending = "";
    this.form.append(status);
  }

  sent(teller: string, words: string[] | null, already: boolean): void {
    const all = [...this.ahead.querySelectorAll<HTMLTemplateElement>("template[data-sent]")];
    const mine = all.find(({ dataset }) => dataset.sent!.split(" ").includes(teller)) ?? all[0]!;
    const content = mine.content.cloneNode(true) as DocumentFragment;
    if (already) content.querySelector("h1")!.after(this.part("already"));
    content.querySelector("[data-here]")!.replaceWith(...(words ? [this.receipt(words)] : []));
    this.end(content, this.part("done"));
  }

  // It was sent, and the page was loaded again.
  reloaded(): void {
    this.end(this.part("reloaded"), this.part("done"));
  }

  // Takes everything away that was typed or that opens something: what the browser may show again holds nothing.
  wipe(): void {
    this.main.querySelector("[data-end]")?.replaceChildren();
    this.form.replaceChildren();
  }

  // Whether the eight words are on the screen.
  get holdsReceipt(): boolean {
    return this.main.querySelector("[data-receipt]") !== null;
  }

  // The address of the page before the form.
  get start(): string {
    return this.form.action.replace(/[^/]*$/, "");
  }

  // Their own choice, after sealing has failed: everything goes to this server as it would without scripts, and is looked through there.
  whole(told: Record<string, string>): void {
    const form = document.createElement("form");
    [form.method, form.action, form.hidden] = ["post", `${this.start}whole`, true];
    for (const [name, value] of Object.entries(told)) {
      const field = document.createElement("textarea"); // an input would lose its lines
      [field.name, field.value] = [name, value];
      form.append(field);
    }
    this.main.append(form);
    form.submit();
    form.remove();
  }

  private end(...parts: Node[]): void {
    const end = document.createElement("div");
    end.dataset.end = "";
    end.append(...parts);
    this.main.querySelector(".note.then")?.remove();
    this.main.querySelector(".reads")?.remove();
    this.toStart?.remove();
    this.form.replaceChildren();
    this.form.replaceWith(end);
    document.title = this.tab;
    end.querySelector("h1")?.focus({ preventScroll: true });
    top();
  }

  private receipt(words: string[]): Node {
    const part = this.part("receipt");
    const code = part.querySelector("[data-receipt]")!;
    code.append(`${words.slice(0, 4).join(" ")} `, document.createElement("br"), words.slice(4).join(" "));
    part.querySelector("[data-print-receipt]")!.addEventListener("click", () => window.print());
    return part;
  }

  private told(step: Step, number: number, answers: Answers): Node {
    const part = this.part("told");
    const title = answers.last(step) > 1 ? `${step.title} (${number})` : step.title;
    const button = part.querySelector<HTMLElement>("[data-change]")!;
    [button.dataset.change, button.dataset.number] = [step.id, String(number)];
    button.querySelector("span")!.textContent = `: ${title}`;
    part.querySelector("h2")!.textContent = title;
    const lines = step.fields.flatMap(({ name, label, options }) => {
      const value = answers.get(numbered(name, number));
      if (!value) return [];
      return [...(label ? [paragraph("label", label)] : []), paragraph("answer", options?.get(value) ?? value)];
    });
    if (lines.length) part.querySelector(".soft")!.replaceWith(...lines);
    return part;
  }

  private notSent(why: string): Node {
    const part = this.part("not-sent");
    part.querySelector("[data-why]")!.textContent = this.word(why);
    part.querySelector<HTMLElement>("[data-whole]")!.hidden = why !== "seal";
    return part;
  }

  private problems(wrong: Map<string, Wrong>, step: Step): Node[] {
    if (!wrong.size) return [];
    const part = this.part("problems");
    const list = part.querySelector("ul")!;
    for (const [name, what] of wrong) {
      const most = step.fields.find((field) => numbered(field.name, Number(name.split(".")[1] ?? 1)) === name)?.most ?? 0;
      const link = document.createElement("a");
      link.href = `#${what === "trap" ? TRAP : name.replace(/\./g, "-")}`;
      link.textContent = this.word(what, most);
      const item = document.createElement("li");
      item.append(link);
      list.append(item);
    }
    return [part];
  }

  private fill(asked: DocumentFragment, name: string, answers: Answers): void {
    for (const input of inputs(asked, name)) {
      if (input.type === "radio") (input as HTMLInputElement).checked = input.value === answers.get(name);
      else input.value = answers.get(name);
    }
  }

  private mark(asked: DocumentFragment, name: string, most: number, wrong: Wrong | undefined): void {
    const [input] = inputs(asked, name);
    if (!wrong || !input) return;
    const box = input.closest("fieldset, .ask")!;
    const choice = box.localName === "fieldset";
    const what = paragraph("what", this.word(wrong, most));
    what.id = `${name.replace(/\./g, "-")}-e`;
    box.classList.add("wrong");
    (choice ? input.closest("label")! : input).before(what);
    const described = choice ? box : input;
    described.setAttribute("aria-describedby", `${described.getAttribute("aria-describedby") ?? ""} ${what.id}`.trim());
    if (!choice) input.setAttribute("aria-invalid", "true");
  }

  private word(name: string, limit = 0): string {
    return (this.ahead.getAttribute(`data-w-${name}`) ?? "").replace("{limit}", String(limit));
  }

  private put(then: DocumentFragment[], ...content: Node[]): void {
    this.main.querySelector(".note.then")?.remove();
    if (then.length) {
      const note = document.createElement("div");
      note.className = "note then";
      note.tabIndex = -1;
      note.append(...then.map((one) => one.cloneNode(true)));
      this.form.before(note);
    }
    this.form.replaceChildren(...content);
  }

  // Whoever listens to the page hears first what is new in it.
  private focus(wrong: boolean): void {
    document.title = wrong ? (this.data.tabError ?? "") : this.tab;
    const error = this.form.querySelector<HTMLElement>(".error");
    const heading = this.form.querySelector<HTMLElement>("h1");
    if (heading) heading.tabIndex = -1;
    (error ?? this.main.querySelector<HTMLElement>(".note.then") ?? heading)?.focus({ preventScroll: true });
    if (error) error.scrollIntoView({ behavior: "instant", block: "start" });
    else top();
  }

  private part(name: string): DocumentFragment {
    const found = [...this.ahead.querySelectorAll<HTMLTemplateElement>("template[data-part]")].find(({ dataset }) => dataset.part === name);
    return found!.content.cloneNode(true) as DocumentFragment;
  }
}

function inputs(root: ParentNode, name: string): (HTMLInputElement | HTMLTextAreaElement)[] {
  return [...root.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("input, textarea")].filter((input) => input.name === name);
}

// A group's template is of its first: the names and ids of another one have its number.
function renumber(asked: DocumentFragment, number: number): void {
  if (number === 1) return;
  for (const element of asked.querySelectorAll("[name], [id], [for], [aria-describedby]")) {
    for (const attribute of ["name", "id", "for", "aria-describedby"]) {
      const value = element.getAttribute(attribute);
      if (value) element.setAttribute(attribute, value.replace(/\b(child|person)([.-])1([.-])/g, `$1$2${number}$3`));
    }
  }
}

function paragraph(className: string, text: string): HTMLElement {
  const made = document.createElement("p");
  [made.className, made.textContent] = [className, text];
  return made;
}

function top(): void {
  window.scrollTo({ top: 0, behavior: "instant" });
}
