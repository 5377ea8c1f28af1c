import assert from "node:assert/strict";
import { test } from "node:test";

import { summarise } from "./summarise.mjs";
import { judge } from "./targets.mjs";

const PEERS = [{ id: "peer", name: "`peer`", rival: "countersign-peer" }];

/** By hand a call takes 1 ms; the others are so many times as fast. */
const row = (size, countersign, lead, envelope = "first") => {
  const times = { "by-hand": [1, 1, 1], countersign: Array(3).fill(1 / countersign) };
  times["countersign-peer"] = [1, 1, 1];
  times.peer = [lead, lead, lead];
  return summarise({ size, envelope, times }, PEERS);
};

const judged = (rows, ms = 10) =>
  judge([{ node: "24.1.0", rows, first: { "countersign-import": [ms], "countersign-require": [ms] } }], PEERS);
const missed = (...args) => judged(...args).filter(({ holds }) => !holds).map(({ what }) => what);

test("each size has its target", () => {
  assert.deepEqual(missed([row(256, 1.5, 2), row(1024, 1.1, 2), row(4096, 0.95, 2), row(1_048_576, 0.95, 2)]), []);
  assert.deepEqual(missed([row(256, 1.49, 2), row(1024, 1.09, 2), row(4096, 0.94, 2), row(1_048_576, 0.94, 2)]), [
    "Node 24: 256 B, against `node:crypto` by hand",
    "Node 24: 1 KB, against `node:crypto` by hand",
    "Node 24: 4 KB, against `node:crypto` by hand",
    "Node 24: 1 MB, against `node:crypto` by hand",
  ]);
});

test("a peer that is as fast at one size misses the target", () => {
  const verdicts = judged([row(256, 2, 9), row(1024, 2, 1), row(4096, 2, 9)]);
  const { holds, measured } = verdicts.find(({ what }) => what.includes("faster than peer"));
  assert.deepEqual([holds, measured], [false, "1.00× at 1 KB"]);
});

test("a first verification takes less than 15 ms", () => {
  assert.deepEqual(missed([row(256, 2, 2)], 14.9), []);
  assert.equal(missed([row(256, 2, 2)], 15).length, 2);
});

test("an envelope at the end is shown, not judged", () => {
  assert.deepEqual(missed([row(256, 2, 2), row(65_536, 0.1, 0.1, "last")]), []);
});
