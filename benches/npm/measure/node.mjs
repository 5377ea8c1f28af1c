// Everything that is measured on one version of Node.

import { fileURLToPath } from "node:url";

import { SHOWN } from "../contenders/index.mjs";
import { measureFirst } from "./first.mjs";
import { run } from "./process.mjs";

/** What the young generation may take, in MB: so much that calls are counted without a collection. */
const YOUNG_MB = 128;

/** Those whose growth is measured: with some of the others a million calls take minutes. */
const GROWN = ["countersign", "by-hand"];

/** @param {string} program the path of Node */
export async function measureNode(program, settings) {
  const node = (await run(program, ["--print", "process.versions.node"])).trim();
  console.error(`==> measuring on Node ${node}`);
  const first = await measureFirst(program, settings.processes);
  console.error(`    Node ${node}: first verifications`);
  const rows = await measure(program, [], "speed.mjs", settings);
  const memory = await measureMemory(program, settings);
  console.error(`    Node ${node}: memory`);
  return { node, first, rows, memory };
}

/** By the contender's id: what a call allocates, and what the process grows by. */
async function measureMemory(program, { memorySizes: sizes, growthCalls: calls }) {
  const flags = [`--min-semi-space-size=${YOUNG_MB}`, `--max-semi-space-size=${YOUNG_MB}`];
  const memory = {};
  for (const { id } of SHOWN) {
    const allocated = await measure(program, flags, "allocation.mjs", { id, sizes });
    const growth = GROWN.includes(id)
      ? await measure(program, [], "growth.mjs", { id, size: sizes[0], calls })
      : undefined;
    memory[id] = { allocated, growth };
  }
  return memory;
}

async function measure(program, flags, file, input) {
  const path = fileURLToPath(new URL(file, import.meta.url));
  return JSON.parse(await run(program, ["--expose-gc", ...flags, path, JSON.stringify(input)]));
}
