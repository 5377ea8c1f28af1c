// What the package promises of its speed, and whether it holds.

import { bytes, decimal, plain } from "./report/format.mjs";
import { median, speedUps } from "./statistics.mjs";

/** At least so many times as fast as by hand, from this size up. */
const AGAINST_HAND = [
  { from: 256, ratio: 1.4 },
  { from: 1024, ratio: 1.25 },
  { from: 4096, ratio: 0.99 },
];

/** The most that the first verification of a process takes, in times of that by hand. */
const MAX_FIRST = 3;

/**
 * @param nodes for each version of Node `{ node, rows, first }`, where rows are
 * what `summarise` gives. Bodies whose envelope stands last are not judged:
 * providers do not send them.
 * @returns {{ what: string, wanted: string, measured: string, holds: boolean }[]}
 */
export function judge(nodes, peers) {
  return nodes.flatMap(({ node, rows, first }) => {
    const judged = rows.filter(({ envelope }) => envelope === "first");
    const named = (target) => ({ ...target, what: `Node ${node.split(".")[0]}: ${target.what}` });
    return [
      ...judged.map(againstHand),
      ...peers.map((peer) => againstPeer(peer, judged)),
      ...["import", "require"].map((way) => firstVerification(way, first)),
    ].map(named);
  });
}

function againstHand({ size, ratios }) {
  const { ratio } = AGAINST_HAND.findLast(({ from }) => size >= from);
  const measured = ratios.countersign.median;
  return {
    what: `${bytes(size)}, against \`node:crypto\` by hand`,
    wanted: `at least ${ratio}×`,
    measured: `${decimal(measured)}×`,
    holds: measured >= ratio,
  };
}

/** At every size: the one where the lead is least decides. */
function againstPeer({ id, name }, rows) {
  const [least] = rows.toSorted((a, b) => a.leads[id].median - b.leads[id].median);
  const measured = least.leads[id].median;
  return {
    what: `faster than ${plain(name)} at every size`,
    wanted: "more than 1×",
    measured: `${decimal(measured)}× at ${bytes(least.size)}`,
    holds: measured > 1,
  };
}

/** Processes that ran one after another are compared, as the machine was the same for them. */
function firstVerification(way, first) {
  const measured = median(speedUps(first[`countersign-${way}`], first["by-hand-import"]));
  return {
    what: `first verification in a new process, \`${way}\`, against that by hand`,
    wanted: `at most ${MAX_FIRST}× the time`,
    measured: `${decimal(measured)}×`,
    holds: measured <= MAX_FIRST,
  };
}
