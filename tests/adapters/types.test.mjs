// The declarations, as a module and a script of a strict project find them,
// beside those of the frameworks.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { test } from "node:test";

import { at } from "../support/files.mjs";
import { projectFolder } from "../support/package.mjs";

// One program has one of the two, as it has one copy of the package.
for (const [source, file] of [
  ["usage.ts", "usage.mts"],
  ["script.ts", "script.cts"],
]) {
  test(`${file}: each framework's own types take the adapters`, () => {
    const folder = projectFolder();
    for (const [name, target = name] of [["fastify"], ["hono"], ["express", "express-5"], ["@types"]]) {
      symlinkSync(at(`node_modules/${target}`), join(folder, "node_modules", name), "junction");
    }
    copyFileSync(at(`tests/adapters/types/${source}`), join(folder, file));
    const compilerOptions = {
      lib: ["ES2022", "DOM", "DOM.Iterable"],
      module: "nodenext",
      noEmit: true,
      strict: true,
      target: "ES2022",
      types: ["node"],
    };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: [file] }));

    const manifest = createRequire(import.meta.url).resolve("typescript/package.json");
    const { bin } = JSON.parse(readFileSync(manifest, "utf8"));
    const compiler = join(dirname(manifest), bin.tsc);
    const { status, stdout } = spawnSync(process.execPath, [compiler, "-p", folder]);
    assert.equal(status, 0, String(stdout));
  });
}
