// The filter is killed at random moments, again and again, and loses nothing.

import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import { configuration, startFilter, workspace } from "../edge/support/filter.mjs";
import { until } from "../support/wait.mjs";
import { randomFrom, seed } from "./support/random.mjs";
import { Ledger, send, startLoad } from "./support/senders.mjs";
import { startSink, well } from "./support/sink.mjs";

const ROUNDS = 20;
const SENDERS = 8;
const MAX_ROUND_MS = 1500;
const RESENT_A_ROUND = 25;
const FAILURES = 0.1;
const DRAIN_MS = 180_000;

test("20 kills at random moments under load lose no acknowledged event", { timeout: 600_000 }, async (context) => {
  context.diagnostic(`seed ${seed}; CHAOS_SEED=${seed} repeats its choices`);
  const random = randomFrom(seed);
  const sink = await startSink((response) =>
    random() < FAILURES ? response.writeHead(503).end() : well(response),
  );
  context.after(sink.stop);
  const folder = await workspace(context, configuration({ destinations: { app: { url: sink.url } } }));

  const ledger = new Ledger();
  const kills = [];
  const kill = async (filter) => {
    const began = Date.now();
    const end = await filter.kill();
    kills.push({ began, ended: Date.now() });
    return end;
  };
  let resent = 0;
  const resend = async (filter, entries, expected) => {
    for (const entry of entries) {
      const answer = await send(filter, entry);
      assert.ok(expected.includes(answer), `${entry.source}: ${answer} and not ${expected}`);
      resent++;
    }
  };

  // First: publish, and kill.
  for (let round = 0; round < ROUNDS; round++) {
    const filter = await startFilter(context, folder);
    const stop = startLoad(filter, ledger, { count: SENDERS, pause: () => random() * 20 });
    await sleep(random() * MAX_ROUND_MS);
    assert.equal((await kill(filter)).signal, "SIGKILL");
    await stop();

    const known = ledger.acknowledged();
    const again = await startFilter(context, folder);
    await resend(again, ledger.unanswered(), ["accepted", "duplicate"]);
    const some = Array.from({ length: RESENT_A_ROUND }, () => known[Math.floor(random() * known.length)]);
    await resend(again, some.filter(Boolean), ["duplicate"]);
    await kill(again);
  }

  // Then: check every id.
  await startFilter(context, folder);
  const acknowledged = ledger.acknowledged();
  const missing = () => {
    const delivered = sink.delivered();
    return acknowledged.filter(({ id }) => !delivered.has(id)).map(({ id }) => id);
  };
  await until("every acknowledged event", () => missing().length === 0, DRAIN_MS).catch(() => {});
  await sleep(1000);

  const repeats = successesAgain(sink.received);
  context.diagnostic(
    `${kills.length} kills, ${acknowledged.length} events acknowledged, ${resent} sent again, ` +
      `${sink.received.length} attempts, ${missing().length} lost, ` +
      `${acknowledged.filter(({ accepted }) => accepted > 1).length} accepted twice, ` +
      `${repeats.length} delivered twice: ${repeats.filter((repeat) => isForKill(repeat, kills)).length} over a kill`,
  );
  assert.ok(acknowledged.length > ROUNDS * SENDERS, "there was load");
  assert.deepEqual(missing(), []);
  assert.deepEqual(acknowledged.filter(({ accepted }) => accepted > 1).map(({ id }) => id), []);
  assert.deepEqual(ledger.unanswered(), [], "what was sent again was answered");
  assert.deepEqual(repeats.filter((repeat) => !isForKill(repeat, kills)), []);
  assert.deepEqual(sink.faults(), []);
  const ids = new Set(acknowledged.map(({ id }) => id));
  assert.deepEqual(sink.received.filter(({ id }) => !ids.has(id)), [], "nothing is delivered that was not sent");
});

/** Each success after another one of the same event, as `{ id, first, second }`. */
function successesAgain(received) {
  const last = new Map();
  const repeats = [];
  for (const attempt of received.filter(({ answered }) => answered === 204)) {
    if (last.has(attempt.id)) repeats.push({ id: attempt.id, first: last.get(attempt.id), second: attempt });
    last.set(attempt.id, attempt);
  }
  return repeats;
}

/**
 * How long before a kill the sink's answer may be given and yet not be
 * committed: it has to arrive, wait for its turn, and reach a disk that others
 * use as well.
 */
const UNCOMMITTED_MS = 2000;

/**
 * Whether a kill fell between an answer and its commit. The filter that made
 * the first attempt is gone at the kill's end; the sink may see what it sent
 * a little later.
 */
function isForKill({ first, second }, kills) {
  return kills.some(
    ({ began, ended }) =>
      began - first.answeredAt < UNCOMMITTED_MS && first.at <= ended + 100 && second.at >= ended,
  );
}
