// Where things are, and what the package is made of.

import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The package's folder. */
export const here = dirname(dirname(fileURLToPath(import.meta.url)));
export const dist = join(here, "dist");
/** Where wasm-bindgen has left the bindings. */
export const bindings = join(dist, "wasm");

/** What stands beside the core, as `countersign/express` does. */
export const SUBPATHS = [
  "adapters/express",
  "adapters/fastify",
  "adapters/fetch",
  "adapters/hono",
  "adapters/node",
  "catalogue/all",
  "dedup/index",
];

/** Writes a file of `dist`. */
export async function put(path, text) {
  await mkdir(dirname(join(dist, path)), { recursive: true });
  await writeFile(join(dist, path), text);
}
