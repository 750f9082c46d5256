// A step of the course, checked in place: reads the answer, fills #feedback from the page's own templates, notes the place. It does as
// the server does for a page without scripts, so it must not know any words, nor which answer is right beyond what the page
// marks (data-right). A page without templates is the server's own answer: there the form is posted as ever.
//
// In the page: template[data-none] (the error summary), template[data-for="a" or "i0"] (feedback), #feedback with an h2 and [data-fill].
// Words on the form (each is left out where it does not apply):
//   data-w-right, data-w-other   headline: all as we would say it, or not; confidence has the first alone; without them the h2 stays
//   data-w-chose                 choice, confidence, scene: before the words of the answer chosen
//   data-w-hit, -miss, -extra, -left   several, spot: belongs and chosen, belongs and left; does not belong and chosen, and left
//   data-w-yes, -no, -blank      sort, order, match: as we would, otherwise, left open; {right} and {yours} stand for the words of the places
//   data-w-up, data-w-down       order: the two buttons (order.ts)
import { note, seen } from "./progress";

type Field = HTMLInputElement | HTMLSelectElement;

interface Result {
  right: boolean | null; // null where no answer is better than another
  value: string; // what the cookie notes
  content: Node[];
}

export function course(): void {
  const { at } = document.querySelector<HTMLElement>(".where")?.dataset ?? {};
  if (at) seen(at);

  const form = document.querySelector<HTMLFormElement>("form[data-check]");
  const feedback = document.getElementById("feedback");
  if (!form || !feedback || !form.querySelector("template[data-for]")) return;

  const title = document.title;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    form.querySelector(":scope > .error")?.remove();
    document.title = title;
    point(form, false);
    const result = mark(form);
    feedback.hidden = !result;
    if (!result) return complain(form);
    show(form, feedback, result);
    const { at = "", id = "" } = form.dataset;
    if (note(at, id, result.value)) send(form);
  });

  feedback.querySelector(".again")?.addEventListener("click", (event) => {
    event.preventDefault();
    feedback.hidden = true;
    form.querySelector<HTMLElement>("input, select:not([hidden]), .items button")?.focus();
  });
}

function mark(form: HTMLFormElement): Result | null {
  switch (form.dataset.check) {
    case "several":
    case "spot":
      return markSeveral(form);
    case "sort":
    case "order":
    case "match":
      return markItems(form);
    default:
      return markOne(form);
  }
}

// choice, confidence, scene
function markOne(form: HTMLFormElement): Result | null {
  const inputs = answers(form);
  const chosen = inputs.find((input) => input.checked);
  if (!chosen) return null;
  const content: Node[] = [element("p", "chose", `${word(form, "chose")} `, element("b", "", textOf(chosen)))];
  content.push(template(form, chosen.value));
  const graded = inputs.some(isRight);
  return { right: graded ? isRight(chosen) : null, value: chosen.value, content };
}

function markSeveral(form: HTMLFormElement): Result | null {
  const inputs = answers(form);
  if (!inputs.some((input) => input.checked)) return null;
  const lines = inputs.map((input) => {
    const good = input.checked === isRight(input);
    const label = isRight(input) ? (good ? "hit" : "miss") : good ? "left" : "extra";
    return { good, line: line(good, word(form, label), textOf(input), template(form, input.value)) };
  });
  return list(lines);
}

function markItems(form: HTMLFormElement): Result | null {
  const items = [...form.querySelectorAll<HTMLElement>("[data-item]")];
  const places = items.map(placeOf);
  if (places.every((place) => place === "")) return null;
  const lines = items.map((item, index) => {
    const { item: name = "", right = "" } = item.dataset;
    const yours = places[index]!;
    const good = yours === right;
    const label = word(form, yours === "" ? "blank" : good ? "yes" : "no")
      .replace("{right}", placeName(item, right))
      .replace("{yours}", placeName(item, yours));
    const title = item.querySelector("legend, label")?.textContent?.trim() ?? "";
    return { good, line: line(good, label, title, template(form, name)) };
  });
  return list(lines);
}

function list(lines: { good: boolean; line: Node }[]): Result {
  const right = lines.every(({ good }) => good);
  return { right, value: right ? "y" : "n", content: [element("ul", "marks", ...lines.map((one) => one.line))] };
}

function line(good: boolean, label: string, title: string, why: Node): Node {
  return element("li", "", element("p", good ? "mark" : "mark off", label), element("p", "", element("b", "", title)), why);
}

function show(form: HTMLFormElement, feedback: HTMLElement, { right, content }: Result): void {
  const title = feedback.querySelector("h2");
  const headline = word(form, right === false ? "other" : "right");
  if (title && headline) title.textContent = headline;
  const fill = feedback.querySelector("[data-fill]");
  if (fill) {
    fill.textContent = "";
    fill.append(...content);
  }
  // Until there is an answer, no link in the page says that it is the way on.
  for (const link of feedback.querySelectorAll<HTMLAnchorElement>("a[data-next]")) link.rel = "next";
  feedback.focus({ preventScroll: true });
  // Smoothly, so that the eye follows; only here, since a page that opens at its feedback must stand there at once.
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  feedback.scrollIntoView({ behavior: still ? "instant" : "smooth" });
}

function complain(form: HTMLFormElement): void {
  const summary = form.querySelector<HTMLTemplateElement>("template[data-none]");
  if (!summary) return;
  form.prepend(summary.content.cloneNode(true));
  document.title = summary.dataset.tab ?? document.title;
  point(form, true);
  form.querySelector<HTMLElement>(".error")?.focus();
}

// Says to a screen reader, on the fields themselves, that something is missing and what. A group of radios cannot be invalid.
function point(form: HTMLFormElement, missing: boolean): void {
  for (const field of form.querySelectorAll("fieldset, .items select")) {
    if (missing) field.setAttribute("aria-describedby", "missing");
    else field.removeAttribute("aria-describedby");
    if (missing && field.matches("select")) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }
}

// The server keeps a copy only if the visitor asked for a come-back code. Whether this arrives changes nothing here.
function send(form: HTMLFormElement): void {
  const pairs = [...new FormData(form)].map(([name, value]): [string, string] => [name, String(value)]);
  const address = form.action.split("#")[0]!;
  fetch(address, { method: "POST", body: new URLSearchParams(pairs), keepalive: true }).catch(() => undefined);
}

function answers(form: HTMLFormElement): HTMLInputElement[] {
  return [...form.querySelectorAll<HTMLInputElement>('input[name="answer"]')];
}

function isRight(input: HTMLInputElement): boolean {
  return "right" in input.dataset;
}

function textOf(field: Field): string {
  return field.labels?.[0]?.textContent?.trim() ?? "";
}

function placeOf(item: HTMLElement): string {
  return item.querySelector("select")?.value ?? item.querySelector<HTMLInputElement>("input:checked")?.value ?? "";
}

function placeName(item: HTMLElement, value: string): string {
  if (value === "") return "";
  for (const option of item.querySelectorAll<HTMLOptionElement>("option")) if (option.value === value) return option.text;
  for (const input of item.querySelectorAll("input")) if (input.value === value) return textOf(input);
  return "";
}

function template(form: HTMLFormElement, name: string): Node {
  const found = [...form.querySelectorAll<HTMLTemplateElement>("template[data-for]")].find((one) => one.dataset.for === name);
  return found ? found.content.cloneNode(true) : document.createTextNode("");
}

function word(form: HTMLFormElement, name: string): string {
  return form.getAttribute(`data-w-${name}`) ?? "";
}

function element(tag: string, className: string, ...children: (Node | string)[]): HTMLElement {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children);
  return made;
}
