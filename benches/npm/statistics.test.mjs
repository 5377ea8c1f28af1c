import assert from "node:assert/strict";
import { test } from "node:test";

import { median, quantile, speedUps, spread } from "./statistics.mjs";

test("quantiles lie between the values, in whatever order those are", () => {
  assert.equal(median([10, 1, 2]), 2); // as numbers, not as texts
  assert.equal(median([4, 1, 3, 2]), 2.5);
  assert.equal(quantile([0, 10], 0.25), 2.5);
  assert.deepEqual(spread([5, 1, 4, 2, 3]), { low: 2, median: 3, high: 4 });
  assert.deepEqual(spread([7]), { low: 7, median: 7, high: 7 });
  assert.throws(() => median([]), RangeError);
});

test("a round in which everything is slow changes no ratio", () => {
  const byHand = [2, 2, 200, 2];
  const contender = [1, 1, 100, 1];
  assert.deepEqual(speedUps(byHand, contender), [2, 2, 2, 2]);
  assert.throws(() => speedUps([1], []), RangeError);
});
