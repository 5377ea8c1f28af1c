// The chart of this bench: who is how fast, at which size.

import { SHOWN } from "../contenders/index.mjs";
import { drawChart } from "./chart.mjs";
import { bytes, decimal, plain } from "./format.mjs";

/** Countersign first, so that it has the same colour whoever else takes part. */
const isOurs = ({ id }) => id === "countersign";
const LINES = [...SHOWN.filter(isOurs), ...SHOWN.filter((contender) => !isOurs(contender))];

export function speedChart(nodes) {
  return drawChart({
    title: "Speed against node:crypto by hand",
    description: describe(nodes),
    panels: nodes.map(({ node, rows }) => {
      const usual = rows.filter(({ envelope }) => envelope === "first");
      return {
        title: `Node ${node.split(".")[0]}: how many times as fast, by size of the body`,
        lines: LINES.map(({ id, name }) => ({
          name: plain(name),
          strong: isOurs({ id }),
          points: usual.map(({ size, ratios }) => ({ x: size, y: ratios[id].median })),
        })),
      };
    }),
    labelX: bytes,
  });
}

/** For who cannot see it: Countersign's line in words. */
function describe(nodes) {
  const lines = nodes.map(({ node, rows }) => {
    const usual = rows.filter(({ envelope }) => envelope === "first");
    const ratios = usual.map(({ size, ratios }) => `${decimal(ratios.countersign.median)} at ${bytes(size)}`);
    return `On Node ${node.split(".")[0]} Countersign's ratio to node:crypto by hand is ${ratios.join(", ")}.`;
  });
  return `${lines.join(" ")} The tables have the numbers of all contenders.`;
}
