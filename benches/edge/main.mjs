// Compares the edge filter with the same in plain JavaScript, without and with
// group commit, and with the least that storing takes. Prints what it found,
// and writes it to the file that it is given. Exits with 2 where a target is
// missed.
//
//   node main.mjs [--rounds N] [--requests N] [--out FILE]

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { parseArgs } from "node:util";

import { measure } from "./measure.mjs";
import { report } from "./report.mjs";
import { targets } from "./targets.mjs";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "11" },
    requests: { type: "string", default: "2000" },
    out: { type: "string" },
  },
});

const results = await measure({
  rounds: Number(values.rounds),
  requests: Number(values.requests),
  say: (line) => console.error(`    ${line}`),
});
const verdicts = targets(results);
const text = report(results, verdicts);
console.log(text);
if (values.out) {
  mkdirSync(dirname(values.out), { recursive: true });
  writeFileSync(values.out, text);
}
process.exit(verdicts.every(({ holds }) => holds) ? 0 : 2);
