// The declarations, as a module and a script of a strict project find them.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { test } from "node:test";

import { at } from "../support/files.mjs";
import { projectFolder } from "../support/package.mjs";

test("what a user may write is of the right type, and nothing else is", () => {
  const folder = projectFolder();
  const files = readdirSync(at("tests/node/types")).flatMap((name) =>
    ["mts", "cts"].map((extension) => {
      const file = name.replace(/ts$/, extension);
      copyFileSync(at(`tests/node/types/${name}`), join(folder, file));
      return file;
    }),
  );
  assert.ok(files.length > 0);
  const compilerOptions = {
    exactOptionalPropertyTypes: true,
    lib: ["ES2022"],
    module: "nodenext",
    noEmit: true,
    strict: true,
    target: "ES2022",
    typeRoots: [at("node_modules/@types")],
    types: ["node"],
  };
  const config = { compilerOptions, files };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));

  const manifest = createRequire(import.meta.url).resolve("typescript/package.json");
  const { bin } = JSON.parse(readFileSync(manifest, "utf8"));
  const compiler = join(dirname(manifest), bin.tsc);
  const { status, stdout } = spawnSync(process.execPath, [compiler, "-p", folder]);
  assert.equal(status, 0, String(stdout));
});
