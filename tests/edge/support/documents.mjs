// What the documents say, as far as tests do it.

import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** A document, by its path in the repository. */
export const readDocument = (path) => readFile(join(process.env.COUNTERSIGN_ROOT, path), "utf8");

/** The one block of TOML in a document. */
export async function tomlOf(path) {
  const blocks = [...(await readDocument(path)).matchAll(/^```toml\n(.*?)^```$/gms)].map(([, text]) => text);
  if (blocks.length !== 1) throw new Error(`${path} has ${blocks.length} blocks of TOML`);
  return blocks[0];
}

/** The repository's `wrangler.toml` with another configuration of the filter. */
export async function wranglerWith(configuration) {
  const [settings] = (await readDocument("wrangler.toml")).split(/^\[vars\./m);
  return `${settings}\n${configuration}`;
}
