// The state of an older build is opened, and nothing in it is lost or sent twice.

import assert from "node:assert/strict";
import { test } from "node:test";

import { eventPath, operator, TOKEN } from "./support/admin.mjs";
import { startFilter, workspace } from "./support/filter.mjs";
import { oldConfiguration, signedAnew, unpackState } from "./support/old-state.mjs";
import { providers, request } from "../support/providers.mjs";
import { isCountersigned, startSink } from "./support/sink.mjs";
import { settled, until } from "../support/wait.mjs";

async function open(context) {
  const sink = await startSink(() => ({ status: 200 }));
  context.after(sink.stop);
  const folder = await workspace(context, oldConfiguration(sink.url, 2), { ADMIN_TOKEN: TOKEN });
  const events = unpackState(folder);
  const filter = await startFilter(context, folder);
  const post = async (event) => (await (await filter.post(event.source, signedAnew(event))).json()).status;
  return { sink, events, filter, post, ...operator(filter) };
}

const ids = (sink) => sink.received.map(({ headers }) => headers["webhook-id"]).sort();

test("an old state's pending deliveries are sent, and nothing else", async (context) => {
  const { sink, list } = await open(context);
  await until("both", () => sink.received.length >= 2);
  await settled(500);
  assert.deepEqual(ids(sink), ["waiting:evt_w1", "waiting:evt_w2"]);
  assert.ok(sink.received.every(isCountersigned));
  const states = Object.groupBy(await list(), ({ state }) => state);
  const counts = Object.fromEntries(Object.entries(states).map(([state, { length }]) => [state, length]));
  assert.deepEqual(counts, { delivered: 19, parked: 1, cancelled: 1 });
});

test("an old state's events are duplicates in every shard, inline too", async (context) => {
  const { sink, events, post } = await open(context);
  assert.equal(events.length, 22);
  for (const event of events) assert.equal(await post(event), "duplicate", `${event.source} ${event.body}`);
  await settled(500);
  assert.deepEqual(ids(sink), ["waiting:evt_w1", "waiting:evt_w2"]);
});

test("an old state's parked deliveries replay, and erased events stay erased", async (context) => {
  const { sink, call, list } = await open(context);
  const [parked] = await list("state=parked");
  assert.equal(parked.event, "refused:evt_r1");
  await call("deliveries/replay?state=parked", { method: "POST" });
  await until("the event", () => ids(sink).includes("refused:evt_r1"));
  const erased = await call(eventPath("erased:evt_e1"));
  assert.equal(erased.deliveries[0].state, "cancelled");
});

test("an old state accepts new events", async (context) => {
  const { sink, filter } = await open(context);
  for (const source of ["optimo", "sales", "bottle", "mates", "label"]) {
    const event = providers[source].event(1_000_000, Date.now());
    const response = await filter.post(source, request(source, { event }));
    assert.equal((await response.json()).status, "accepted");
  }
  await until("all", () => sink.received.length === 7);
});
