// Start and memory: from the moment the program is started to its ready line and to the first page; what it holds then, when every page is
// compressed, and after a load. On all cores, as a partnership would run it.
import { availableParallelism } from "node:os";
import { figure, median, mega, millis } from "./lib/figures.mjs";
import { compressed, memory, stop, waymark, wrk } from "./lib/programs.mjs";

const STARTS = 7;
const READY = 300;
const RESIDENT = 40e6;
const LOAD = { seconds: 5, connections: 256 };

export async function measure(tell) {
  const starts = [];
  for (let n = 1; n <= STARTS; n += 1) {
    const { child, origin, readyAfter, began } = await waymark();
    const answer = await fetch(`${origin}/en/`);
    if (answer.status !== 200) throw new Error(`the first page answered ${answer.status}`);
    await answer.arrayBuffer();
    starts.push({ ready: readyAfter, first: performance.now() - began });
    tell(`start ${n}: ready after ${millis(readyAfter)}, first page after ${millis(starts.at(-1).first)}`);
    const ended = await stop(child);
    if (ended !== 0) throw new Error(`waymark ended with ${ended}`);
  }
  const ready = starts.map((one) => one.ready);
  const first = starts.map((one) => one.first);
  const spread = (list) => `median of ${STARTS}, ${millis(Math.min(...list))} to ${millis(Math.max(...list))}`;

  const { child, origin } = await waymark();
  const at = { ready: memory(child.pid) };
  await compressed(origin);
  at.compressed = memory(child.pid);
  await wrk(`${origin}/en/`, LOAD);
  await wrk(`${origin}/en/course/2/3`, LOAD);
  at.loaded = memory(child.pid);
  await stop(child);
  tell(Object.entries(at).map(([when, { resident, highest }]) => `${when}: ${mega(resident)} (highest ${mega(highest)})`).join(", "));

  const mem = (what, { resident, highest }) => figure(`memory, ${what}`, resident, { most: RESIDENT, show: mega, note: `resident; highest so far ${mega(highest)}` });
  return {
    figures: [
      figure("from start to the ready line", median(ready), { most: READY, show: millis, note: spread(ready) }),
      figure("from start to the first page", median(first), { most: READY, show: millis, note: spread(first) }),
      mem("at the ready line", at.ready),
      mem("after full compression", at.compressed),
      mem(`after ${LOAD.connections} connections at once`, at.loaded),
      figure("memory at its highest", at.loaded.highest, { most: RESIDENT, show: mega, note: `${availableParallelism()} cores` }),
    ],
    starts,
    memory: at,
  };
}
