// What it costs to deliver an event does not grow with how many wait.

import assert from "node:assert/strict";
import { test } from "node:test";

import { configuration, workspace } from "./support/filter.mjs";
import { startInside } from "./support/inside.mjs";
import { startSink } from "./support/sink.mjs";
import { settled, until } from "../support/wait.mjs";

/** Counts the rows that an inbox reads; a cursor knows how many once it was read. */
const WRAP = `
import filter, { Inbox as Real } from "filter.js";

let rows = 0;
let latest;

function count() {
  rows += latest?.rowsRead ?? 0;
  latest = undefined;
}

const counting = (sql) => ({
  exec(statement, ...values) {
    count();
    return (latest = sql.exec(statement, ...values));
  },
});

const around = (storage) => ({
  setAlarm: (...values) => storage.setAlarm(...values),
  deleteAlarm: (...values) => storage.deleteAlarm(...values),
  sync: () => storage.sync(),
  transactionSync: (work) => storage.transactionSync(work),
  sql: counting(storage.sql),
});

export class Inbox {
  constructor(ctx, env) {
    this.real = new Real({ waitUntil: (promise) => ctx.waitUntil(promise), get storage() { return around(ctx.storage); } }, env);
  }
  fetch(request) {
    if (!request.url.endsWith("/read")) return this.real.fetch(request);
    count();
    return Response.json(rows);
  }
  alarm(info) {
    return this.real.alarm(info);
  }
}

export default filter;
`;

/** Rows that are read for each of so many events that wait when the sink begins to answer. */
async function rowsEach(context, events) {
  let answer;
  const answers = new Promise((resolve) => (answer = resolve));
  const sink = await startSink(async () => {
    await answers;
    return { status: 204 };
  });
  context.after(sink.stop);
  const config = configuration({ destinations: { app: { url: sink.url, timeout: 120 } } });
  const filter = await startInside(context, await workspace(context, config), { wrap: WRAP });
  const read = async () => (await filter.ask("optimo/0", "/read")).json();

  const sender = async () => {
    for (let count = 0; count < events / 20; count++) assert.equal((await filter.post("optimo")).status, 200);
  };
  await Promise.all(Array.from({ length: 20 }, sender));
  const before = await read();
  answer();
  await until("every event", () => sink.received.length === events, 300_000);
  await settled(500);
  const each = ((await read()) - before) / events;
  context.diagnostic(`${each.toFixed(1)} rows read an event, of ${events} that wait`);
  return each;
}

test("rows read per delivery are the same with 4,000 pending as with 200", async (context) => {
  const few = await rowsEach(context, 200);
  const many = await rowsEach(context, 4000);
  assert.ok(few > 0 && many < 1.5 * few, `${few} and ${many}`);
});
