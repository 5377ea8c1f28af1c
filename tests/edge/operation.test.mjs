// What an operator may ask of an inbox: to list, show, replay, erase and count.

import assert from "node:assert/strict";
import { test } from "node:test";

import { configuration, workspace } from "./support/filter.mjs";
import { startInside } from "./support/inside.mjs";
import { request } from "../support/providers.mjs";
import { startSink } from "./support/sink.mjs";
import { settled, until } from "../support/wait.mjs";

const INBOX = "sales/0";

async function start(context, answer, names = ["app"]) {
  const sink = await startSink(answer);
  context.after(sink.stop);
  const destinations = Object.fromEntries(names.map((name) => [name, { url: `${sink.url}${name}` }]));
  const filter = await startInside(context, await workspace(context, configuration({ destinations })));
  const ask = async (path, body = {}) => {
    const response = await filter.ask(INBOX, path, { method: "POST", body: JSON.stringify(body) });
    assert.equal(response.status, 200, path);
    return response.json();
  };
  let count = 0;
  const post = async (type) => {
    const event = { id: `evt_${++count}`, type, timestamp: new Date().toISOString(), data: {} };
    const webhook = request("sales", { event });
    const response = await filter.post("sales", webhook);
    assert.equal(response.status, 200);
    return { id: event.id, status: (await response.json()).status, again: () => filter.post("sales", webhook) };
  };
  const states = async (state, least) =>
    until(`${least} ${state}`, async () => (await ask("/list", { state })).deliveries.length >= least);
  return { sink, filter, ask, post, states };
}

test("deliveries are listed newest first, by page and by filter", async (context) => {
  const { ask, post, states } = await start(
    context,
    ({ path }) => ({ status: path.endsWith("bad") ? 422 : 204 }),
    ["good", "bad"],
  );
  const COUNT = 30;
  const times = [];
  for (let index = 0; index < COUNT; index++) {
    times.push(Date.now());
    await post(index % 3 ? "lead.created" : "order.created");
  }
  await states("delivered", COUNT);
  await states("parked", COUNT);

  const listed = [];
  let cursor;
  do {
    const page = await ask("/list", { limit: 7, ...(cursor && { cursor }) });
    assert.ok(page.deliveries.length <= 7);
    listed.push(...page.deliveries);
    cursor = page.next;
  } while (cursor);
  assert.equal(listed.length, 2 * COUNT);
  assert.equal(new Set(listed.map(({ key, destination }) => `${key} ${destination}`)).size, 2 * COUNT);
  assert.deepEqual(
    listed.map(({ received_at }) => received_at),
    listed.map(({ received_at }) => received_at).sort((a, b) => b - a),
  );

  const count = async (query) => (await ask("/list", query)).deliveries.length;
  assert.equal(await count({ destination: "bad" }), COUNT);
  assert.equal(await count({ state: "parked" }), COUNT);
  assert.equal(await count({ state: "parked", destination: "good" }), 0);
  assert.equal(await count({ types: ["order.created"] }), (2 * COUNT) / 3);
  assert.equal(await count({ types: ["order.*", "lead.created"] }), 2 * COUNT);
  assert.equal(await count({ types: ["or*", "%"] }), (2 * COUNT) / 3);
  assert.ok((await count({ since: times[20] })) >= 20);
  assert.ok((await count({ until: times[20] - 1 })) <= 40);

  const [parked] = (await ask("/list", { state: "parked", limit: 1 })).deliveries;
  assert.deepEqual([parked.attempts, parked.due_at, parked.log.length], [1, null, 1]);
  assert.equal(parked.log[0].status, 422);
  for (const name of ["headers", "body"]) assert.ok(!(name in parked));
});

test("an event is shown with all of its attempts", async (context) => {
  let count = 0;
  const { ask, post, states } = await start(context, () => ({ status: count++ ? 204 : 503 }));
  const { id } = await post("lead.created");
  await states("delivered", 1);
  const { deliveries } = await ask("/show", { key: id });
  assert.equal(deliveries.length, 1);
  assert.deepEqual(deliveries[0].log.map(({ status }) => status), [503, 204]);
  assert.deepEqual((await ask("/show", { key: "another" })).deliveries, []);
});

test("a parked or delivered delivery is replayed under the same webhook-id", async (context) => {
  let status = 422;
  const { sink, ask, post, states } = await start(context, () => ({ status }));
  const { id } = await post("lead.created");
  await states("parked", 1);
  status = 204;
  const delivery = { key: id, destination: "app" };
  assert.deepEqual(await ask("/replay", delivery), { outcome: "replayed" });
  await states("delivered", 1);
  assert.deepEqual(await ask("/replay", delivery), { outcome: "replayed" });
  await until("the third attempt", () => sink.received.length === 3);
  await states("delivered", 1);
  assert.deepEqual(await ask("/replay", { ...delivery, destination: "other" }), { outcome: "not_found" });

  const values = (name) => sink.received.map(({ headers }) => headers[name]);
  assert.equal(new Set(values("webhook-id")).size, 1);
  assert.deepEqual(values("countersign-attempt"), ["1", "1", "1"]);
  assert.equal((await ask("/show", { key: id })).deliveries[0].log.length, 3);
});

test("a delivery in flight is not replayed", async (context) => {
  const { sink, ask, post } = await start(context, () => new Promise(() => {}));
  const { id } = await post("lead.created");
  await until("the attempt", () => sink.received.length === 1);
  assert.deepEqual(await ask("/replay", { key: id, destination: "app" }), { outcome: "under_way" });
});

test("parked deliveries are replayed in bulk by type, page by page", async (context) => {
  let status = 422;
  const { sink, ask, post, states } = await start(context, () => ({ status }));
  for (let index = 0; index < 20; index++) await post(index % 2 ? "lead.created" : "order.created");
  await states("parked", 20);
  status = 204;
  const first = await ask("/replay-many", { types: ["lead.*"], limit: 6 });
  assert.equal(first.replayed, 6);
  const second = await ask("/replay-many", { types: ["lead.*"], cursor: first.next });
  assert.deepEqual(second, { replayed: 4, next: null });
  await states("delivered", 10);
  assert.equal(sink.received.length, 30);
  assert.equal((await ask("/list", { state: "parked" })).deliveries.length, 10);
});

test("an erased event is not sent, and its retry is a duplicate", async (context) => {
  const { sink, ask, post, states } = await start(context, () => ({ status: 503 }));
  const { id, again } = await post("lead.created");
  await until("an attempt", () => sink.received.length === 1);
  await states("pending", 1);
  assert.deepEqual(await ask("/erase", { key: id }), { outcome: "erased" });
  assert.deepEqual(await ask("/erase", { key: "another" }), { outcome: "not_found" });
  const [delivery] = (await ask("/show", { key: id })).deliveries;
  assert.deepEqual([delivery.state, delivery.is_erased, delivery.due_at], ["cancelled", true, null]);
  assert.deepEqual(await ask("/replay", { key: id, destination: "app" }), { outcome: "erased" });
  assert.equal((await (await again()).json()).status, "duplicate");
  await settled(3000);
  assert.equal(sink.received.length, 1);
});

test("an event erased during an attempt ends cancelled", async (context) => {
  const { promise: released, resolve: release } = Promise.withResolvers();
  const { sink, ask, post } = await start(context, () => released);
  const { id } = await post("lead.created");
  await until("the attempt", () => sink.received.length === 1);
  await ask("/erase", { key: id });
  release();
  await settled(1500);
  const [delivery] = (await ask("/show", { key: id })).deliveries;
  assert.deepEqual([delivery.state, delivery.is_erased], ["cancelled", true]);
  assert.equal(sink.received.length, 1);
});

test("pending, failed and latency are counted by destination", async (context) => {
  const { filter, post, states } = await start(
    context,
    ({ path }) => ({ status: { "/good": 204, "/bad": 422, "/down": 503 }[path.replace("//", "/")] }),
    ["good", "bad", "down"],
  );
  for (let index = 0; index < 10; index++) await post("lead.created");
  await states("parked", 10);
  await until("the breaker", async () => (await filter.stats(INBOX)).destinations.down?.breaker === "open");
  const { counters, destinations, rows_written } = await filter.stats(INBOX);
  assert.ok(rows_written > 0);
  assert.equal(counters.accepted, 10);
  assert.equal(counters.destinations.good.delivered, 10);
  assert.equal(counters.destinations.good.latency.buckets.reduce((sum, count) => sum + count), 10);
  assert.equal(destinations.bad.parked, 10);
  assert.equal(destinations.down.pending, 10);
  assert.ok(destinations.down.oldest_ms > 0 && destinations.down.open_since > 0);
  assert.equal(destinations.good.breaker, "closed");
});

test("a malformed request to an inbox is refused", async (context) => {
  const { filter } = await start(context);
  const status = async (path, body) => (await filter.ask(INBOX, path, { method: "POST", body })).status;
  assert.equal(await status("/list", "{"), 400);
  assert.equal(await status("/list", '{"status":"parked"}'), 400);
  assert.equal(await status("/show", "{}"), 400);
  assert.equal(await status("/nothing", "{}"), 404);
});
