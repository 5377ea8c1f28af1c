// Puts the built-in schemes where the npm package's own build puts them, without
// what the page shows of none.

import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import type { Plugin } from "vite";

const FOLDERS = ["../../src/schemes/", "../../src/catalogue/"].map((folder) => new URL(folder, import.meta.url));

const UNUSED = new Set(["source", "confidence", "handshakes", "retries"]);

export function schemes(): Plugin {
  const all = FOLDERS.flatMap((folder) => {
    const files = readdirSync(fileURLToPath(folder)).filter((file) => file.endsWith(".json")).sort();
    return files.map((file) => {
      const scheme = JSON.parse(readFileSync(new URL(file, folder), "utf8")) as object;
      return Object.fromEntries(Object.entries(scheme).filter(([name]) => !UNUSED.has(name)));
    });
  });
  return {
    name: "countersign-schemes",
    config: () => ({ define: { BUILTIN_SCHEMES: `JSON.parse(${JSON.stringify(JSON.stringify(all))})` } }),
  };
}
