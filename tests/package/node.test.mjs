// The packed package in projects of Node, as a module and as a script.

import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { project, run } from "./support/project.mjs";
import { assertReport, importing, PRINT, requiring } from "./support/report.mjs";

const NODES = { "Node 20": process.env.COUNTERSIGN_NODE20, "Node 24": process.env.COUNTERSIGN_NODE24 };

const modules = await project(importing(PRINT));
const scripts = await project(requiring());

for (const [name, node] of Object.entries(NODES)) {
  test(`${name}: as a module`, async () => {
    assertReport(await run(node, ["main.mjs"], { cwd: modules }));
  });

  test(`${name}: as a script`, async () => {
    assertReport(await run(node, ["main.cjs"], { cwd: scripts }));
  });

  test(`${name}: as a program`, async () => {
    const [program] = readdirSync(join(modules, "node_modules/.bin")).filter((file) => file === "countersign");
    const listed = await run(node, [join("node_modules/.bin", program), "schemes"], { cwd: modules });
    assert.match(listed, /bottlecrm/);
  });
}

test("importing the package changes no built-in and adds no global", async () => {
  // Where a built-in is changed, a module throws.
  assertReport(await run(NODES["Node 24"], ["--frozen-intrinsics", "main.mjs"], { cwd: modules }));

  const { "main.mjs": all } = importing("");
  const imports = all.match(/(?<=^import .* from )"countersign.*(?=;$)/gm);
  const script =
    "const names = () => Reflect.ownKeys(globalThis).map(String).sort().join();" +
    `const before = names(); for (const path of [${imports}]) await import(path);` +
    "if (names() !== before) throw new Error(names());";
  await run(NODES["Node 24"], ["--input-type=module", "-e", script], { cwd: modules });
});

test("nothing comes with it", () => {
  const installed = readdirSync(join(modules, "node_modules")).filter((name) => !name.startsWith("."));
  assert.deepEqual(installed, ["countersign"]);
});
