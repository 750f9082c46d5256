// The way through the form, and the browser's history: where a teller is, what follows, and the places they came through. In the history itself stands a
// number and nothing else (docs/adr/0004); what it leads to is in memory. Must not know the page.
import type { Answers } from "./answers";
import { MOST_IN_GROUP, type Step, path } from "./form";

export interface Place {
  id: string; // of a step; CHECK for the list of answers
  number: number;
  then: DocumentFragment[];
  change: boolean; // came from the list of answers, and goes back to it
}

export const CHECK = "";

export class Way {
  private places: Place[] = [];
  private at = 0;

  constructor(
    private readonly steps: Step[],
    private readonly answers: Answers,
  ) {
    this.places = [{ id: steps[0]?.id ?? CHECK, number: 1, then: [], change: false }];
    history.scrollRestoration = "manual";
    history.replaceState({ at: 0 }, "");
  }

  get path(): Step[] {
    return path(this.steps, this.answers.get("who"));
  }

  // Where they are. A page of another teller's path is the first after the question who tells.
  get place(): Place {
    const place = this.places[this.at]!;
    const known = place.id === CHECK || this.path.some(({ id }) => id === place.id);
    return known ? place : { ...place, id: this.path.find(({ early }) => !early)?.id ?? CHECK, number: 1 };
  }

  get step(): Step | undefined {
    return this.path.find(({ id }) => id === this.place.id);
  }

  get first(): boolean {
    return this.at === 0;
  }

  // Back to where they are, if the browser was made to go elsewhere while something is on its way.
  stay(state: unknown): void {
    const at = place(state);
    if (at !== null && at !== this.at) history.go(this.at - at);
  }

  go(place: Place): void {
    this.at += 1;
    this.places = [...this.places.slice(0, this.at), place];
    history.pushState({ at: this.at }, "");
  }

  // Where *Continue* leads.
  next(sameTeller: boolean): Omit<Place, "then"> {
    const { number, change } = this.place;
    const here = this.step;
    if (here?.group && number < this.answers.last(here) && !change) return { id: here.id, number: number + 1, change };
    const index = this.path.findIndex(({ id }) => id === here?.id);
    const after = change && sameTeller ? undefined : this.path[index + 1];
    return { id: after?.id ?? CHECK, number: 1, change: false };
  }

  // Where *Add another* leads.
  more(): Omit<Place, "then"> | null {
    const { id, number, change } = this.place;
    return number < MOST_IN_GROUP ? { id, number: number + 1, change } : null;
  }

  // The browser went to another entry. One that a link within the page has made (to skip the menu) is the place they are at.
  moved(state: unknown): boolean {
    const at = place(state);
    if (at === null || !this.places[at]) {
      history.replaceState({ at: this.at }, "");
      return false;
    }
    this.at = at;
    return true;
  }
}

function place(state: unknown): number | null {
  const at = (state as { at?: unknown } | null)?.at;
  return typeof at === "number" ? at : null;
}
