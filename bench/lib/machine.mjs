// The machine that measures: what a figure must be read with. Must not know any figure.
import { cpus, loadavg, totalmem, release } from "node:os";

export function machine() {
  const list = cpus();
  return {
    date: new Date().toISOString(),
    cores: list.length,
    cpu: list[0]?.model.trim() ?? "unknown",
    memory_gib: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
    node: process.version,
    load: loadavg().map((n) => Number(n.toFixed(2))),
  };
}

/** One sentence for people. A load above a few tenths before the start means that others were using the machine. */
export function words({ date, cores, cpu, memory_gib, kernel, load }) {
  const busy = load[0] > 0.5 ? "; others were using it, so times are noisy" : "";
  return `${date.slice(0, 16).replace("T", " ")} UTC, ${cores} cores (${cpu}), ${memory_gib} GiB, Linux ${kernel}; load before the start ${load[0]}${busy}.`;
}
