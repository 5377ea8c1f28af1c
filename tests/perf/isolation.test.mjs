// What one destination does is not felt by another.

import assert from "node:assert/strict";
import { test } from "node:test";

import { configuration, startFilter, workspace } from "../edge/support/filter.mjs";
import { startSink } from "../edge/support/sink.mjs";
import { settled, until } from "../support/wait.mjs";

const never = () => new Promise(() => {});

/** `optimo` sends to `steady` alone, `sales` to the hanging ones too. */
async function start(context, hanging, timeout) {
  const steady = await startSink();
  context.after(steady.stop);
  const destinations = { steady: { url: steady.url, timeout } };
  const sinks = [];
  for (let index = 0; index < hanging; index++) {
    const sink = await startSink(never);
    context.after(sink.stop);
    sinks.push(sink);
    destinations[`hanging${index}`] = { url: sink.url, timeout };
  }
  const config = configuration({ destinations }).replace(
    /(sources\.optimo\][^[]*routes = )\[.*\]/,
    '$1[{ to = "steady" }]',
  );
  const filter = await startFilter(context, await workspace(context, config));
  return { steady, sinks, filter };
}

/** How long each of some events took from its post to the steady sink, in order of length. */
async function latencies({ filter, steady }, source, count) {
  const posted = new Map();
  const before = steady.received.length;
  for (let index = 0; index < count; index++) {
    const at = Date.now();
    const answer = await (await filter.post(source)).json();
    posted.set(`${source}:${answer.id}`, at);
    await settled(5);
  }
  await until("every event", () => steady.received.length === before + count);
  return steady.received
    .slice(before)
    .map(({ at, headers }) => at - posted.get(headers["webhook-id"]))
    .sort((a, b) => a - b);
}

const quantile = (sorted, share) => sorted[Math.ceil(sorted.length * share) - 1];
const median = (values) => quantile([...values].sort((a, b) => a - b), 0.5);

test("beside one that never answers, another is as quick as alone", async (context) => {
  const COUNT = 100;
  const setup = await start(context, 1, 3);
  // Both have sent, and the one that hangs has been met.
  await latencies(setup, "optimo", 20);
  await latencies(setup, "sales", 20);

  const rounds = [];
  for (let round = 0; round < 7; round++) {
    const alone = quantile(await latencies(setup, "optimo", COUNT), 0.99);
    const beside = quantile(await latencies(setup, "sales", COUNT), 0.99);
    rounds.push({ alone, beside, ratio: beside / alone });
  }
  context.diagnostic(rounds.map(({ alone, beside }) => `${beside}/${alone}`).join(" ms, ") + " ms");
  assert.ok(setup.sinks[0].received.length > 0);
  assert.ok(median(rounds.map(({ ratio }) => ratio)) <= 1.5);
});

test("three that never answer do not stop a fourth", async (context) => {
  const setup = await start(context, 3, 5);
  const sorted = await latencies(setup, "sales", 200);
  context.diagnostic(`median ${quantile(sorted, 0.5)} ms, longest ${sorted.at(-1)} ms`);
  for (const { received } of setup.sinks) assert.ok(received.length > 0);
  assert.ok(sorted.at(-1) < 2500, `${sorted.at(-1)} ms`);
  // What is new is seen at once, and not when the hanging ones are looked after.
  assert.ok(quantile(sorted, 0.5) < 100);
});
