// Figures: a name, a value, a limit, and whether it is reached. Must not know where one comes from.

/**
 * A figure. `most` or `least` is its limit; without either it is for information.
 * `show` makes the words for a number.
 */
export function figure(name, value, { most, least, show = String, note = "" } = {}) {
  const limit = most !== undefined ? `at most ${show(most)}` : least !== undefined ? `at least ${show(least)}` : "";
  const reached = most !== undefined ? value <= most : least !== undefined ? value >= least : null;
  return { name, value, shown: show(value), limit, reached, note };
}

export const failed = (figures) => figures.filter((one) => one.reached === false);

/** A Markdown table. */
export function table(figures) {
  const rows = figures.map((one) => [one.name, one.shown, one.limit, { true: "yes", false: "**NO**", null: "" }[one.reached], one.note]);
  const all = [["what", "measured", "limit", "reached", "remark"], ...rows];
  const line = (cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(all[0]), "|---|---:|---:|---|---|", ...rows.map(line)].join("\n");
}

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

const grouped = (n) => Math.round(n).toLocaleString("en-GB");
export const bytes = (n) => `${grouped(n)} bytes`;
export const rate = (n) => `${grouped(n)}/s`;
export const millis = (n) => `${n.toFixed(0)} ms`;
export const micros = (n) => `${n.toFixed(1)} µs`;
export const ratio = (n) => n.toFixed(2);
export const mega = (n) => `${(n / 1e6).toFixed(1)} MB`;
