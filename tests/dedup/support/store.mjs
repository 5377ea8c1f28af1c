// What every store does.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

/** Long enough for any test, in seconds. */
const LONG = 60;

/**
 * @param make Makes `{ store, pass }`, a store without a key in it, and what
 * makes so many seconds pass for it.
 * @param short A lease that is worth waiting for, in seconds.
 */
export function testStore(name, make, short = LONG) {
  const it = (what, run) => test(what, async () => run(await make()));

  describe(name, { concurrency: true }, () => {
    it("of two claims, the first holds", async ({ store }) => {
      assert.equal(await store.claim("a", "x", LONG), "claimed");
      assert.equal(await store.claim("a", "y", LONG), "held");
      assert.equal(await store.claim("b", "y", LONG), "claimed");
    });

    it("what is committed is done", async ({ store }) => {
      await store.claim("a", "x", LONG);
      assert.equal(await store.commit("a", "x", LONG), true);
      assert.equal(await store.claim("a", "y", LONG), "done");
    });

    it("what is released is free", async ({ store }) => {
      await store.claim("a", "x", LONG);
      assert.equal(await store.release("a", "x"), true);
      assert.equal(await store.claim("a", "y", LONG), "claimed");
    });

    it("only the holder renews, commits or releases", async ({ store }) => {
      await store.claim("a", "x", LONG);
      for (const token of ["y", "", "h", "d", "hx", "dx"]) {
        assert.equal(await store.renew("a", token, LONG), false, token);
        assert.equal(await store.commit("a", token, LONG), false, token);
        assert.equal(await store.release("a", token), false, token);
      }
      assert.equal(await store.claim("a", "y", LONG), "held");
      assert.equal(await store.commit("a", "x", LONG), true);
    });

    it("what is done stays so, whoever wants otherwise", async ({ store }) => {
      await store.claim("a", "x", LONG);
      await store.commit("a", "x", LONG);
      for (const token of ["x", "y"]) {
        assert.equal(await store.renew("a", token, LONG), false);
        assert.equal(await store.release("a", token), false);
      }
      assert.equal(await store.commit("a", "y", LONG), false);
      assert.equal(await store.claim("a", "x", LONG), "done");
    });

    it("a call that is repeated has the same result", async ({ store }) => {
      assert.equal(await store.claim("a", "x", LONG), "claimed");
      assert.equal(await store.claim("a", "x", LONG), "claimed");
      assert.equal(await store.commit("a", "x", LONG), true);
      assert.equal(await store.commit("a", "x", LONG), true);
    });

    it("a lease ends", async ({ store, pass }) => {
      await store.claim("a", "x", short);
      await pass(short * 0.5);
      assert.equal(await store.claim("a", "y", short), "held");
      await pass(short * 0.5);
      assert.equal(await store.claim("a", "y", LONG), "claimed");
      assert.equal(await store.renew("a", "x", LONG), false);
      assert.equal(await store.commit("a", "x", LONG), false);
      assert.equal(await store.release("a", "x"), false);
      assert.equal(await store.commit("a", "y", LONG), true);
    });

    it("a lease that is renewed goes on", async ({ store, pass }) => {
      await store.claim("a", "x", short);
      await pass(short * 0.6);
      assert.equal(await store.renew("a", "x", short), true);
      await pass(short * 0.6);
      assert.equal(await store.claim("a", "y", short), "held");
      await pass(short * 0.4);
      assert.equal(await store.renew("a", "x", short), false);
      assert.equal(await store.claim("a", "y", short), "claimed");
    });

    it("a lease that has ended may be committed while nobody has taken over", async ({ store, pass }) => {
      await store.claim("a", "x", short);
      await pass(short);
      assert.equal(await store.release("a", "x"), false);
      assert.equal(await store.commit("a", "x", LONG), true);
      assert.equal(await store.claim("a", "y", LONG), "done");
    });

    it("what is done is remembered for so long", async ({ store, pass }) => {
      await store.claim("a", "x", LONG);
      await store.commit("a", "x", short);
      await pass(short * 0.5);
      assert.equal(await store.claim("a", "y", LONG), "done");
      await pass(short * 0.5);
      assert.equal(await store.claim("a", "y", LONG), "claimed");
    });

    it("of many claims at once, one holds", async ({ store }) => {
      const claims = await Promise.all(Array.from({ length: 50 }, (_, i) => store.claim("a", `${i}`, LONG)));
      assert.equal(claims.filter((claim) => claim === "claimed").length, 1);
      assert.equal(claims.filter((claim) => claim === "held").length, 49);
    });

    it("any text is a key", async ({ store }) => {
      const keys = ["", " ", "a:b", "{a}", "\r\n$1\r\n", "é🙂", "\0", "__proto__", "x".repeat(100_000)];
      for (const key of keys) assert.equal(await store.claim(key, "x", LONG), "claimed");
      for (const key of keys) assert.equal(await store.claim(key, "y", LONG), "held");
    });
  });
}
