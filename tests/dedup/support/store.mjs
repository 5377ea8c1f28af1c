// What every store does.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

/** How long a lease is, in seconds. No test takes that long, but where it makes time pass. */
const LEASE = 60;

/**
 * @param make Makes `{ store, pass }`, a store without a key in it, and what
 * makes so many seconds pass for it.
 */
export function testStore(name, make) {
  const it = (what, run) => test(what, async () => run(await make()));

  describe(name, { concurrency: true }, () => {
    it("of two claims, the first holds", async ({ store }) => {
      assert.equal(await store.claim("a", "x", LEASE), "claimed");
      assert.equal(await store.claim("a", "y", LEASE), "held");
      assert.equal(await store.claim("b", "y", LEASE), "claimed");
    });

    it("what is committed is done", async ({ store }) => {
      await store.claim("a", "x", LEASE);
      assert.equal(await store.commit("a", "x", LEASE), true);
      assert.equal(await store.claim("a", "y", LEASE), "done");
    });

    it("what is released is free", async ({ store }) => {
      await store.claim("a", "x", LEASE);
      assert.equal(await store.release("a", "x"), true);
      assert.equal(await store.claim("a", "y", LEASE), "claimed");
    });

    it("only the holder renews, commits or releases", async ({ store }) => {
      await store.claim("a", "x", LEASE);
      for (const token of ["y", "", "h", "d", "hx", "dx"]) {
        assert.equal(await store.renew("a", token, LEASE), false, token);
        assert.equal(await store.commit("a", token, LEASE), false, token);
        assert.equal(await store.release("a", token), false, token);
      }
      assert.equal(await store.claim("a", "y", LEASE), "held");
      assert.equal(await store.commit("a", "x", LEASE), true);
    });

    it("what is done stays so, whoever wants otherwise", async ({ store }) => {
      await store.claim("a", "x", LEASE);
      await store.commit("a", "x", LEASE);
      for (const token of ["x", "y"]) {
        assert.equal(await store.renew("a", token, LEASE), false);
        assert.equal(await store.release("a", token), false);
      }
      assert.equal(await store.commit("a", "y", LEASE), false);
      assert.equal(await store.claim("a", "x", LEASE), "done");
    });

    it("a call that is repeated has the same result", async ({ store }) => {
      assert.equal(await store.claim("a", "x", LEASE), "claimed");
      assert.equal(await store.claim("a", "x", LEASE), "claimed");
      assert.equal(await store.commit("a", "x", LEASE), true);
      assert.equal(await store.commit("a", "x", LEASE), true);
    });

    it("a lease ends", async ({ store, pass }) => {
      await store.claim("a", "x", LEASE);
      await pass(LEASE * 0.5);
      assert.equal(await store.claim("a", "y", LEASE), "held");
      await pass(LEASE * 0.5);
      assert.equal(await store.claim("a", "y", LEASE), "claimed");
      assert.equal(await store.renew("a", "x", LEASE), false);
      assert.equal(await store.commit("a", "x", LEASE), false);
      assert.equal(await store.release("a", "x"), false);
      assert.equal(await store.commit("a", "y", LEASE), true);
    });

    it("a lease that is renewed goes on", async ({ store, pass }) => {
      await store.claim("a", "x", LEASE);
      await pass(LEASE * 0.6);
      assert.equal(await store.renew("a", "x", LEASE), true);
      await pass(LEASE * 0.6);
      assert.equal(await store.claim("a", "y", LEASE), "held");
      await pass(LEASE * 0.4);
      assert.equal(await store.renew("a", "x", LEASE), false);
      assert.equal(await store.claim("a", "y", LEASE), "claimed");
    });

    it("a lease that has ended may be committed while nobody has taken over", async ({ store, pass }) => {
      await store.claim("a", "x", LEASE);
      await pass(LEASE);
      assert.equal(await store.release("a", "x"), false);
      assert.equal(await store.commit("a", "x", LEASE), true);
      assert.equal(await store.claim("a", "y", LEASE), "done");
    });

    it("what is done is remembered for so long", async ({ store, pass }) => {
      await store.claim("a", "x", LEASE);
      await store.commit("a", "x", LEASE);
      await pass(LEASE * 0.5);
      assert.equal(await store.claim("a", "y", LEASE), "done");
      await pass(LEASE * 0.5);
      assert.equal(await store.claim("a", "y", LEASE), "claimed");
    });

    it("of many claims at once, one holds", async ({ store }) => {
      const claims = await Promise.all(Array.from({ length: 50 }, (_, i) => store.claim("a", `${i}`, LEASE)));
      assert.equal(claims.filter((claim) => claim === "claimed").length, 1);
      assert.equal(claims.filter((claim) => claim === "held").length, 49);
    });

    it("any text is a key", async ({ store }) => {
      const keys = ["", " ", "a:b", "{a}", "\r\n$1\r\n", "é🙂", "\0", "__proto__", "x".repeat(100_000)];
      for (const key of keys) assert.equal(await store.claim(key, "x", LEASE), "claimed");
      for (const key of keys) assert.equal(await store.claim(key, "y", LEASE), "held");
    });
  });
}
