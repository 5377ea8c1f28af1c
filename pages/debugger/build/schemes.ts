// Puts the built-in schemes where the npm package's own build puts them, without
// what the page shows of none.

import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import type { Plugin } from "vite";

const BY_NAME = new URL("../../../schemes/builtin/", import.meta.url);
const FOLDERS = [BY_NAME, new URL("../../../schemes/catalogue/", import.meta.url)];

const UNUSED = new Set(["source", "confidence", "handshakes", "retries"]);

export function schemes(): Plugin {
  const all = FOLDERS.flatMap((folder) =>
    filesOf(folder).map((file) => {
      const scheme = JSON.parse(readFileSync(new URL(file, folder), "utf8")) as object;
      return Object.fromEntries(Object.entries(scheme).filter(([name]) => !UNUSED.has(name)));
    }),
  );
  const byName = filesOf(BY_NAME).map((file) => file.replace(/\.json$/, ""));
  return {
    name: "countersign-schemes",
    config: () => ({
      define: {
        BUILTIN_SCHEMES: `JSON.parse(${JSON.stringify(JSON.stringify(all))})`,
        SCHEMES_BY_NAME: JSON.stringify(byName),
      },
    }),
  };
}

function filesOf(folder: URL): string[] {
  return readdirSync(fileURLToPath(folder)).filter((file) => file.endsWith(".json")).sort();
}
