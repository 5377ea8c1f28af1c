// Whatever a destination does, accepting goes on, and all is delivered once
// the destination is well.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import { configuration, startFilter, workspace } from "../edge/support/filter.mjs";
import { until } from "../support/wait.mjs";
import * as moods from "./support/moods.mjs";
import { Ledger, startLoad } from "./support/senders.mjs";
import { startSink, well } from "./support/sink.mjs";

const SENDERS = 4;
const PAUSE_MS = 40;
const UNWELL_MS = 3000;
const TIMEOUT_S = 2;

/** Two retries, and whatever probing adds to them. */
const RECOVERY_MS = 120_000;

async function start(context, mood) {
  const sink = await startSink(mood);
  context.after(sink.stop);
  const destinations = { app: { url: sink.url, timeout: TIMEOUT_S } };
  const folder = await workspace(context, configuration({ destinations }));
  return { sink, filter: await startFilter(context, folder) };
}

/** Sends for as long as the sink is unwell, makes it well, and checks every id. */
async function endure(context, { sink, filter }, recover = () => (sink.mood = well)) {
  const ledger = new Ledger();
  const stop = startLoad(filter, ledger, { count: SENDERS, pause: () => PAUSE_MS });
  await sleep(UNWELL_MS);
  const attempts = sink.received.length;
  await recover();
  await sleep(500);
  await stop();

  const sent = [...ledger.events.values()];
  assert.deepEqual(sent.filter(({ accepted }) => accepted !== 1), [], "all were accepted meanwhile");
  const answers = sent.map(({ ms }) => ms).sort((a, b) => a - b);
  const p99 = answers[Math.floor(0.99 * answers.length)];
  const missing = () => {
    const delivered = sink.delivered();
    return sent.filter(({ id }) => !delivered.has(id)).map(({ id }) => id);
  };
  await until("every event", () => missing().length === 0, RECOVERY_MS).catch(() => {});
  await sleep(500);
  context.diagnostic(
    `${sent.length} accepted, p99 ${p99.toFixed(0)} ms; ${attempts} attempts while it was unwell, ` +
      `${sink.received.length} in all; ${missing().length} missing`,
  );
  assert.deepEqual(missing(), []);
  assert.deepEqual(sink.faults(), []);
  const repeated = [...sink.delivered()].filter(([, count]) => count > 1);
  assert.deepEqual(repeated, [], "nothing is delivered twice");
}

test("a destination that is down loses no event", { timeout: 200_000 }, async (context) => {
  const both = await start(context, well);
  await both.sink.goDown();
  await endure(context, both, both.sink.comeUp);
});

for (const [name, mood] of [
  ["resets connections in its answers", moods.resets],
  ["resets connections before it answers", moods.hangsUp],
  ["answers garbage", moods.talksGarbage],
  ["answers with an error, and a body without end", moods.complainsForEver],
  ["answers with success, and a body without end", moods.praisesForEver],
  ["answers with headers without end", moods.neverBegins],
  ["is slow", moods.dawdles],
  ["never answers", moods.isSilent],
]) {
  test(`a destination that ${name} loses no event`, { timeout: 200_000 }, async (context) => {
    await endure(context, await start(context, mood));
  });
}

test("a destination that redirects elsewhere loses no event and is not followed", { timeout: 200_000 }, async (context) => {
  let asked = 0;
  const elsewhere = createServer((_, response) => {
    asked++;
    response.writeHead(204).end();
  });
  await new Promise((resolve) => elsewhere.listen(0, "127.0.0.1", resolve));
  context.after(() => elsewhere.close());
  const to = `http://127.0.0.1:${elsewhere.address().port}/`;
  await endure(context, await start(context, moods.redirects(to)));
  assert.equal(asked, 0, "a signed request goes where it is configured to go");
});
