// A process of its own, for one contender: by how many bytes its resident set
// grows over very many calls. Prints JSON.

import { CONTENDERS } from "../contenders/index.mjs";
import { makeBodies, signRequests } from "../requests/requests.mjs";
import { SCHEMES } from "../requests/schemes.mjs";
import { Runner } from "./runner.mjs";

/** So many calls first, after which the heap has the size that it keeps. */
const BEFORE = 100_000;

const { id, size, calls } = JSON.parse(process.argv[2]);
const contender = CONTENDERS.find((contender) => contender.id === id);
const verify = await contender.make(SCHEMES[contender.scheme].secret);
const runner = new Runner(contender, verify, signRequests(makeBodies(size, "first"), contender.scheme));

await runner.run(BEFORE);
const before = resident();
await runner.run(calls);
console.log(JSON.stringify(resident() - before));

/** Without what is garbage already. */
function resident() {
  globalThis.gc();
  return process.memoryUsage.rss();
}
