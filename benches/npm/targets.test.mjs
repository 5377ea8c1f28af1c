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

/** By hand, the first verification of a process takes 4 ms. */
const judged = (rows, ms = 10) => {
  const first = { "by-hand-import": [4], "countersign-import": [ms], "countersign-require": [ms] };
  return judge([{ node: "24.1.0", rows, first }], PEERS);
};
const missed = (...args) => judged(...args).filter(({ holds }) => !holds).map(({ what }) => what);

test("each size has its target", () => {
  assert.deepEqual(missed([row(256, 1.4, 2), row(1024, 1.25, 2), row(4096, 0.99, 2), row(1_048_576, 0.99, 2)]), []);
  assert.deepEqual(missed([row(256, 1.39, 2), row(1024, 1.24, 2), row(4096, 0.98, 2), row(1_048_576, 0.98, 2)]), [
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

test("a first verification takes at most three times that by hand", () => {
  assert.deepEqual(missed([row(256, 2, 2)], 12), []);
  assert.equal(missed([row(256, 2, 2)], 12.1).length, 2);
});

test("an envelope at the end is shown, not judged", () => {
  assert.deepEqual(missed([row(256, 2, 2), row(65_536, 0.1, 0.1, "last")]), []);
});
