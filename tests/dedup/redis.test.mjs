import assert from "node:assert/strict";
import { after, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";

import { loadPackage } from "../support/package.mjs";
import { CLIENTS, noRedis, passTime, startRedis } from "./support/redis.mjs";
import { testStore } from "./support/store.mjs";

const { Dedup, RedisStore } = (await loadPackage("countersign/dedup")).esm;

const skip = noRedis();
if (skip) test("Redis", { skip }, () => {});
else await run();

async function run() {
  const redis = await startRedis();

  for (const [name, connect] of Object.entries(CLIENTS)) {
    const { client, send, close } = await connect(redis.port);
    after(close);

    let stores = 0;
    testStore(name, () => {
      const prefix = `${name} ${stores++}:`;
      return {
        store: new RedisStore(client, { prefix }),
        pass: (seconds) => passTime(send, prefix, seconds),
      };
    });

    test(`${name}: a lease ends by itself`, async () => {
      const store = new RedisStore(client, { prefix: `${name} ends:` });
      assert.equal(await store.claim("a", "x", 0.05), "claimed");
      await wait(100);
      assert.equal(await store.claim("a", "y", 60), "claimed");
    });

    test(`${name}: a Redis that has forgotten the script is told it again`, async () => {
      const store = new RedisStore(client, { prefix: `${name} forgets:` });
      await store.claim("a", "x", 60);
      await send("SCRIPT", "FLUSH");
      assert.equal(await store.claim("a", "y", 60), "held");
      await send("SCRIPT", "FLUSH");
      assert.equal(await store.commit("a", "x", 60), true);
    });

    test(`${name}: the script is sent by its name once Redis knows it`, async () => {
      const store = new RedisStore(client, { prefix: `${name} calls:` });
      await store.claim("a", "x", 60);
      await send("CONFIG", "RESETSTAT");
      for (let i = 0; i < 10; i++) await store.renew("a", "x", 60);
      const stats = String(await send("INFO", "commandstats"));
      assert.match(stats, /cmdstat_evalsha:calls=10,/);
      assert.doesNotMatch(stats, /cmdstat_eval:/);
    });

    test(`${name}: a key lives as long as its lease, and then as long as it is kept`, async () => {
      const store = new RedisStore(client);
      const ttl = async () => Number(await send("PTTL", "countersign:ttl"));
      const isAbout = (ms, expected) => assert.ok(ms > expected - 1_000 && ms <= expected, `${ms} ms`);
      await store.claim("ttl", "x", 60);
      isAbout(await ttl(), 60_000);
      await store.renew("ttl", "x", 90.5);
      isAbout(await ttl(), 90_500);
      await store.commit("ttl", "x", 30 * 86_400);
      isAbout(await ttl(), 2_592_000_000);
      await send("DEL", "countersign:ttl");
      await store.claim("ttl", "x", 60);
      await store.release("ttl", "x");
      assert.equal(await ttl(), -2);
    });

    test(`${name}: an error of Redis is an error`, async () => {
      const store = new RedisStore(client, { prefix: `${name} wrong:` });
      await send("LPUSH", `${name} wrong:a`, "1");
      await assert.rejects(store.claim("a", "x", 60), /WRONGTYPE/);
    });

    test(`${name}: an event is handled once`, async () => {
      const dedup = new Dedup(new RedisStore(client), { scope: name });
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, () => dedup.once({ dedupKey: "evt_1" }, () => wait(20))),
      );
      assert.equal(outcomes.filter(({ status }) => status === "handled").length, 1);
      assert.equal((await dedup.once({ dedupKey: "evt_1" }, assert.fail)).status, "duplicate");
      assert.equal(Number(await send("EXISTS", `countersign:${name}:evt_1`)), 1);
    });
  }
  after(redis.stop); // behind the clients
}

test("a Redis client of a wrong type is a TypeError", () => {
  for (const client of [undefined, null, {}, "redis://localhost", { eval() {} }]) {
    assert.throws(() => new RedisStore(client), { name: "TypeError", message: /client/ });
  }
});
