// A process of its own, for one contender: what a call allocates. Prints JSON:
// by the size of the body, bytes on the heap and in buffers beside it.

import { GCProfiler } from "node:v8";

import { CONTENDERS } from "../contenders/index.mjs";
import { makeBodies, signRequests } from "../requests/requests.mjs";
import { SCHEMES } from "../requests/schemes.mjs";
import { median } from "../statistics.mjs";
import { Runner } from "./runner.mjs";

const WARM_UP_MS = 300;
const REPEATS = 5;

/** At most so many calls are counted at once, and with bodies of so many bytes together. */
const MAX_CALLS = 2048;
const MAX_BYTES = 2 ** 23;

const { id, sizes } = JSON.parse(process.argv[2]);
const contender = CONTENDERS.find((contender) => contender.id === id);
const verify = await contender.make(SCHEMES[contender.scheme].secret);

const allocated = {};
for (const size of sizes) {
  const runner = new Runner(contender, verify, signRequests(makeBodies(size, "first"), contender.scheme));
  await runner.warmUp(WARM_UP_MS);
  allocated[size] = await allocatedPerCall(runner, Math.min(MAX_CALLS, MAX_BYTES / size));
}
console.log(JSON.stringify(allocated));

async function allocatedPerCall(runner, most) {
  const samples = [];
  while (samples.length < REPEATS) samples.push(await sample(runner, most));
  return { heap: median(samples.map(({ heap }) => heap)), buffers: median(samples.map(({ buffers }) => buffers)) };
}

/** Over as many calls as fit between two collections of garbage. */
async function sample(runner, most) {
  for (let calls = most; calls >= 1; calls /= 2) {
    const inputs = runner.prepare(calls);
    globalThis.gc();
    const profiler = new GCProfiler();
    profiler.start();
    const before = process.memoryUsage();
    await runner.run(calls, inputs);
    const after = process.memoryUsage();
    if (profiler.stop().statistics.length > 0) continue;
    return {
      heap: (after.heapUsed - before.heapUsed) / calls,
      buffers: (after.arrayBuffers - before.arrayBuffers) / calls,
    };
  }
  throw new Error(`${contender.name}: no call without a collection of garbage`);
}
