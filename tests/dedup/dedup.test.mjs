import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";

import { loadPackage } from "../support/package.mjs";

const { Verifier, sign } = (await loadPackage()).esm;
const { Dedup, MemoryStore } = (await loadPackage("countersign/dedup")).esm;

const event = { dedupKey: "evt_1" };

/** A store that notes what it is asked, and in which a call can be replaced. */
function watched(replaced = {}) {
  const inner = new MemoryStore();
  const calls = [];
  const store = {};
  for (const name of ["claim", "renew", "commit", "release"]) {
    store[name] = (...args) => {
      calls.push(name);
      return (replaced[name] ?? inner[name].bind(inner))(...args);
    };
  }
  return { store, inner, calls };
}

/** A promise, and what settles it. */
function deferred() {
  let resolve, reject;
  const promise = new Promise((...settle) => ([resolve, reject] = settle));
  return { promise, resolve, reject };
}

test("an event is handled once", async () => {
  const dedup = new Dedup(new MemoryStore(), { scope: "test" });
  assert.deepEqual(await dedup.once(event, (given) => [given]), { status: "handled", value: [event] });
  assert.deepEqual(await dedup.once(event, assert.fail), { status: "duplicate" });
  assert.equal((await dedup.once({ dedupKey: "evt_2" }, () => {})).status, "handled");
});

test("while it is being handled, it is in progress", async () => {
  const dedup = new Dedup(new MemoryStore(), { scope: "test" });
  const { promise, resolve } = deferred();
  const first = dedup.once(event, () => promise);
  assert.deepEqual(await dedup.once(event, assert.fail), { status: "in_progress" });
  resolve("value");
  assert.deepEqual(await first, { status: "handled", value: "value" });
});

for (const [how, fail] of [
  ["throws", (failure) => { throw failure; }],
  ["rejects", (failure) => Promise.reject(failure)],
]) {
  test(`a handler that ${how} has not handled it`, async () => {
    const failure = new Error("the database is down");
    const dedup = new Dedup(new MemoryStore(), { scope: "test" });
    await assert.rejects(dedup.once(event, () => fail(failure)), (error) => error === failure);
    assert.equal((await dedup.once(event, () => {})).status, "handled");
  });
}

test("a verified event is one", async () => {
  const body = '{"id":"evt_1"}';
  const verified = new Verifier("bottlecrm", "s").verify(body, sign("bottlecrm", "s", body));
  const dedup = new Dedup(new MemoryStore(), { scope: "bottlecrm" });
  const { value } = await dedup.once(verified, ({ payload }) => payload);
  assert.deepEqual(value, { id: "evt_1" });
  assert.equal((await dedup.once(verified, assert.fail)).status, "duplicate");
});

test("scopes that share a store do not share events", async () => {
  const store = new MemoryStore();
  for (const scope of ["a", "b"]) {
    assert.equal((await new Dedup(store, { scope }).once(event, () => {})).status, "handled");
  }
  assert.equal((await new Dedup(store, { scope: "a" }).once(event, () => {})).status, "duplicate");
});

test("the lease of a handler that takes long is renewed", async () => {
  const { store, calls } = watched();
  const dedup = new Dedup(store, { scope: "test", lease: 0.06 });
  let signal;
  const first = dedup.once(event, async (_event, given) => {
    signal = given;
    await wait(300);
  });
  await wait(200);
  assert.deepEqual(await dedup.once(event, assert.fail), { status: "in_progress" });
  assert.equal((await first).status, "handled");
  assert.ok(!signal.aborted);
  const renewals = calls.filter((call) => call === "renew").length;
  assert.ok(renewals >= 5, `${renewals} renewals`);
  await wait(100);
  assert.equal(calls.filter((call) => call === "renew").length, renewals, "it is not renewed afterwards");
});

test("a process that stood still is told that another has taken over", async () => {
  // Its store hears of no renewal, as if it had stood still.
  const { store, inner } = watched({ renew: () => new Promise(() => {}) });
  const paused = new Dedup({ ...store, renew: async () => true }, { scope: "test", lease: 0.02 });
  const other = new Dedup(inner, { scope: "test" });
  const { promise, resolve } = deferred();
  const late = paused.once(event, () => promise);
  await wait(40);
  assert.deepEqual(await other.once(event, () => "taken over"), { status: "handled", value: "taken over" });
  resolve("too late");
  assert.deepEqual(await late, { status: "lost", value: "too late" });
  assert.deepEqual(await other.once(event, assert.fail), { status: "duplicate" });
});

test("a late failure does not free what another holds", async () => {
  const { store, inner } = watched({ renew: async () => true });
  const paused = new Dedup(store, { scope: "test", lease: 0.02 });
  const other = new Dedup(inner, { scope: "test" });
  const [late, current] = [deferred(), deferred()];
  const failed = paused.once(event, () => late.promise);
  await wait(40);
  const taken = other.once(event, () => current.promise);
  await wait(1);
  late.reject(new Error("too late"));
  await assert.rejects(failed, /too late/);
  assert.deepEqual(await other.once(event, assert.fail), { status: "in_progress" });
  current.resolve();
  assert.equal((await taken).status, "handled");
});

for (const [what, renew] of [
  ["the lease is another's", async () => false],
  ["the store cannot be reached for as long as a lease", async () => Promise.reject(new Error("offline"))],
]) {
  test(`the signal is aborted when ${what}`, async () => {
    const { store } = watched({ renew });
    const dedup = new Dedup(store, { scope: "test", lease: 0.03 });
    const { value } = await dedup.once(event, async (_event, signal) => {
      await wait(5_000, undefined, { signal }).catch(() => {});
      return signal.reason;
    });
    assert.match(value.message, /lease/);
  });
}

test("a renewal that fails once costs nothing", async () => {
  let renewals = 0;
  const { store, inner } = watched({
    renew: async (...args) => {
      if (renewals++ === 0) throw new Error("offline");
      return inner.renew(...args);
    },
  });
  const dedup = new Dedup(store, { scope: "test", lease: 0.15 });
  const outcome = await dedup.once(event, async (_event, signal) => {
    await wait(250);
    return signal.aborted;
  });
  assert.deepEqual(outcome, { status: "handled", value: false });
});

test("commit waits for a renewal that is under way", async () => {
  const renewal = deferred();
  const { store, calls } = watched({ renew: () => renewal.promise });
  const dedup = new Dedup(store, { scope: "test", lease: 0.03 });
  const outcome = dedup.once(event, () => wait(20));
  await wait(60);
  assert.deepEqual(calls, ["claim", "renew"]);
  renewal.resolve(true);
  await outcome;
  assert.deepEqual(calls, ["claim", "renew", "commit"]);
});

test("a failure of the store is thrown, and frees no key that was handled", async () => {
  const failure = new Error("offline");
  const fails = () => Promise.reject(failure);
  const claiming = new Dedup(watched({ claim: fails }).store, { scope: "test" });
  await assert.rejects(claiming.once(event, assert.fail), failure);

  const { store, calls } = watched({ commit: fails });
  await assert.rejects(new Dedup(store, { scope: "test" }).once(event, () => {}), failure);
  assert.ok(!calls.includes("release"), "it has been handled: it must not be free at once");

  const releasing = new Dedup(watched({ release: fails }).store, { scope: "test" });
  const own = new Error("the handler's own");
  await assert.rejects(releasing.once(event, () => Promise.reject(own)), own);
});

test("each claim has a token of its own", async () => {
  const tokens = new Set();
  const { store, inner } = watched({
    claim: (key, token, lease) => {
      tokens.add(token);
      return inner.claim(key, token, lease);
    },
  });
  const dedup = new Dedup(store, { scope: "test" });
  for (let i = 0; i < 100; i++) await dedup.once(event, () => {});
  assert.equal(tokens.size, 100);
  for (const token of tokens) assert.ok(token.length >= 32);
});

test("a Dedup argument of a wrong type is a TypeError", async () => {
  const store = new MemoryStore();
  for (const [args, hint] of [
    [[undefined, { scope: "a" }], /store/],
    [[new Map(), { scope: "a" }], /store/],
    [[store], /scope/],
    [[store, {}], /scope/],
    [[store, { scope: "" }], /scope/],
    [[store, { scope: "a", lease: 0 }], /lease/],
    [[store, { scope: "a", lease: "60" }], /lease/],
    [[store, { scope: "a", lease: NaN }], /lease/],
    [[store, { scope: "a", keep: -1 }], /keep/],
    [[store, { scope: "a", keep: Infinity }], /keep/],
  ]) {
    assert.throws(() => new Dedup(...args), { name: "TypeError", message: hint });
  }
  const dedup = new Dedup(store, { scope: "a" });
  for (const given of [undefined, null, "evt_1", {}, { dedupKey: 1 }, { dedupKey: "" }]) {
    await assert.rejects(dedup.once(given, assert.fail), { name: "TypeError", message: /dedupKey/ });
  }
});
