// What the filter has to reach.

import { median } from "./support/statistics.mjs";

const HALF_RATE_P99_MS = 50;

/** The median over the rounds of one rate to another, of the same round. */
export const ratio = (above, below, key = "rate") =>
  median(above.map((sample, round) => sample[key] / below[round][key]));

export function targets({ accepting, delivered, steady, steadyDelivering, touched, ceiling }) {
  const top = Math.max(...Object.values(accepting).flat().map(({ rate }) => rate));
  const atLeast = (what, found, wanted) => ({
    what, found: `${found.toFixed(2)}×`, wanted: `at least ${wanted}×`, holds: found >= wanted,
  });
  const below = (what, found, wanted) => ({
    what, found: `${found.toFixed(1)} ms`, wanted: `below ${wanted} ms`, holds: found < wanted,
  });
  const { requests, rejected, accepted } = touched;
  return [
    atLeast("filter to plain JavaScript, accepting", ratio(accepting.filter, accepting.plain), 1.2),
    atLeast(
      "filter to plain JavaScript, accepting and delivering",
      ratio(delivered.filter, delivered.plain, "deliveredRate"),
      1.2,
    ),
    atLeast("filter to the floor, accepting", ratio(accepting.filter, accepting.floor), 0.85),
    atLeast("rejected to accepted", ratio(accepting.rejected, accepting.filter), 2),
    below("p99 at half of the top rate, accepting", steady.p99, HALF_RATE_P99_MS),
    below(
      "p99 at half of the top rate, accepting and delivering",
      steadyDelivering.p99,
      HALF_RATE_P99_MS,
    ),
    {
      what: `calls of a Durable Object by ${requests} rejected requests`,
      found: `${rejected.called} calls, ${rejected.made} objects`,
      wanted: "none",
      holds: rejected.called === 0 && rejected.made === 0,
    },
    {
      what: `the same count after ${requests} accepted ones`,
      found: `${accepted.called} calls, ${accepted.made} object`,
      wanted: `at least ${requests} calls, or nothing is counted`,
      holds: accepted.called >= requests && accepted.made === 1,
    },
    {
      what: "the load generator's own ceiling to the fastest that was measured",
      found: `${(ceiling / top).toFixed(1)}×`,
      wanted: "at least 2×, or it is the bottleneck",
      holds: ceiling >= 2 * top,
    },
  ];
}
