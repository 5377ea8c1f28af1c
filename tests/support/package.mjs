// The built package, found as its users find it: by its name, through its
// `exports`.

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { at } from "./files.mjs";

/**
 * A folder in which the package is installed, and which is removed when the
 * process ends.
 */
export function projectFolder() {
  const folder = mkdtempSync(join(tmpdir(), "countersign-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(at("pkg"), join(folder, "node_modules/countersign"), "junction");
  return folder;
}

/** The package, or what it has under a path, as `import` finds it and as `require` does. */
export async function loadPackage(path = "countersign") {
  const folder = projectFolder();
  const load = (file, source) => {
    writeFileSync(join(folder, file), source);
    return import(pathToFileURL(join(folder, file)));
  };
  const esm = await load("imports.mjs", `export * from "${path}";`);
  const { default: cjs } = await load("requires.cjs", `module.exports = require("${path}");`);
  return { esm, cjs };
}
