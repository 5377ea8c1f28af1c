// The types: checked, and written for ESM and CommonJS.

import { execFile } from "node:child_process";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

import { dist, here, SUBPATHS } from "./paths.mjs";
import { eventTypes, schemeTypes } from "./schemes.mjs";

const types = join(dist, "types");

/** An import of another file, as declarations write it. */
const IMPORT = /(?<=\b(?:from |import\(|module ))"(\.{1,2}\/[\w./-]+)\.js"/g;

/** Checks the types, and writes the declarations of what the entries lead to. */
export async function declare() {
  await rm(types, { recursive: true, force: true });
  await mkdir(types, { recursive: true });
  await writeFile(join(types, "event-types.d.ts"), eventTypes());
  await mkdir(join(types, "catalogue"));
  await writeFile(join(types, "catalogue/schemes.d.ts"), schemeTypes());

  const compiler = createRequire(import.meta.url).resolve("typescript/package.json");
  const { bin } = JSON.parse(await readFile(compiler, "utf8"));
  const tsc = (...args) =>
    promisify(execFile)(process.execPath, [join(dirname(compiler), bin.tsc), ...args]).catch((error) => {
      throw new Error(`the types are wrong:\n${error.stdout}${error.stderr}`);
    });
  await tsc("-p", here, "--noEmit", "false", "--emitDeclarationOnly");
  await tsc("-p", join(here, "ts/adapters"), "--noEmit", "false", "--emitDeclarationOnly");
  await tsc("-p", join(here, "ts/cli"));

  const reached = new Map();
  for (const entry of ["index", ...SUBPATHS, "catalogue/schemes"]) await reach(entry, reached);
  await rm(types, { recursive: true });
  for (const [name, text] of reached) {
    await mkdir(dirname(join(types, name)), { recursive: true });
    await writeFile(join(types, `${name}.d.ts`), text);
    await writeFile(join(types, `${name}.d.cts`), text.replaceAll(IMPORT, '"$1.cjs"'));
  }
}

/** Reads a declaration file and those that it imports. */
async function reach(name, reached) {
  if (reached.has(name)) return;
  const text = await readFile(join(types, `${name}.d.ts`), "utf8");
  reached.set(name, text);
  for (const [, imported] of text.matchAll(IMPORT)) {
    await reach(join(dirname(name), imported), reached);
  }
}
