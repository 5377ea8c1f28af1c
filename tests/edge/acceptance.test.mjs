// An event is accepted once, and what was acknowledged is never lost.

import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import { configuration, startFilter, workspace } from "./support/filter.mjs";
import { providers, request } from "../support/providers.mjs";
import { isCountersigned, startSink } from "./support/sink.mjs";
import { settled, until } from "../support/wait.mjs";

async function start(context, answer) {
  const sink = await startSink(answer);
  context.after(sink.stop);
  const folder = await workspace(context, configuration({ destinations: { app: { url: sink.url } } }));
  return { sink, folder, filter: await startFilter(context, folder) };
}

test("of 50 concurrent copies of an event one is accepted and 49 are duplicates", async (context) => {
  const { sink, filter } = await start(context);
  for (const source of Object.keys(providers)) {
    const webhook = request(source);
    const copies = Array.from({ length: 50 }, () => filter.post(source, webhook));
    const answers = await Promise.all(copies.map(async (copy) => (await copy).json()));
    const count = (status) => answers.filter((answer) => answer.status === status).length;
    assert.deepEqual([count("accepted"), count("duplicate")], [1, 49], source);

    const arrived = () => sink.received.filter(({ body }) => body.toString() === webhook.body).length;
    await until("the event at the sink", () => arrived() > 0);
    await settled(300);
    assert.equal(arrived(), 1, source);
  }
});

test("kill -9 under load loses no acknowledged event", async (context) => {
  const SENDERS = 8;
  // The sink is slow, and some of its answers fail, so that deliveries, leases
  // and retries are under way at the kill.
  let requests = 0;
  const { sink, folder, filter } = await start(context, async () => {
    await sleep(40);
    return { status: requests++ % 10 === 0 ? 500 : 204 };
  });

  const acknowledged = new Set();
  let isKilled = false;
  const sources = Object.keys(providers);
  const sender = async (index) => {
    for (let count = index; !isKilled; count++) {
      const source = sources[count % sources.length];
      try {
        const response = await filter.post(source);
        const answer = await response.json();
        if (response.status === 200) acknowledged.add(`${source}:${answer.id}`);
      } catch {
        // The kill falls into some request: it was not acknowledged.
      }
    }
  };
  const load = Array.from({ length: SENDERS }, (_, index) => sender(index));
  await until("some load", () => acknowledged.size > 300);
  const { signal } = await filter.kill();
  isKilled = true;
  await Promise.all(load);
  assert.equal(signal, "SIGKILL");

  const arrived = () => new Set(sink.received.map(({ headers }) => headers["webhook-id"]));
  const before = arrived();
  const waiting = [...acknowledged].filter((id) => !before.has(id)).length;
  context.diagnostic(`${acknowledged.size} acknowledged, ${waiting} of them not yet at the sink at the kill`);
  assert.ok(waiting > 0, "deliveries were due at the kill");

  await startFilter(context, folder);
  const missing = () => [...acknowledged].filter((id) => !arrived().has(id));
  await until("every acknowledged event", () => missing().length === 0, 60_000).catch(() => {});
  assert.deepEqual(missing(), []);
  assert.ok(sink.received.every(isCountersigned));
});

test("an event accepted before a restart is a duplicate after it", async (context) => {
  const { folder, filter } = await start(context);
  const webhook = request("sales");
  assert.equal((await (await filter.post("sales", webhook)).json()).status, "accepted");
  assert.deepEqual(await filter.terminate(), { code: 0, signal: null });

  const again = await startFilter(context, folder);
  assert.equal((await (await again.post("sales", webhook)).json()).status, "duplicate");
});
