// The form as it stands ahead in the page: its steps, who is asked which, and in which words. Reads the templates of concern/ahead.html; must not know
// how a step is shown, nor any words of its own.

export interface Field {
  name: string; // as in the template: a group's first, child.1.name
  label: string; // nothing where the heading names it
  most: number; // letters; 0 for a choice
  options: Map<string, string> | null;
}

export interface Step {
  id: string;
  title: string;
  early: boolean; // asked before it is known who tells
  tellers: string[]; // everyone if empty
  group: string; // child or person, where there may be another one; otherwise nothing
  more: string; // the words of the button for it
  fields: Field[];
  content: DocumentFragment;
}

export const MOST_IN_GROUP = 9;
export const REQUIRED = "worry";

export function steps(ahead: HTMLElement): Step[] {
  return [...ahead.querySelectorAll<HTMLTemplateElement>("template[data-ask]")].map(step);
}

// The steps that a teller walks through; while it is not known who tells, those up to the question who it is.
export function path(all: Step[], teller: string): Step[] {
  const known = all.some(({ tellers }) => tellers.includes(teller));
  return all.filter((one) => (known ? !one.tellers.length || one.tellers.includes(teller) : one.early));
}

// The name of a field of a group, for another number of it.
export function numbered(name: string, number: number): string {
  return name.replace(/\.1\./, `.${number}.`);
}

function step(template: HTMLTemplateElement): Step {
  const { ask = "", title = "", more = "" } = template.dataset;
  const fields = [...template.content.querySelectorAll<HTMLElement>(".ask, fieldset")].map(field);
  return {
    id: ask,
    title,
    more,
    early: "early" in template.dataset,
    tellers: (template.dataset.for ?? "").split(" ").filter(Boolean),
    group: more ? (fields[0]?.name.split(".")[0] ?? "") : "",
    fields,
    content: template.content,
  };
}

function field(box: HTMLElement): Field {
  const inputs = [...box.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("input, textarea")];
  const { name = "", dataset } = inputs[0] ?? {};
  const choice = box.localName === "fieldset";
  // Whose name is the page's heading has no label beside it.
  const label = box.querySelector("h1") ? "" : (box.querySelector(choice ? "legend" : "label")?.textContent ?? "");
  const option = (input: { value: string; nextElementSibling: Element | null }): [string, string] => {
    const words = input.nextElementSibling?.firstChild?.textContent ?? "";
    return [input.value, words.trim()];
  };
  return {
    name,
    label: label.trim(),
    most: Number(dataset?.most ?? 0),
    options: choice ? new Map(inputs.map(option)) : null,
  };
}
