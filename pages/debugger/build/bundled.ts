// `bundled.json`: the folders of the npm packages that are in the page, so that their
// licences go along.

import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import type { Plugin } from "vite";

const PACKAGE = /^\0?(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//;

// The page and its thread are bundled one after the other, each with this plugin.
const packages = new Set<string>();

/** Remembers what a bundle is made of, and `others`, by files of theirs. */
export function bundled(others: readonly string[]): Plugin {
  return {
    name: "countersign-bundled",
    generateBundle(_, bundle) {
      const chunks = Object.values(bundle).filter((file) => file.type === "chunk");
      for (const file of [...chunks.flatMap(({ moduleIds }) => moduleIds), ...others]) {
        const [, folder] = PACKAGE.exec(file) ?? [];
        if (folder !== undefined) packages.add(folder);
      }
    },
    async writeBundle({ dir = "" }) {
      await writeFile(join(dir, "bundled.json"), JSON.stringify([...packages].sort()));
    },
  };
}
