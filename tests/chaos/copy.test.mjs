// The state is copied while the filter runs. What a copy holds, and what it
// does not promise, is in docs/self-hosting.md.

import assert from "node:assert/strict";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import { configuration, startFilter, workspace } from "../edge/support/filter.mjs";
import { until } from "../support/wait.mjs";
import { Ledger, send, startLoad } from "./support/senders.mjs";
import { startSink, well } from "./support/sink.mjs";

const SENDERS = 6;
const PAUSE_MS = 10;
const LOAD_MS = 1500;
const DELIVERY_MS = 60_000;

/** A filter under load whose sink takes about half of it. */
async function setUp(context) {
  const [original, restored] = await Promise.all([startSink(), startSink()]);
  context.after(original.stop);
  context.after(restored.stop);
  let count = 0;
  original.mood = (response) => (count++ % 2 ? well(response) : response.writeHead(503).end());
  const config = ({ url }) => configuration({ destinations: { app: { url } } });
  const folder = await workspace(context, config(original));
  const copy = await workspace(context, config(restored));
  const filter = await startFilter(context, folder);
  const ledger = new Ledger();
  const stop = startLoad(filter, ledger, { count: SENDERS, pause: () => PAUSE_MS });
  await sleep(LOAD_MS);
  return { original, restored, folder, copy, filter, ledger, stop };
}

const copyState = (folder, copy) => cp(join(folder, "state"), join(copy, "state"), { recursive: true });

test("a copy of the state of a paused process has every acknowledged event", { timeout: 200_000 }, async (context) => {
  const { original, restored, folder, copy, filter, ledger, stop } = await setUp(context);
  process.kill(filter.pid, "SIGSTOP");
  const promised = ledger.acknowledged();
  const before = original.delivered();
  await copyState(folder, copy);
  process.kill(filter.pid, "SIGCONT");
  await sleep(500);
  await stop();
  assert.deepEqual(ledger.unanswered(), [], "who sent meanwhile only waited");

  const due = promised.filter(({ id }) => !before.has(id));
  const missing = () => {
    const delivered = restored.delivered();
    return due.filter(({ id }) => !delivered.has(id)).map(({ id }) => id);
  };
  const again = await startFilter(context, copy);
  await until("what was due", () => missing().length === 0, DELIVERY_MS).catch(() => {});
  context.diagnostic(
    `${promised.length} acknowledged before the copy, ${due.length} of them not delivered yet; ` +
      `the copy delivered ${restored.delivered().size}`,
  );
  assert.ok(due.length > 0, "deliveries were due in the copy");
  assert.deepEqual(missing(), []);
  assert.deepEqual(restored.faults(), []);
  for (const entry of promised) assert.equal(await send(again, entry), "duplicate");
});
