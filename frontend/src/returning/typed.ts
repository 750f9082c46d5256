// The eight words as people type them: any case, any white space, commas, full stops or hyphens between. The same as crates/seal/src/words.rs, slip by
// slip. Must not know the page, nor what the words open.
import { fit } from "../telling/receipt";

export type Slip = { wrong: "count"; count: number } | { wrong: "word"; typed: string; near: string } | { wrong: "check" };

const WORDS = 8;
const SHOWN = 24; // letters of a word that is shown again

export function read(text: string, list: string[]): string[] | Slip {
  const known = new Set(list);
  const typed = split(text, known).slice(0, WORDS + 1);
  const strange = typed.slice(0, WORDS).find((word) => !known.has(word));
  if (strange !== undefined) {
    const shown = [...strange].slice(0, SHOWN).join("");
    return { wrong: "word", typed: shown, near: nearest(shown, list) };
  }
  if (typed.length !== WORDS) return { wrong: "count", count: typed.length };
  return fit(typed, list) ? typed : { wrong: "check" };
}

// A hyphen parts words, save in the four words of the list that have one.
function split(text: string, known: Set<string>): string[] {
  const runs = text.match(/[\p{Alphabetic}-]+/gu) ?? [];
  return runs.flatMap((run) => {
    const parts = run.toLowerCase().split("-").filter(Boolean);
    const words: string[] = [];
    for (let at = 0; at < parts.length; at += 1) {
      const whole = `${parts[at]}-${parts[at + 1]}`;
      const joined = known.has(whole);
      words.push(joined ? whole : parts[at]!);
      at += joined ? 1 : 0;
    }
    return words;
  });
}

function nearest(word: string, list: string[]): string {
  let [best, least] = ["", Infinity];
  for (const known of list) {
    const far = distance(known, word);
    if (far < least) [best, least] = [known, far];
  }
  return best;
}

// How many letters are put in, left out, changed, or have changed places with the next (optimal string alignment).
function distance(a: string, b: string): number {
  const [from, to] = [[...a], [...b]];
  let before: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const same = from[i - 1] === to[j - 1];
      row[j] = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]) row[j] = Math.min(row[j]!, before[j - 2]! + 1);
    }
    [before, last] = [last, row];
  }
  return last[to.length]!;
}
