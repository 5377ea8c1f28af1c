// How pages of many inboxes are merged: with inboxes that stop anywhere, and
// places that many of them share.

import assert from "node:assert/strict";
import { test } from "node:test";

import { readCursor, writeCursor } from "../../worker/admin/cursor.mjs";
import { merge, resume } from "../../worker/admin/page.mjs";

/** Numbers that look random, and are the same each time. */
function dice(seed) {
  let state = BigInt(seed);
  return (limit) => {
    state = (state * 6364136223846793005n + 1442695040888963407n) & (2n ** 64n - 1n);
    return Number((state >> 33n) % BigInt(limit));
  };
}

const compare = (one, another) =>
  one.received_at - another.received_at
  || Buffer.compare(Buffer.from(one.key), Buffer.from(another.key))
  || Buffer.compare(Buffer.from(one.destination), Buffer.from(another.destination));

function inboxes(below) {
  return Array.from({ length: 1 + below(6) }, (_, shard) => {
    const places = new Map();
    for (let count = below(30); count > 0; count--) {
      const delivery = {
        received_at: below(4),
        // The second sorts before the third by code points, and after it by UTF-16.
        key: ["a", "\uffee", "\u{1f600}", "b"][below(4)],
        destination: ["", "app", "app-2"][below(3)],
      };
      places.set(JSON.stringify(delivery), delivery);
    }
    const deliveries = [...places.values()].sort((one, another) => compare(another, one));
    return { inbox: { source: shard < 2 ? "a" : "b", shard }, deliveries };
  });
}

/** What is asked for is not everything. */
const isWanted = ({ received_at }) => received_at !== 2;

/** An inbox's answer: it stops after it has looked at a few. */
function ask({ inbox, deliveries }, after, below) {
  const rest = deliveries.filter((delivery) => !after || compare(delivery, after) < 0);
  const scanned = 1 + below(8);
  return { inbox, deliveries: rest.slice(0, scanned).filter(isWanted), next: rest[scanned - 1] ?? null };
}

test("pages hold each delivery once, and the newest first", () => {
  const below = dice(1);
  for (let round = 0; round < 1000; round++) {
    const all = inboxes(below);
    const shown = [];
    let seen;
    let turns = 0;
    do {
      assert.ok(turns++ < 1000, "it comes to no end");
      const limit = 1 + below(9);
      const parts = all.map((it) => ask(it, seen && resume(it.inbox, seen), below));
      const { page, end } = merge(parts, limit);
      assert.ok(page.length <= limit);
      shown.push(...page);
      seen = end && readCursor("listed", writeCursor("listed", end));
    } while (seen);
    const expected = all.flatMap(({ deliveries }) => deliveries.filter(isWanted));
    expected.sort((one, another) => compare(another, one));
    assert.deepEqual(shown, expected);
  }
});
