// What many measurements come to.

/** The value below which a part of the values lies, from 0 to 1; between two, in proportion. */
export function quantile(values, part) {
  if (values.length === 0) throw new RangeError("there are no values");
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * part;
  const below = sorted[Math.floor(at)];
  const above = sorted[Math.ceil(at)];
  return below + (above - below) * (at % 1);
}

export const median = (values) => quantile(values, 0.5);

/** The middle half of the values, and the middle one. */
export function spread(values) {
  return { low: quantile(values, 0.25), median: median(values), high: quantile(values, 0.75) };
}

/** How many times faster the second was than the first, in each round: pairs, not averages. */
export function speedUps(times, otherTimes) {
  if (times.length !== otherTimes.length) throw new RangeError("each round has both");
  return times.map((time, round) => time / otherTimes[round]);
}
