// The runtime keeps a part of every cancelled timer for as long as its object
// lives: an inbox lets all of its timers fire.

import assert from "node:assert/strict";
import { test } from "node:test";

import { configuration, workspace } from "./support/filter.mjs";
import { ingestRecord } from "./support/ingest-record.mjs";
import { startInside } from "./support/inside.mjs";
import { startSink } from "./support/sink.mjs";
import { until } from "../support/wait.mjs";

const INBOX = "optimo/0";

/** Counts what becomes of timers. */
const WRAP = `
import filter, { Inbox as Real } from "filter.js";

const pending = new Set();
const counts = { fired: 0, cancelled: 0 };

const { setTimeout, clearTimeout, setInterval, clearInterval } = globalThis;
const set = (timer) => {
  pending.add(Number(timer));
  return timer;
};
const clear = (timer) => {
  if (pending.delete(Number(timer))) counts.cancelled++;
};
Object.assign(globalThis, {
  setTimeout(work, ms) {
    const timer = set(setTimeout(() => {
      pending.delete(Number(timer));
      counts.fired++;
      work();
    }, ms));
    return timer;
  },
  setInterval: (work, ms) => set(setInterval(work, ms)),
  clearTimeout(timer) {
    clear(timer);
    clearTimeout(timer);
  },
  clearInterval(timer) {
    clear(timer);
    clearInterval(timer);
  },
});

export class Inbox extends Real {
  fetch(request) {
    if (request.url.endsWith("/timers")) return Response.json({ ...counts, pending: pending.size });
    return super.fetch(request);
  }
}

export default filter;
`;

async function start(context, answer, settings) {
  const sink = await startSink(answer);
  context.after(sink.stop);
  const config = configuration({ destinations: { app: { url: sink.url, ...settings } } });
  const filter = await startInside(context, await workspace(context, config), { wrap: WRAP });
  const timers = async () => (await filter.ask(INBOX, "/timers")).json();
  // Of the requests to the Worker so far, whose timers end with them.
  const { pending: others } = await timers();
  let count = 0;
  return {
    sink,
    /** Brings events together, past the Worker, which cancels timers of its own. */
    bring: async (events) => {
      const puts = Array.from({ length: events }, async () => {
        const body = ingestRecord({ key: `evt_${count++}`, destinations: ["app"] });
        assert.equal((await filter.ask(INBOX, "/", { method: "POST", body })).status, 201);
      });
      await Promise.all(puts);
    },
    stats: () => filter.stats(INBOX),
    /** What became of the inbox's timers, once none is pending. */
    timers: async () => {
      await until("the last timer", async () => (await timers()).pending === others);
      return timers();
    },
  };
}

test("deliveries cancel no timer and leave none pending", async (context) => {
  const { sink, bring, stats, timers } = await start(context, undefined, { timeout: 300 });
  for (const events of [1, 1, 100, 300]) {
    const before = sink.received.length;
    await bring(events);
    await until("every event", () => sink.received.length === before + events);
    await stats();
  }
  const { fired, cancelled } = await timers();
  context.diagnostic(`${fired} timers fired`);
  assert.ok(fired > 0);
  assert.equal(cancelled, 0);
});

test("a delivery that times out cancels no timer", async (context) => {
  let isFirst = true;
  const hang = () => {
    if (!isFirst) return undefined;
    isFirst = false;
    return new Promise(() => {});
  };
  const { sink, bring, timers } = await start(context, hang, { timeout: 2 });
  await bring(1);
  await until("the next attempt", () => sink.received.length === 2);
  const { cancelled } = await timers();
  assert.equal(cancelled, 0);
});
