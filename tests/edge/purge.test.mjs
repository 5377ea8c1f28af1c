// What is kept, and for how long.

import assert from "node:assert/strict";
import { test } from "node:test";

import { configuration, workspace } from "./support/filter.mjs";
import { ingestRecord } from "./support/ingest-record.mjs";
import { startInside } from "./support/inside.mjs";
import { request } from "../support/providers.mjs";
import { startSink } from "./support/sink.mjs";
import { settled, steady, until } from "../support/wait.mjs";

const INBOX = "optimo/0";
const DAY = 86_400_000;
/** The longest that a payload outlives a retention of a second: twice the slack, and the alarm. */
const PURGED_MS = 40_000;

async function start(context, settings, answer) {
  const sink = await startSink(answer);
  context.after(sink.stop);
  const config = configuration({ destinations: { app: { url: sink.url } } }).replaceAll(
    /scheme = "optimocms"/g,
    (line) => `${line}\n${settings}`,
  );
  const filter = await startInside(context, await workspace(context, config));
  const ask = async (path, body) => (await filter.ask(INBOX, path, { method: "POST", body: JSON.stringify(body) })).json();
  return {
    sink,
    filter,
    put: async (event) => (await filter.ask(INBOX, "/", { method: "POST", body: ingestRecord(event) })).status,
    show: async (key) => (await ask("/show", { key })).deliveries,
    rows: async () => (await filter.stats(INBOX)).rows_written,
  };
}

test("retention erases the payload of a delivered event and keeps its dedup key", async (context) => {
  const { sink, filter, show, rows } = await start(context, "retention = 1");
  const webhook = request("optimo");
  const { id } = await (await filter.post("optimo", webhook)).json();
  await until("the event", () => sink.received.length === 1);
  await until("its settlement", async () => (await show(id))[0].state === "delivered");
  assert.equal((await show(id))[0].is_erased, false);

  const before = await rows();
  await until("the purge", async () => (await show(id))[0].is_erased, PURGED_MS);
  context.diagnostic(`${(await steady("the rows", rows)) - before} rows to purge one payload, alarm and look included`);
  assert.equal((await show(id))[0].log.length, 1, "what happened to it is still known");
  assert.equal((await (await filter.post("optimo", webhook)).json()).status, "duplicate");

  // The next alarm is for the end of the window.
  const after = await steady("the rows", rows);
  await settled(15_000);
  assert.equal(await rows(), after, "nothing is written while there is nothing to do");
});

test("retention erases a parked payload and waits for a pending one", async (context) => {
  let status = 422;
  const { sink, filter, show } = await start(context, "retention = 1", () => ({ status }));
  const { id: parked } = await (await filter.post("optimo")).json();
  await until("the event", () => sink.received.length === 1);
  status = 503;
  const { id: pending } = await (await filter.post("optimo")).json();
  await until("the purge", async () => (await show(parked))[0].is_erased, PURGED_MS);
  const [delivery] = await show(pending);
  assert.deepEqual([delivery.state, delivery.is_erased], ["pending", false]);

  // It ends late, and so needs a timer of its own.
  status = 204;
  await until("its delivery", async () => (await show(pending))[0].state === "delivered", 90_000);
  await until("its purge", async () => (await show(pending))[0].is_erased, PURGED_MS);
});

test("dedup keys past the window are deleted in batches, and nothing else", async (context) => {
  const { put, show, rows } = await start(context, "retention = 1\ndedup_window = 86400");
  const OLD = 500;
  const receivedAt = Date.now() - 2 * DAY;
  const old = Array.from({ length: OLD }, (_, index) => `old_${index}`);
  assert.equal(await put({ key: "fresh" }), 201);
  const before = await rows();
  for (const key of old) assert.equal(await put({ key, receivedAt: receivedAt + (key.length % 7) }), 201);

  const left = async () => {
    const found = await Promise.all(old.map((key) => show(key)));
    return found.filter(({ length }) => length > 0).length;
  };
  await until("the purge", async () => (await left()) === 0, PURGED_MS);
  // To store one takes two rows: the event, and that no destination wants it.
  const each = ((await rows()) - before) / OLD - 2;
  context.diagnostic(`${each.toFixed(2)} rows to forget one event`);
  assert.ok(each <= 3);
  assert.equal((await show("fresh")).length, 1);
  assert.equal(await put({ key: "fresh" }), 200);
  assert.equal(await put({ key: old[0], receivedAt }), 201, "it is new again");
});

test("an event past retention and window is deleted whole", async (context) => {
  const { sink, put, show } = await start(context, "retention = 1\ndedup_window = 86400");
  const receivedAt = Date.now() - 2 * DAY;
  assert.equal(await put({ key: "late", receivedAt, destinations: ["app"] }), 201);
  await until("the event", () => sink.received.length === 1);
  assert.equal((await show("late"))[0].is_erased, false);
  await until("the purge", async () => (await show("late")).length === 0, PURGED_MS);
});

test("two dedup keys with one row id are two events, also after one is deleted", async (context) => {
  const [FIRST, SECOND] = ["evt_66970928", "evt_119510867"];
  const { sink, put, show } = await start(context, "retention = 1\ndedup_window = 86400");
  // Its window is over in a while.
  assert.equal(await put({ key: FIRST, receivedAt: Date.now() - DAY + 5000 }), 201);
  assert.equal(await put({ key: SECOND, destinations: ["app"] }), 201);
  for (const key of [FIRST, SECOND]) assert.equal(await put({ key }), 200);
  await until("the event", () => sink.received.length === 1);
  assert.equal(sink.received[0].body.toString(), JSON.stringify({ id: SECOND }));
  assert.deepEqual([(await show(FIRST))[0].key, (await show(SECOND))[0].key], [FIRST, SECOND]);

  await until("the purge", async () => (await show(FIRST)).length === 0, PURGED_MS);
  assert.equal(await put({ key: SECOND }), 200, "it stands behind a free address");
  assert.equal(await put({ key: FIRST }), 201);
  for (const key of [FIRST, SECOND]) assert.equal(await put({ key }), 200);
});
