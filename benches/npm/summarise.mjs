// From the times of every round to the ratios that are shown and judged.

import { median, speedUps, spread } from "./statistics.mjs";

/** The contender that has the ratio 1. */
const BASE = "by-hand";

/**
 * @param {{ size: number, envelope: string, times: Record<string, number[]> }} row
 * the times of a call in each round, in ms, by the contender's id
 * @param {{ id: string, rival: string }[]} peers
 * @returns {{
 *   size: number, envelope: string,
 *   baseUs: number,
 *   ratios: Record<string, Spread>,
 *   leads: Record<string, Spread>,
 * }} `ratios`: how many times faster than by hand; `leads`: by the peer's id,
 * how many times faster than that peer Countersign is
 */
export function summarise({ size, envelope, times }, peers) {
  const ratio = (slow, fast) => spread(speedUps(times[slow], times[fast]));
  return {
    size,
    envelope,
    baseUs: median(times[BASE]) * 1000,
    ratios: Object.fromEntries(Object.keys(times).map((id) => [id, ratio(BASE, id)])),
    leads: Object.fromEntries(peers.map(({ id, rival }) => [id, ratio(id, rival)])),
  };
}
