// Metrics as Prometheus reads them, and the same as JSON.

import assert from "node:assert/strict";
import { test } from "node:test";

import { startAdmin } from "./support/admin.mjs";
import { readMetrics } from "./support/metrics.mjs";
import { request } from "../support/providers.mjs";
import { until } from "../support/wait.mjs";

test("each outcome is counted once", async (context) => {
  const statuses = { good: 204, bad: 422, down: 503 };
  const { filter, call, publish, inState } = await startAdmin(context, {
    names: Object.keys(statuses),
    answer: ({ path }) => ({ status: statuses[path.split("/").pop()] }),
  });
  const read = async () => readMetrics(await call("metrics"));
  const before = await read();
  const good = { source: "optimo", shard: "0", destination: "good" };
  assert.equal(before.value("attempts_total", { ...good, outcome: "delivered" }), 0);
  assert.equal(before.value("breaker_state", { ...good, state: "closed" }), 1);

  const EVENTS = 10;
  for (let index = 0; index < EVENTS; index++) await publish("optimo", `counted_${index}`);
  const webhook = request("optimo");
  await filter.post("optimo", webhook);
  await filter.post("optimo", webhook);
  await filter.post("optimo", { ...webhook, body: `${webhook.body} ` });
  await filter.post("optimo", { ...webhook, headers: {} });
  await filter.post("nobody", webhook);
  await fetch(`${filter.url}/hooks/optimo`);
  await inState("parked", EVENTS + 1);
  await inState("delivered", EVENTS + 1);
  const down = { source: "optimo", shard: "0", destination: "down" };
  await until("the breaker", async () => (await read()).value("breaker_state", { ...down, state: "open" }) === 1);

  const metrics = await read();
  const inbox = { source: "optimo", shard: "0" };
  const expected = [
    ["events_accepted_total", inbox, EVENTS + 1],
    ["events_duplicate_total", inbox, 1],
    ["inbox_up", inbox, 1],
    ["requests_rejected_total", { source: "optimo", code: "signature_mismatch" }, 1],
    ["requests_rejected_total", { source: "optimo", code: "missing_header" }, 1],
    ["requests_rejected_total", { source: "optimo", code: "method_not_allowed" }, 1],
    ["requests_rejected_total", { source: "", code: "unknown_source" }, 1],
    ["attempts_total", { ...good, outcome: "delivered" }, EVENTS + 1],
    ["attempts_total", { ...inbox, destination: "bad", outcome: "parked" }, EVENTS + 1],
    ["deliveries_parked", { ...inbox, destination: "bad" }, EVENTS + 1],
    ["deliveries_parked", good, 0],
    ["deliveries_pending", down, EVENTS + 1],
    ["deliveries_pending", good, 0],
    ["oldest_pending_seconds", good, 0],
    ["attempt_duration_seconds_count", good, EVENTS + 1],
    ["events_accepted_total", { source: "sales", shard: "0" }, 0],
  ];
  for (const [name, labels, value] of expected) {
    assert.equal(metrics.value(name, labels), value, `${name} ${JSON.stringify(labels)}`);
  }
  assert.ok(metrics.value("oldest_pending_seconds", down) > 0);
  assert.ok(metrics.value("attempts_total", { ...down, outcome: "retried" }) >= 5);
  assert.ok(metrics.value("rows_written_total", inbox) > EVENTS * 5);
  // Every answer to the source but for the wrong method, which is no webhook.
  assert.equal(metrics.value("request_duration_seconds_count", { source: "optimo" }), EVENTS + 4);

  const { inboxes, rejected } = await call("stats");
  const optimo = inboxes.find(({ source }) => source === "optimo");
  assert.deepEqual([optimo.counters.accepted, optimo.counters.duplicates], [EVENTS + 1, 1]);
  assert.equal(optimo.destinations.bad.parked, EVENTS + 1);
  assert.equal(optimo.destinations.down.breaker, "open");
  assert.match(optimo.destinations.down.open_since, /Z$/);
  assert.deepEqual(rejected.optimo, { signature_mismatch: 1, missing_header: 1, method_not_allowed: 1 });
});

test("an inline event is counted as delivered once its destination has it", async (context) => {
  const statuses = [503, 204];
  const { filter, call } = await startAdmin(context, {
    answer: () => ({ status: statuses.shift() }),
    extra: `[vars.COUNTERSIGN.sources.inline]
      scheme = "optimocms"
      secrets = ["OPTIMO_SECRET"]
      mode = "inline"
      routes = [{ to = "app" }]
    `,
  });
  const webhook = request("optimo");
  for (const status of [503, 204, 200]) assert.equal((await filter.post("inline", webhook)).status, status);
  const { value } = readMetrics(await call("metrics"));
  const inbox = { source: "inline", shard: "0" };
  assert.deepEqual([value("events_accepted_total", inbox), value("events_duplicate_total", inbox)], [1, 1]);
});
