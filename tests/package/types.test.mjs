// The packed declarations in projects of TypeScript, however these resolve
// modules, and with every declaration checked.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { test } from "node:test";

import { at } from "../support/files.mjs";
import { project } from "./support/project.mjs";

const STRICT = {
  exactOptionalPropertyTypes: true,
  noEmit: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
  strict: true,
  target: "ES2022",
  types: [],
};

const RESOLUTIONS = [
  { module: "nodenext", extension: "mts" },
  { module: "nodenext", extension: "cts" },
  { module: "esnext", moduleResolution: "bundler", extension: "ts" },
];

const manifest = createRequire(import.meta.url).resolve("typescript/package.json");
const compiler = join(dirname(manifest), JSON.parse(readFileSync(manifest, "utf8")).bin.tsc);

/** What the compiler has to say against a file of the repository, in a project of its own. */
async function complaints(source, { extension, ...resolution }, { linked, ...options }) {
  const file = `usage.${extension}`;
  const compilerOptions = { ...STRICT, ...resolution, ...options };
  const files = {
    [file]: readFileSync(at(source), "utf8"),
    "tsconfig.json": JSON.stringify({ compilerOptions, files: [file] }),
  };
  const cwd = await project(files, linked);
  return new Promise((resolve) => {
    execFile(process.execPath, [compiler, "-p", cwd], { cwd }, (_, stdout) => resolve(stdout));
  });
}

const WEB = ["ES2022", "DOM", "DOM.Iterable"];

const NODE = {
  lib: WEB,
  types: ["node"],
  linked: { "@types": "@types", express: "express-5", fastify: "fastify", hono: "hono" },
};

for (const [what, source, options] of [
  ["without any other types", "tests/package/types/core.ts", { lib: ["ES2022"] }],
  ["with the web's types", "tests/package/types/web.ts", { lib: WEB }],
  ["with Node's and the frameworks' types", "tests/adapters/types/usage.ts", NODE],
]) {
  for (const resolution of RESOLUTIONS) {
    // The frameworks' own declarations for scripts are not the package's.
    if (options === NODE && resolution.extension === "cts") continue;
    const { module, moduleResolution = module, extension } = resolution;
    test(`${what}: ${moduleResolution}, .${extension}`, async () => {
      assert.equal(await complaints(source, resolution, options), "");
    });
  }
}

test("what is wrong is found", async () => {
  const found = await complaints("tests/package/types/web.ts", RESOLUTIONS[0], { lib: ["ES2022"] });
  assert.match(found, /Cannot find name 'Request'/);
});
