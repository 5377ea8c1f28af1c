// The packed package on Bun and on Deno, as a module and as a script.

import { existsSync } from "node:fs";
import { test } from "node:test";

import { at } from "../support/files.mjs";
import { project, run } from "./support/project.mjs";
import { assertReport, importing, PRINT, requiring } from "./support/report.mjs";

const modules = await project(importing(PRINT));
const scripts = await project(requiring());

const arch = process.arch === "arm64" ? "aarch64" : process.arch;
const libc = process.platform === "linux" ? "-glibc" : "";

for (const { name, path, args } of [
  { name: "Bun", path: `@oven/bun-${process.platform}-${arch}/bin/bun`, args: ["run"] },
  {
    name: "Deno",
    path: `@deno/${process.platform}-${process.arch}${libc}/deno`,
    args: ["run", "--cached-only", "--node-modules-dir=manual"],
  },
]) {
  const program = at(`tests/package/node_modules/${path}`);
  const skip = existsSync(program) ? false : `npm has no ${name} for ${process.platform} on ${process.arch}`;
  const env = { ...process.env, DENO_DIR: modules, DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1" };

  test(`${name}: as a module`, { skip }, async () => {
    assertReport(await run(program, [...args, "main.mjs"], { cwd: modules, env }));
  });

  test(`${name}: as a script`, { skip }, async () => {
    assertReport(await run(program, [...args, "main.cjs"], { cwd: scripts, env }));
  });
}
