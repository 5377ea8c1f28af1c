// The bench itself, where all that it needs is installed.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import { PEERS } from "./contenders/index.mjs";
import { processor } from "./machine.mjs";
import { measureNode } from "./measure/node.mjs";
import { writeSection } from "./report/document.mjs";
import { section } from "./report/section.mjs";
import { speedChart } from "./report/speed-chart.mjs";
import { firstTable, leadTable, memoryTable, speedTable, targetTable } from "./report/tables.mjs";
import { printTable } from "./report/terminal.mjs";
import { FULL, QUICK } from "./settings.mjs";
import { summarise } from "./summarise.mjs";
import { judge } from "./targets.mjs";

/** What the process ends with where a target is missed: 1 is for errors. */
const MISSED = 2;

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

const { values, positionals: programs } = parseArgs({
  options: { quick: { type: "boolean", default: false } },
  allowPositionals: true,
});
const settings = values.quick ? QUICK : FULL;

const nodes = [];
for (const program of programs) {
  const { rows, ...rest } = await measureNode(program, settings);
  nodes.push({ ...rest, rows: rows.map((row) => summarise(row, PEERS)) });
}
const verdicts = judge(nodes, PEERS);
const missed = verdicts.filter(({ holds }) => !holds).length;

print();
if (!values.quick) write();
process.exitCode = missed === 0 ? 0 : MISSED;

function print() {
  for (const { node, rows, memory, first } of nodes) {
    const on = `Node ${node}`;
    printTable(`${on}: times as fast as node:crypto by hand`, speedTable(rows, { withSpread: false }));
    printTable(`${on}: times as fast as each peer`, leadTable(rows, { withSpread: false }));
    printTable(`${on}: memory, heap + buffers`, memoryTable(memory, settings.memorySizes));
    printTable(`${on}: first verification in a new process`, firstTable(first));
  }
  printTable("Targets", targetTable(verdicts));
  console.log(missed === 0 ? "\nall targets hold" : `\n${missed} of ${verdicts.length} targets are missed`);
}

function write() {
  mkdirSync(at("../../docs"), { recursive: true });
  const document = { nodes, verdicts, versions: versions(), processor: processor(), settings };
  writeSection(at("../../docs/benchmarks.md"), "npm", section(document));
  writeFileSync(at("../../docs/benchmarks.svg"), speedChart(nodes));
  console.log("written: docs/benchmarks.md and docs/benchmarks.svg");
}

/** Of the peers, as they are installed. */
function versions() {
  const version = (name) => JSON.parse(readFileSync(at(`node_modules/${name}/package.json`), "utf8")).version;
  return Object.fromEntries(PEERS.map(({ package: name }) => [name, version(name)]));
}
