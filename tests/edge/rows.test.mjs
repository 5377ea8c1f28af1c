// What a webhook costs: the rows that are written for it, counted where they are.

import assert from "node:assert/strict";
import { test } from "node:test";

import { configuration, workspace } from "./support/filter.mjs";
import { startInside } from "./support/inside.mjs";
import { request } from "./support/providers.mjs";
import { startSink } from "./support/sink.mjs";
import { settled, until } from "./support/wait.mjs";

const MOST_ROWS = 8;

async function start(context) {
  const sink = await startSink();
  context.after(sink.stop);
  const folder = await workspace(context, configuration({ destinations: { app: { url: sink.url } } }));
  return { sink, filter: await startInside(context, folder) };
}

test("a webhook that comes alone is accepted, delivered and logged in at most 8 rows", async (context) => {
  const { sink, filter } = await start(context);
  await filter.post("optimo");
  await until("the first event", () => sink.received.length === 1);
  await settled(500);

  const rows = async () => (await filter.stats("optimo/0")).rows_written;
  for (let count = 0; count < 3; count++) {
    const before = await rows();
    await filter.post("optimo");
    await until("the event", () => sink.received.length === count + 2);
    await settled(2000);
    const written = (await rows()) - before;
    context.diagnostic(`${written} rows`);
    assert.ok(written > 0 && written <= MOST_ROWS, `${written} rows`);
  }
});

test("under load a webhook takes fewer rows, its alarms being shared", async (context) => {
  const EVENTS = 300;
  const { sink, filter } = await start(context);
  const sender = async () => {
    for (let count = 0; count < EVENTS / 10; count++) assert.equal((await filter.post("optimo")).status, 200);
  };
  await Promise.all(Array.from({ length: 10 }, sender));
  await until("every event", () => sink.received.length === EVENTS);
  await settled(500);
  const written = (await filter.stats("optimo/0")).rows_written / EVENTS;
  context.diagnostic(`${written.toFixed(2)} rows a webhook`);
  assert.ok(written > 0 && written <= MOST_ROWS - 2, `${written} rows`);
});

test("a duplicate takes no row", async (context) => {
  const { sink, filter } = await start(context);
  const webhook = request("sales");
  await filter.post("sales", webhook);
  await until("the event", () => sink.received.length === 1);
  await settled(500);
  const before = await filter.stats("sales/0");
  for (let count = 0; count < 5; count++) await filter.post("sales", webhook);
  await settled(500);
  const after = await filter.stats("sales/0");
  assert.equal(after.rows_written, before.rows_written);
  assert.deepEqual([after.counters.accepted, after.counters.duplicates], [1, 5]);
});
