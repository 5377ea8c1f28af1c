import { test } from "node:test";
import assert from "node:assert/strict";

import { loadPackage } from "../support/package.mjs";
import { testStore } from "./support/store.mjs";

const { MemoryStore } = (await loadPackage("countersign/dedup")).esm;

/** A store, and a clock that is wound by hand. */
function make(options) {
  const clock = { ms: 0 };
  return { clock, store: new MemoryStore({ ...options, now: () => clock.ms }) };
}

testStore("memory", () => {
  const { clock, store } = make();
  return { store, pass: (seconds) => (clock.ms += seconds * 1_000) };
});

test("what was done the longest ago makes room first", async () => {
  const { clock, store } = make({ maxEntries: 3 });
  for (const key of ["a", "b", "c", "d"]) {
    assert.equal(await store.claim(key, "x", 60), "claimed");
    await store.commit(key, "x", 60);
    clock.ms += 1;
  }
  assert.equal(store.size, 3);
  assert.equal(await store.claim("b", "y", 60), "done");
  assert.equal(await store.claim("a", "y", 60), "claimed");
  assert.equal(await store.claim("b", "y", 60), "claimed");
});

test("what is in progress is never forgotten: a full store refuses", async () => {
  const { clock, store } = make({ maxEntries: 2 });
  await store.claim("a", "x", 60);
  await store.claim("b", "x", 60);
  await assert.rejects(store.claim("c", "x", 60), /full: 2 events are in progress/);
  assert.equal(await store.claim("a", "y", 60), "held");
  assert.equal(store.size, 2);

  await store.commit("b", "x", 60);
  assert.equal(await store.claim("c", "x", 60), "claimed");
  assert.equal(await store.claim("a", "y", 60), "held");
  clock.ms += 60_000;
  assert.equal(await store.claim("d", "x", 60), "claimed", "a lease that has ended makes room");
});

test("what has ended is forgotten, however much else is kept", async () => {
  const { clock, store } = make();
  for (let i = 0; i < 1_000; i++) {
    await store.claim(`${i}`, "x", 60);
    await store.commit(`${i}`, "x", 60);
  }
  assert.equal(store.size, 1_000);
  clock.ms += 60_000;
  await store.claim("next", "x", 60);
  assert.equal(store.size, 1);
});

test("its memory is bounded", async () => {
  const { store } = make({ maxEntries: 100 });
  for (let i = 0; i < 10_000; i++) {
    await store.claim(`${i}`, "x", 60);
    if (i % 3 === 0) await store.release(`${i}`, "x");
    else await store.commit(`${i}`, "x", 60);
    assert.ok(store.size <= 100);
  }
});

test("its own clock works", async () => {
  const store = new MemoryStore();
  assert.equal(await store.claim("a", "x", 0.02), "claimed");
  assert.equal(await store.claim("b", "x", 60), "claimed");
  await new Promise((resolve) => setTimeout(resolve, 30));
  assert.equal(await store.claim("a", "y", 60), "claimed");
  assert.equal(await store.claim("b", "y", 60), "held");
});

test("what is no number of entries is said at once", () => {
  for (const maxEntries of [0, -1, 1.5, NaN, Infinity, "1"]) {
    assert.throws(() => new MemoryStore({ maxEntries }), { name: "TypeError", message: /maxEntries/ });
  }
});
