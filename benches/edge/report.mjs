// The results, as Markdown.

import { CONNECTIONS } from "./support/client.mjs";
import { median } from "./support/statistics.mjs";
import { ratio } from "./targets.mjs";

const NAMES = {
  filter: "the edge filter",
  plain: "the same in plain JavaScript",
  grouped: "plain JavaScript with group commit",
  floor: "the floor: one insert, unchecked",
  rejected: "the edge filter, bad signatures",
  "plain, rejected": "plain JavaScript, bad signatures",
};

export function report(results, verdicts) {
  const { rounds, requests, ceiling, disk, accepting, delivered, steady, steadyDelivering } = results;
  return `# The edge filter's speed

Written by \`cargo xtask bench edge\`.

Everything runs on one machine and one version of workerd, with the same settings: one Worker, SQLite
Durable Objects on disk, webhooks of 1 KB over ${CONNECTIONS} connections that stay open. The plain
Worker does what the filter does, on WebCrypto and the same tables; the floor stores each body in one
row, and checks nothing. Each figure is the median of ${rounds} rounds of ${requests} requests, in
which all take turns; a ratio is the median of the rounds' ratios. Rates change with the machine, so
compare within a table only. The load generator by itself reaches ${Math.round(ceiling)} requests/s. The disk
takes ${disk.p50.toFixed(2)} ms to sync 4 KB, ${disk.p99.toFixed(2)} ms at p99.

What differs: the filter stores what comes together by one commit, and settles deliveries that end
together by one. The plain Worker with group commit stores together too, and settles one by one; to the
other two, each request is a commit of its own. All answer only what is durable. The plain Workers have
up to 6 requests under way to their one destination, the filter 3, so that other destinations find room.
Where there is nowhere to deliver to, the filter alone writes a row that says so.

## Accepting

No route matches, so nothing is delivered.

${table(accepting, "rate", [
  ["requests/s", "rate", 0],
  ["p50, ms", "p50", 1],
  ["p99, ms", "p99", 1],
  ["CPU, µs a request", "cpu", 0],
])}

## Accepting and delivering

Every event goes to a sink that answers 204 at once.

${table(delivered, "deliveredRate", [
  ["accepted/s", "rate", 0],
  ["until all is delivered, events/s", "deliveredRate", 0],
  ["p50, ms", "p50", 1],
  ["p99, ms", "p99", 1],
  ["CPU, µs an event", "cpu", 0],
])}

## At half of the top rate

Random arrivals, whether or not earlier requests are answered. Time counts from the moment a request
was due.

| | requests/s | p50, ms | p99, ms |
|---|---:|---:|---:|
${steadyRow("accepting", steady)}
${steadyRow("accepting and delivering", steadyDelivering)}

## Targets

| | found | wanted | |
|---|---|---|---|
${verdicts.map(({ what, found, wanted, holds }) => `| ${what} | ${found} | ${wanted} | ${holds ? "holds" : "**missed**"} |`).join("\n")}
`;
}

/** The last column is the rate that counts. */
function table(samples, key, columns) {
  const value = (list, field, digits) =>
    list[0][field] === undefined ? "" : median(list.map((sample) => sample[field])).toFixed(digits);
  const rows = Object.entries(samples).map(([name, list]) => {
    const cells = columns.map(([, field, digits]) => value(list, field, digits));
    return `| ${NAMES[name]} | ${cells.join(" | ")} | ${ratio(list, samples.filter, key).toFixed(2)}× |`;
  });
  return [
    `| | ${columns.map(([title]) => title).join(" | ")} | rate, to the filter's |`,
    `|---|${"---:|".repeat(columns.length + 1)}`,
    ...rows,
  ].join("\n");
}

const steadyRow = (name, { rate, p50, p99 }) =>
  `| ${name} | ${rate.toFixed(0)} | ${p50.toFixed(1)} | ${p99.toFixed(1)} |`;
