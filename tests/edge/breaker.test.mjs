// A destination that is down is left alone, and gets everything when it is up.

import assert from "node:assert/strict";
import { test } from "node:test";

import { configuration, startFilter, workspace } from "./support/filter.mjs";
import { startInside } from "./support/inside.mjs";
import { startSink } from "./support/sink.mjs";
import { settled, until } from "../support/wait.mjs";

/** A sink that is down until it is told otherwise, and counts what is under way. */
async function startFlaky(context, { downMs = 0 } = {}) {
  const state = { isUp: false, underWay: 0, most: 0, taken: new Set() };
  const sink = await startSink(async ({ headers }) => {
    state.most = Math.max(state.most, ++state.underWay);
    if (!state.isUp) await settled(downMs);
    state.underWay--;
    if (state.isUp) state.taken.add(headers["webhook-id"]);
    return { status: state.isUp ? 204 : 503 };
  });
  context.after(sink.stop);
  return Object.assign(state, { received: sink.received, url: sink.url });
}

const lines = (text) =>
  text
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line));

test("1,000 events for a destination that is down are probed one at a time and delivered when it is up", async (context) => {
  const EVENTS = 1000;
  const app = await startFlaky(context, { downMs: 100 });
  const folder = await workspace(context, configuration({ destinations: { app: { url: app.url } } }));
  const filter = await startInside(context, folder);

  const accepted = new Set();
  const post = async () => {
    const response = await filter.post("optimo");
    assert.equal(response.status, 200);
    accepted.add(`optimo:${(await response.json()).id}`);
  };
  const opened = () => filter.output.text.includes('"at":"breaker","outcome":"opened"');
  for (let count = 0; count < 20; count++) await post();
  await until("the breaker to open", opened);
  await until("what was under way", () => app.underWay === 0);
  const before = app.received.length;
  app.most = 0;
  while (accepted.size < EVENTS) await Promise.all(Array.from({ length: 10 }, post));
  await until("three probes", () => app.received.length >= before + 3);

  const down = (await filter.stats("optimo/0")).counters.destinations.app;
  const attempts = app.received.length;
  assert.equal(app.most, 1, "attempts at once while it is open");
  assert.ok(attempts < EVENTS / 10, `${attempts} attempts`);
  app.isUp = true;

  await until("every event", () => app.taken.size === EVENTS);
  assert.deepEqual([...accepted].filter((id) => !app.taken.has(id)), []);
  await until("the last settlement", async () => {
    return (await filter.stats("optimo/0")).counters.destinations.app.delivered === EVENTS;
  });
  const { delivered, retried, parked, probes } = (await filter.stats("optimo/0")).counters.destinations.app;
  const log = lines(filter.output.text);
  assert.equal(probes, log.filter(({ at, probe }) => at === "delivery" && probe).length);
  assert.deepEqual([delivered + retried, parked], [app.received.length, 0]);
  context.diagnostic(`${down.probes} probes while down, ${probes} in all, ${app.received.length} attempts for ${EVENTS} events`);
});

test("an open circuit breaker stays open over a restart and probes once", async (context) => {
  const app = await startFlaky(context);
  const folder = await workspace(context, configuration({ destinations: { app: { url: app.url } } }));
  const filter = await startFilter(context, folder);
  for (let count = 0; count < 20; count++) await filter.post("optimo");
  await until("the breaker to open", () => filter.output.stdout.includes('"outcome":"opened"'));
  await filter.kill();

  const before = app.received.length;
  const restarted = await startFilter(context, folder);
  await restarted.post("optimo");
  await until("a probe", () => app.received.length > before);
  await settled(500);
  assert.equal(app.received.length, before + 1);

  app.isUp = true;
  await restarted.post("optimo");
  await until("every event", () => app.taken.size === 22);
  assert.match(restarted.output.stdout, /"at":"breaker","outcome":"closed"/);
});

test("422 does not open the circuit breaker", async (context) => {
  const sink = await startSink(() => ({ status: 422 }));
  context.after(sink.stop);
  const folder = await workspace(context, configuration({ destinations: { app: { url: sink.url } } }));
  const filter = await startFilter(context, folder);
  for (let count = 0; count < 20; count++) await filter.post("optimo");
  await until("20 attempts", () => sink.received.length === 20);
  assert.ok(!filter.output.stdout.includes('"at":"breaker"'));
});

test("429 with Retry-After pauses every delivery to the destination", async (context) => {
  let isBusy = true;
  const sink = await startSink(() => (isBusy ? { status: 429, headers: { "retry-after": "2" } } : {}));
  context.after(sink.stop);
  const folder = await workspace(context, configuration({ destinations: { app: { url: sink.url } } }));
  const filter = await startFilter(context, folder);
  await filter.post("optimo");
  await until("an attempt", () => sink.received.length === 1);
  await until("its end", () => filter.output.stdout.includes('"outcome":"retrying"'));
  isBusy = false;
  for (let count = 0; count < 5; count++) await filter.post("optimo");
  await until("everything", () => sink.received.length === 7);
  const [first, second] = sink.received;
  assert.ok(second.at - first.at >= 2000, `${second.at - first.at} ms`);
});

test("closing the circuit breaker sends retries before their backoff is over", async (context) => {
  const app = await startFlaky(context);
  const folder = await workspace(context, configuration({ destinations: { app: { url: app.url } } }));
  const filter = await startFilter(context, folder);
  // Two events open the breaker, and go on as probes: after the fourth attempt
  // at one of them, that one's own wait is 27 seconds or so.
  for (let count = 0; count < 2; count++) await filter.post("optimo");
  const hasFailed = () => /"outcome":"retrying".*"attempt":4/.test(filter.output.stdout);
  await until("the fourth attempt to fail", hasFailed);
  assert.match(filter.output.stdout, /"at":"breaker","outcome":"opened"/);

  app.isUp = true;
  await filter.post("optimo");
  await until("the breaker to close", () => filter.output.stdout.includes('"outcome":"closed"'));
  await until("every event", () => app.taken.size === 3, 20_000);
});
