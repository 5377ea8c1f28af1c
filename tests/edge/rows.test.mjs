// What a webhook costs: the rows that are written for it, counted where they are.

import assert from "node:assert/strict";
import { test } from "node:test";

import { configuration, workspace } from "./support/filter.mjs";
import { startInside } from "./support/inside.mjs";
import { request } from "../support/providers.mjs";
import { startSink } from "./support/sink.mjs";
import { steady, until } from "../support/wait.mjs";

const MAX_ROWS = 8;

async function start(context) {
  const sink = await startSink();
  context.after(sink.stop);
  const folder = await workspace(context, configuration({ destinations: { app: { url: sink.url } } }));
  const filter = await startInside(context, folder);
  /** Rows written once so many deliveries of a source have ended, and nothing is under way. */
  const rows = async (source, delivered) => {
    const stats = () => filter.stats(`${source}/0`);
    await until("the settlements", async () => (await stats()).counters.destinations.app?.delivered === delivered);
    return steady("the rows", async () => (await stats()).rows_written);
  };
  return { filter, rows };
}

test("one event writes at most 8 rows, its delivery and log included", async (context) => {
  const { filter, rows } = await start(context);
  await filter.post("optimo");
  let before = await rows("optimo", 1);
  for (let count = 0; count < 3; count++) {
    await filter.post("optimo");
    const after = await rows("optimo", count + 2);
    const written = after - before;
    before = after;
    context.diagnostic(`${written} rows`);
    assert.ok(written > 0 && written <= MAX_ROWS, `${written} rows`);
  }
});

test("under load an event writes at most 6 rows", async (context) => {
  const EVENTS = 300;
  const { filter, rows } = await start(context);
  const sender = async () => {
    for (let count = 0; count < EVENTS / 10; count++) assert.equal((await filter.post("optimo")).status, 200);
  };
  await Promise.all(Array.from({ length: 10 }, sender));
  const written = (await rows("optimo", EVENTS)) / EVENTS;
  context.diagnostic(`${written.toFixed(2)} rows a webhook`);
  assert.ok(written > 0 && written <= MAX_ROWS - 2, `${written} rows`);
});

test("a duplicate writes no row", async (context) => {
  const { filter, rows } = await start(context);
  const webhook = request("sales");
  await filter.post("sales", webhook);
  const before = await rows("sales", 1);
  for (let count = 0; count < 5; count++) await filter.post("sales", webhook);
  assert.equal(await rows("sales", 1), before);
  const { counters } = await filter.stats("sales/0");
  assert.deepEqual([counters.accepted, counters.duplicates], [1, 5]);
});
