// The results as tables of texts, for the terminal and for the document alike.

import { PEERS, SHOWN } from "../contenders/index.mjs";
import { STARTERS } from "../measure/first.mjs";
import { median, speedUps } from "../statistics.mjs";
import { bytes, decimal } from "./format.mjs";

const body = ({ size, envelope }) => bytes(size) + (envelope === "last" ? ", envelope last" : "");
const ratio = ({ low, median, high }, withSpread) =>
  decimal(median) + (withSpread ? ` (${decimal(low)}–${decimal(high)})` : "");

/** How many times as fast as by hand. */
export function speedTable(rows, { withSpread }) {
  const others = SHOWN.filter(({ id }) => id !== "by-hand");
  return {
    head: ["body", "by hand, µs", ...others.map(({ name }) => name)],
    lines: rows.map((row) => [
      body(row),
      decimal(row.baseUs),
      ...others.map(({ id }) => ratio(row.ratios[id], withSpread || id === "countersign")),
    ]),
  };
}

/** How many times as fast as each peer, for the peer's scheme. */
export function leadTable(rows, { withSpread }) {
  return {
    head: ["body", ...PEERS.map(({ name }) => name)],
    lines: rows.map((row) => [body(row), ...PEERS.map(({ id }) => ratio(row.leads[id], withSpread))]),
  };
}

/** Bytes per call, and growth. */
export function memoryTable(memory, sizes) {
  const whole = (value) => Math.max(0, Math.round(value)).toLocaleString("en");
  const cell = ({ heap, buffers }) => `${whole(heap)} + ${whole(buffers)}`;
  return {
    head: ["", ...sizes.map((size) => `bytes per call, ${bytes(size)}`), "grown by"],
    lines: SHOWN.map(({ id, name }) => {
      const { allocated, growth } = memory[id];
      const grown = growth === undefined ? "" : `${(growth / 2 ** 20).toFixed(1)} MB`;
      return [name, ...sizes.map((size) => cell(allocated[size])), grown];
    }),
  };
}

/** Milliseconds to the first verification, and how many times as long as by hand. */
export function firstTable(first) {
  return {
    head: ["", "best, ms", "median, ms", "worst, ms", "times by hand"],
    lines: STARTERS.map(({ id, name }) => [
      name,
      ...[Math.min(...first[id]), median(first[id]), Math.max(...first[id])].map((ms) => ms.toFixed(1)),
      decimal(median(speedUps(first[id], first["by-hand-import"]))),
    ]),
  };
}

/** What was promised, and what came of it. */
export function targetTable(verdicts) {
  return {
    head: ["target", "wanted", "measured", ""],
    lines: verdicts.map(({ what, wanted, measured, holds }) => [what, wanted, measured, holds ? "holds" : "MISSED"]),
  };
}
