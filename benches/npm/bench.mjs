// Measures the built package on every version of Node, prints what came of it,
// writes the document, and ends with 2 where a target is missed.
//
//   node bench.mjs [--quick] NODE…
//
// `--quick` takes fewer rounds, sizes and calls, and leaves the document alone.

import { cpSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

installPackage();
await import("./run.mjs"); // it imports the package, so it comes after that

/** A copy of the package, found by its name, as its users have it. A build beside this alters nothing. */
function installPackage() {
  const copy = at("node_modules/countersign");
  rmSync(copy, { recursive: true, force: true });
  for (const part of ["package.json", "dist"]) {
    cpSync(at(`../../pkg/${part}`), `${copy}/${part}`, { recursive: true });
  }
}
