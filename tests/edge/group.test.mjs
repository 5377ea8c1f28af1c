// Events that come together are stored together, and stay apart all the same.

import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import { configuration, workspace } from "./support/filter.mjs";
import { ingestRecord } from "./support/ingest-record.mjs";
import { startInside } from "./support/inside.mjs";
import { until } from "../support/wait.mjs";

const INBOX = "optimo/0";
const [ACCEPTED, DUPLICATE, BUSY] = [201, 200, 503];

/** How long an inbox waits for what comes together with the first, here. */
const GATHER_MS = 800;

/**
 * Stands between the runtime and the inbox: whoever waits for the shortest time
 * waits for longer, or until it is released; commits are counted, and events of a bad
 * key fail.
 */
const WRAP = `
import filter, { Inbox as Real } from "filter.js";

const setTimer = globalThis.setTimeout;
const clock = Date.now;
let held;
globalThis.setTimeout = (work, ms) => {
  if (ms !== 0) return setTimer(work, ms);
  return held ? held.push(work) : setTimer(work, ${GATHER_MS});
};

let commits = 0;

const around = (storage) => ({
  setAlarm: (...values) => storage.setAlarm(...values),
  deleteAlarm: (...values) => storage.deleteAlarm(...values),
  transactionSync: (work) => storage.transactionSync(work),
  sync() {
    commits++;
    return storage.sync();
  },
  sql: {
    exec(statement, ...values) {
      if (statement.startsWith("INSERT INTO events") && values.includes("bad")) throw new Error("a bad key");
      return storage.sql.exec(statement, ...values);
    },
  },
});

export class Inbox {
  constructor(ctx, env) {
    this.real = new Real({ waitUntil: (promise) => ctx.waitUntil(promise), get storage() { return around(ctx.storage); } }, env);
  }
  fetch(request) {
    if (request.url.endsWith("/commits")) return Response.json(commits);
    if (request.url.endsWith("/hold")) {
      held = [];
      // No time passes, so that nobody takes the leader for lost.
      const at = clock();
      Date.now = () => at;
      return new Response();
    }
    if (request.url.endsWith("/release")) {
      const works = held;
      held = undefined;
      Date.now = clock;
      works.forEach((work) => work());
      return new Response();
    }
    return this.real.fetch(request);
  }
  alarm(info) {
    return this.real.alarm(info);
  }
}

export default filter;
`;

async function start(context) {
  const config = configuration({ destinations: { app: { url: "http://127.0.0.1:9/" } } });
  const filter = await startInside(context, await workspace(context, config), { wrap: WRAP });
  const put = async (key, signal) =>
    (await filter.ask(INBOX, "/", { method: "POST", body: ingestRecord({ key }), signal })).status;
  // What comes when all is quiet is stored at once, and what comes right after it is not.
  await Promise.all([put("warm"), put("warm too")]);
  return {
    put,
    commits: async () => (await filter.ask(INBOX, "/commits")).json(),
    /** From here on what comes together is not stored until it is released. */
    hold: () => filter.ask(INBOX, "/hold"),
    release: () => filter.ask(INBOX, "/release"),
  };
}

test("60 concurrent events take at most 3 commits, each with its own answer", async (context) => {
  const { put, commits } = await start(context);
  const before = await commits();
  const keys = Array.from({ length: 60 }, (_, index) => `evt_${index % 40}`);
  const statuses = await Promise.all(keys.map((key) => put(key)));
  const count = (status) => statuses.filter((it) => it === status).length;
  assert.deepEqual([count(ACCEPTED), count(DUPLICATE)], [40, 20]);
  const taken = (await commits()) - before;
  context.diagnostic(`${taken} commits for ${keys.length} events`);
  assert.ok(taken <= 3, `${taken} commits`);
});

test("an event that fails to insert does not fail its group", async (context) => {
  const { put } = await start(context);
  const keys = ["evt_0", "evt_1", "bad", "evt_2", "evt_3"];
  const statuses = await Promise.all(keys.map((key) => put(key)));
  assert.deepEqual(statuses.map((status) => status === ACCEPTED), [true, true, false, true, true]);
  assert.equal(statuses[2], 500);
  for (const key of keys.slice(3)) assert.equal(await put(key), DUPLICATE);
});

test("a leader that disconnects leaves no request of its group waiting", async (context) => {
  const { put } = await start(context);
  const hangUp = new AbortController();
  const senders = ["evt_0", "evt_1"].map((key) => put(key, hangUp.signal).catch(({ name }) => name));
  await sleep(GATHER_MS / 8);
  const others = ["evt_2", "evt_3"].map((key) => put(key));
  await sleep(GATHER_MS / 8);
  hangUp.abort();
  assert.ok((await Promise.all(senders)).includes("AbortError"));
  assert.deepEqual(await Promise.all(others), [ACCEPTED, ACCEPTED]);
  assert.deepEqual(await Promise.all(["evt_0", "evt_1"].map((key) => put(key))), [DUPLICATE, DUPLICATE]);
});

test("events over the group limit are 503 and accepted when retried", async (context) => {
  const { put, hold, release } = await start(context);
  await hold();
  const keys = Array.from({ length: 1200 }, (_, index) => `evt_${index}`);
  const seen = new Set();
  const puts = keys.map(async (key) => {
    const status = await put(key);
    seen.add(status);
    return status;
  });
  await until("a refusal", () => seen.has(BUSY));
  await release();
  const statuses = await Promise.all(puts);
  const refused = keys.filter((_, index) => statuses[index] === BUSY);
  context.diagnostic(`${refused.length} of ${keys.length} refused`);
  assert.ok(refused.length > 0, "too much was sent");
  assert.equal(statuses.filter((status) => status === ACCEPTED).length, keys.length - refused.length);
  const again = [];
  for (let at = 0; at < refused.length; at += 100) {
    again.push(...(await Promise.all(refused.slice(at, at + 100).map((key) => put(key)))));
  }
  assert.ok(again.every((status) => status === ACCEPTED), "nothing of it was stored before");
});
