// Puts the built-in schemes where the npm package's own build puts them.

import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import type { Plugin } from "vite";

const FOLDER = new URL("../../src/schemes/", import.meta.url);

export function schemes(): Plugin {
  const files = readdirSync(fileURLToPath(FOLDER)).filter((file) => file.endsWith(".json")).sort();
  const all = files.map((file) => JSON.parse(readFileSync(new URL(file, FOLDER), "utf8")) as unknown);
  return {
    name: "countersign-schemes",
    config: () => ({ define: { BUILTIN_SCHEMES: JSON.stringify(all) } }),
  };
}
