// How soon the filter answers, whatever is the matter with inboxes and destinations.

import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import * as moods from "../chaos/support/moods.mjs";
import { Ledger, startLoad } from "../chaos/support/senders.mjs";
import { startSink as startMoody, well } from "../chaos/support/sink.mjs";
import { operator, TOKEN } from "../edge/support/admin.mjs";
import { configuration, startFilter, workspace } from "../edge/support/filter.mjs";
import { startInside } from "../edge/support/inside.mjs";
import { startSink } from "../edge/support/sink.mjs";
import { until } from "../support/wait.mjs";

/** The longest that the Worker waits for an inbox, and something for a slow machine. */
const DEADLINE_MS = 5000 + 2000;

/** No provider waits longer; the shortest limit of the five is 10 s. */
const PROVIDERS_PATIENCE_MS = 10_000;

/** The inboxes of `label` answer nothing. */
const HANGING = `
import filter, { Inbox as Real } from "filter.js";
export default filter;
export class Inbox extends Real {
  constructor(context, env) {
    super(context, env);
    this.name = context.id.name;
  }
  fetch(request) {
    if (this.name.startsWith("label/")) return new Promise(() => setInterval(() => {}, 1000));
    return super.fetch(request);
  }
}`;

const timed = async (work) => {
  const began = performance.now();
  return [await work(), performance.now() - began];
};

test("an inbox that hangs is given up in time, for webhooks and for operators", async (context) => {
  const admin = '[vars.COUNTERSIGN.admin]\ntoken = "ADMIN_TOKEN"\n';
  const config = configuration({ destinations: { app: { url: "http://127.0.0.1:9/" } }, extra: admin });
  const more = { ADMIN_TOKEN: TOKEN };
  const filter = await startInside(context, await workspace(context, config, more), { wrap: HANGING, more });
  const [response, took] = await timed(() => filter.post("label"));
  assert.equal(response.status, 503);
  assert.ok(took < DEADLINE_MS, `${took} ms`);
  const [, statsTook] = await timed(() => operator(filter).call("stats"));
  assert.ok(statsTook < 2 * DEADLINE_MS, `${statsTook} ms`);
  context.diagnostic(`503 after ${Math.round(took)} ms, stats after ${Math.round(statsTook)} ms`);
});

test("webhooks are answered before a provider gives up, whatever their destination does", async (context) => {
  const sink = await startMoody(well);
  context.after(sink.stop);
  const config = configuration({ destinations: { app: { url: sink.url, timeout: 2 } } });
  const filter = await startFilter(context, await workspace(context, config));
  const all = [
    ...[moods.resets, moods.hangsUp, moods.talksGarbage, moods.complainsForEver, moods.praisesForEver],
    ...[moods.neverBegins, moods.dawdles, moods.isSilent],
  ];
  for (const mood of all) {
    sink.mood = mood;
    const ledger = new Ledger();
    const stop = startLoad(filter, ledger, { count: 4, pause: () => 40 });
    await sleep(3000);
    await stop();
    const answers = [...ledger.events.values()].map(({ ms }) => ms).sort((a, b) => a - b);
    context.diagnostic(`${mood.name}: ${answers.length} answers, the last after ${Math.round(answers.at(-1))} ms`);
    assert.ok(answers.length > 50 && answers.at(-1) < PROVIDERS_PATIENCE_MS, `${mood.name}: ${answers.at(-1)} ms`);
  }
});

test("what failed while a destination was down is sent within 3 s of its return", async (context) => {
  let isUp = false;
  const taken = new Set();
  const sink = await startSink(({ headers }) => {
    if (isUp) taken.add(headers["webhook-id"]);
    return { status: isUp ? 204 : 503 };
  });
  context.after(sink.stop);
  const config = configuration({ destinations: { app: { url: sink.url } } });
  const filter = await startFilter(context, await workspace(context, config));
  for (let count = 0; count < 2; count++) await filter.post("optimo");
  await until("the fourth attempt to fail", () => /"outcome":"retrying".*"attempt":4/.test(filter.output.stdout));
  isUp = true;
  await filter.post("optimo");
  await until("the breaker to close", () => filter.output.stdout.includes('"outcome":"closed"'));
  const [, took] = await timed(() => until("every event", () => taken.size === 3));
  context.diagnostic(`${Math.round(took)} ms`);
  assert.ok(took < 3000, `${took} ms`);
});
