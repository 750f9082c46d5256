// What was told so far, by name, in memory and nowhere else: never in storage, in an address, or in the history. The rules are those of the
// server for a page without scripts (crates/web-public/src/concern/flow.rs, crates/casework/src/answers.rs); must not know the page.
import { type Field, REQUIRED, type Step, numbered } from "./form";

export type Wrong = "missing" | "no-choice" | "too-long" | "too-much" | "trap";

const MOST_BYTES = 60_000;
const MOST = 300;

export class Answers {
  private readonly all = new Map<string, string>();

  get(name: string): string {
    return this.all.get(name) ?? "";
  }

  // Without white space around it, and as text that can be written down: half a character becomes the sign for one that cannot be read.
  set(name: string, value: string): void {
    const text = new TextDecoder().decode(new TextEncoder().encode(value.replace(/\r\n?/g, "\n").trim()));
    if (text) this.all.set(name, text);
    else this.all.delete(name);
  }

  // Whether something was written, and not only chosen.
  written(all: Step[]): boolean {
    const choices = new Set(all.flatMap(({ fields }) => fields.filter(({ options }) => options).map(({ name }) => name)));
    return [...this.all.keys()].some((name) => !choices.has(first(name)));
  }

  clear(): void {
    this.all.clear();
  }

  // The number of a group's last one that is there; 1 for a step that asks once.
  last(step: Step): number {
    const numbers = [...this.all.keys()].filter((name) => name.split(".")[0] === step.group).map((name) => Number(name.split(".")[1]));
    return step.group ? Math.max(1, ...numbers) : 1;
  }

  // What is sent: the answers to what this teller is asked. Who changes who they are does not lose what they wrote, and it is not sent.
  told(path: Step[]): Record<string, string> {
    const asked = new Set(path.flatMap(({ fields }) => fields.map(({ name }) => name)));
    const mine = [...this.all].filter(([name]) => asked.has(first(name)));
    return { ...Object.fromEntries(mine.sort(([a], [b]) => (a < b ? -1 : 1))), channel: "web" };
  }

  // What is wrong on a step, by the names of its fields.
  wrong(step: Step, number: number): Map<string, Wrong> {
    const found = new Map<string, Wrong>();
    for (const field of step.fields) {
      const name = numbered(field.name, number);
      const wrong = fault(field, this.get(name));
      if (wrong) found.set(name, wrong);
    }
    const first = step.fields[0];
    if (!found.size && first && !this.fit()) found.set(numbered(first.name, number), "too-much");
    return found;
  }

  // The first place on a path where something is wrong. What is too long in all is best made shorter where most is written.
  amiss(path: Step[]): { step: Step; number: number; wrong: Map<string, Wrong> } | undefined {
    const places = path.flatMap((step) => Array.from({ length: this.last(step) }, (_, index) => ({ step, number: index + 1 })));
    const all = places.map((place) => ({ ...place, wrong: this.wrong(place.step, place.number) })).filter(({ wrong }) => wrong.size > 0);
    return all.find(({ wrong }) => ![...wrong.values()].includes("too-much")) ?? all.find(({ wrong }) => wrong.has(REQUIRED)) ?? all[0];
  }

  private fit(): boolean {
    const bytes = new TextEncoder().encode([...this.all].flat().join("")).length;
    return bytes <= MOST_BYTES && this.all.size <= MOST;
  }
}

// The name of a group's first.
function first(name: string): string {
  return name.replace(/\.\d+\./, ".1.");
}

function fault({ name, most, options }: Field, value: string): Wrong | null {
  if (!value) return name === REQUIRED ? "missing" : null;
  if (options) return options.has(value) ? null : "no-choice";
  return [...value].length > most ? "too-long" : null;
}
