// How destinations get what was accepted.

import assert from "node:assert/strict";
import { test } from "node:test";

import { configuration, reconfigure, startFilter, workspace } from "./support/filter.mjs";
import { request } from "../support/providers.mjs";
import { isCountersigned, startSink } from "./support/sink.mjs";
import { settled, until } from "../support/wait.mjs";

async function start(context, answers, settings = {}) {
  const destinations = {};
  const sinks = {};
  for (const [name, answer] of Object.entries(answers)) {
    sinks[name] = await startSink(answer);
    context.after(sinks[name].stop);
    destinations[name] = { url: sinks[name].url, ...settings };
  }
  const folder = await workspace(context, configuration({ destinations }));
  return { ...sinks, folder, filter: await startFilter(context, folder) };
}

/** Answers with each status in turn, and then with the last one for ever. */
const inTurn = (...answers) => {
  let count = 0;
  return () => answers[Math.min(count++, answers.length - 1)];
};

test("503 twice and then 200 is delivered on the third attempt, each countersigned afresh", async (context) => {
  const { app, filter } = await start(context, {
    app: inTurn({ status: 503 }, { status: 503 }, { status: 200 }),
  });
  assert.equal((await filter.post("optimo")).status, 200);
  await until("the third attempt", () => app.received.length === 3);
  await settled(500);
  assert.equal(app.received.length, 3);

  const values = (name) => app.received.map(({ headers }) => headers[name]);
  assert.equal(new Set(values("webhook-id")).size, 1);
  // The first two may be of the same second.
  assert.ok(new Set(values("webhook-timestamp")).size >= 2);
  assert.deepEqual(values("countersign-attempt"), ["1", "2", "3"]);
  assert.ok(app.received.every(isCountersigned));
  assert.match(filter.output.stdout, /"outcome":"delivered".*"attempt":3/);
});

test("429 with Retry-After is retried no earlier", async (context) => {
  const { app, filter } = await start(context, {
    app: inTurn({ status: 429, headers: { "retry-after": "3" } }, { status: 204 }),
  });
  await filter.post("optimo");
  await until("the second attempt", () => app.received.length === 2);
  const [first, second] = app.received;
  assert.ok(second.at - first.at >= 3000, `${second.at - first.at} ms`);
});

test("422 parks the delivery after one attempt", async (context) => {
  const { app, filter } = await start(context, { app: inTurn({ status: 422 }) });
  await filter.post("optimo");
  await until("the line", () => filter.output.stdout.includes('"outcome":"parked"'));
  await settled(2000);
  assert.equal(app.received.length, 1);
});

test("500 parks the delivery after the last attempt", async (context) => {
  const { app, filter } = await start(context, { app: inTurn({ status: 500 }) }, { attempts: 2 });
  await filter.post("optimo");
  await until("the line", () => filter.output.stdout.includes('"outcome":"parked"'));
  await settled(500);
  assert.equal(app.received.length, 2);
});

test("307 is not followed and is retried", async (context) => {
  const elsewhere = await startSink();
  context.after(elsewhere.stop);
  const { app, filter } = await start(context, {
    app: inTurn({ status: 307, headers: { location: elsewhere.url } }, { status: 204 }),
  });
  await filter.post("optimo");
  await until("the second attempt", () => app.received.length === 2);
  assert.equal(elsewhere.received.length, 0);
});

test("no answer within the timeout is retried", async (context) => {
  let count = 0;
  const { app, filter } = await start(
    context,
    { app: () => (count++ === 0 ? new Promise(() => {}) : undefined) },
    { timeout: 1 },
  );
  await filter.post("optimo");
  await until("the second attempt", () => app.received.length === 2);
  assert.match(filter.output.stdout, /no answer within 1 s/);
});

test("a refused connection is retried until the destination is up", async (context) => {
  const { app, filter } = await start(context, { app: () => undefined });
  await app.stop();
  assert.equal((await filter.post("optimo")).status, 200);
  await until("a failed attempt", () => filter.output.stdout.includes('"outcome":"retrying"'));

  const { createServer } = await import("node:http");
  const received = [];
  const server = createServer((incoming, response) => {
    received.push(incoming.headers["webhook-id"]);
    incoming.resume();
    response.writeHead(204).end();
  });
  await new Promise((resolve) => server.listen(Number(new URL(app.url).port), "127.0.0.1", resolve));
  context.after(() => server.close());
  await until("the event", () => received.length === 1);
});

test("a failing destination does not affect the delivery to another", async (context) => {
  const { good, bad, filter } = await start(context, {
    good: inTurn({ status: 204 }),
    bad: inTurn({ status: 500 }, { status: 204 }),
  });
  await filter.post("optimo", request("optimo"));
  await until("both", () => good.received.length === 1 && bad.received.length === 2);
  await settled(300);
  assert.deepEqual([good.received.length, bad.received.length], [1, 2]);
  assert.equal(good.received[0].headers["webhook-id"], bad.received[0].headers["webhook-id"]);
});

test("a hanging destination does not hold up another", async (context) => {
  const EVENTS = 30;
  const { good, hanging, filter } = await start(
    context,
    { good: () => undefined, hanging: () => new Promise(() => {}) },
    { timeout: 100 },
  );
  for (let count = 0; count < EVENTS; count++) await filter.post("optimo");
  await until("all events at the good one", () => good.received.length === EVENTS);
  assert.ok(hanging.received.length > 0);
  assert.doesNotMatch(filter.output.stdout, /"outcome":"retrying"/, "the one that hangs has been waited for");
});

test("deliveries to a destination that left the configuration wait and are sent once it is back", async (context) => {
  const { app, folder, filter } = await start(context, { app: inTurn({ status: 503 }, { status: 204 }) });
  await filter.post("optimo");
  await until("the first attempt", () => app.received.length === 1);
  await filter.kill();

  const config = (name) => configuration({ destinations: { [name]: { url: app.url } } });
  await reconfigure(folder, config("other"));
  const renamed = await startFilter(context, folder);
  await until("the line", () => renamed.output.stdout.includes('"outcome":"waiting"'));
  await renamed.kill();

  await reconfigure(folder, config("app"));
  const restored = await startFilter(context, folder);
  await restored.post("optimo");
  await until("both events", () => app.received.length === 3);
  const ids = app.received.map(({ headers }) => headers["webhook-id"]);
  assert.equal(ids.filter((id) => id === ids[0]).length, 2);
});
