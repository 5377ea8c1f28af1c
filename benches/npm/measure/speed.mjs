// A process of its own, with one version of Node: how long every contender
// takes, for every kind of body. Prints JSON.

import { CONTENDERS } from "../contenders/index.mjs";
import { makeBodies, signRequests, tamper } from "../requests/requests.mjs";
import { SCHEMES } from "../requests/schemes.mjs";
import { runRounds } from "./rounds.mjs";
import { Runner } from "./runner.mjs";

const { bodies: kinds, rounds, batchMs, warmUpMs } = JSON.parse(process.argv[2]);

const made = [];
for (const contender of CONTENDERS) {
  made.push({ contender, verify: await contender.make(SCHEMES[contender.scheme].secret) });
}

// The first kind is run twice: what was compiled for it is thrown away when
// other kinds come, and what stays then is what is measured.
await measure(kinds[0], { rounds: 1, batchMs, warmUpMs: 5 * warmUpMs });
const rows = [];
for (const [index, kind] of kinds.entries()) {
  const start = performance.now();
  rows.push({ ...kind, times: Object.fromEntries(await measure(kind, { rounds, batchMs, warmUpMs })) });
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  console.error(`    Node ${process.versions.node}: ${index + 1} of ${kinds.length} kinds of bodies, ${seconds} s`);
}
console.log(JSON.stringify(rows));

async function measure({ size, envelope }, timing) {
  const bodies = makeBodies(size, envelope);
  const signed = new Map();
  const runners = [];
  for (const { contender, verify } of made) {
    if (!signed.has(contender.scheme)) signed.set(contender.scheme, signRequests(bodies, contender.scheme));
    const requests = signed.get(contender.scheme);
    const runner = new Runner(contender, verify, requests);
    await runner.check(tamper(requests.slice(0, 8)));
    runners.push(runner);
  }
  return runRounds(runners, timing);
}
