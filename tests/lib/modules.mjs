// Modules of the front end, as the browser runs them: bundled by the same program as for the pages, and imported here.
import { createRequire } from "node:module";
import { join } from "node:path";

const FRONT = join(import.meta.dirname, "..", "..", "frontend");
const front = createRequire(join(FRONT, "package.json"));

export async function module(path) {
  const { outputFiles } = front("esbuild").buildSync({ entryPoints: [join(FRONT, path)], bundle: true, format: "esm", target: "es2020", write: false });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
}
