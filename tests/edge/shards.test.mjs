// A source's events spread over several inboxes, and their number changes.

import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";

import { configuration, reconfigure, startFilter, workspace } from "./support/filter.mjs";
import { ingestRecord } from "./support/ingest-record.mjs";
import { startInside } from "./support/inside.mjs";
import { request } from "../support/providers.mjs";
import { startSink } from "./support/sink.mjs";
import { until } from "../support/wait.mjs";

/** Says in the log which inbox is asked what. */
const WRAP = `
import filter, { Inbox as Real } from "filter.js";
export default filter;
export class Inbox extends Real {
  fetch(request) {
    console.log("asked " + new URL(request.url).pathname);
    return super.fetch(request);
  }
}`;

const config = (sink, settings) =>
  configuration({ destinations: { app: { url: sink.url } } }).replace(
    /scheme = "optimocms"/,
    (line) => `${line}\n${settings}`,
  );

async function start(context, settings, answer) {
  const sink = await startSink(answer);
  context.after(sink.stop);
  const folder = await workspace(context, config(sink, settings));
  return { sink, folder };
}

const inboxes = async (folder) => {
  const names = await readdir(join(folder, "state/objects/Inbox"));
  return names.filter((name) => /^[0-9a-f]{64}\.sqlite$/.test(name)).length;
};

const post = async (filter, webhook) => {
  const response = await filter.post("optimo", webhook);
  assert.equal(response.status, 200);
  return (await response.json()).status;
};

const arrived = (sink) => new Set(sink.received.map(({ headers }) => headers["webhook-id"])).size;

test("events are spread over shards, each stored once by one call", async (context) => {
  const EVENTS = 100;
  const { sink, folder } = await start(context, "shards = 4");
  const filter = await startInside(context, folder, { wrap: WRAP });
  const webhooks = Array.from({ length: EVENTS }, () => request("optimo"));
  for (const webhook of webhooks) assert.equal(await post(filter, webhook), "accepted");
  for (const webhook of webhooks) assert.equal(await post(filter, webhook), "duplicate");
  await until("every event", () => arrived(sink) === EVENTS);
  assert.equal(await inboxes(folder), 4);
  const asked = () => filter.output.text.match(/^asked .*$/gm);
  await until("every line", () => asked().length === 2 * EVENTS);
  assert.deepEqual(new Set(asked()), new Set(["asked /"]));
});

test("after a change of shards retries are duplicates and pending deliveries are sent", async (context) => {
  const EVENTS = 60;
  let isUp = false;
  const { sink, folder } = await start(context, "shards = 1", () => ({ status: isUp ? 204 : 503 }));
  const webhooks = [];
  const generations = [
    "shards = 1",
    "shards = 4\nprevious_shards = [1]",
    "shards = 2\nprevious_shards = [1, 4]",
    "shards = 4\nprevious_shards = [1, 4, 2]",
  ];
  for (const settings of generations) {
    await reconfigure(folder, config(sink, settings));
    const filter = await startFilter(context, folder);
    for (const webhook of webhooks) assert.equal(await post(filter, webhook), "duplicate", settings);
    for (let count = 0; count < EVENTS; count++) {
      const webhook = request("optimo");
      webhooks.push(webhook);
      const answers = await Promise.all(Array.from({ length: 3 }, () => post(filter, webhook)));
      assert.deepEqual(answers.sort(), ["accepted", "duplicate", "duplicate"], settings);
    }
    await filter.kill();
  }

  // No request comes any more: what waits is in inboxes that nothing addresses.
  isUp = true;
  await reconfigure(folder, config(sink, "shards = 1\nprevious_shards = [1, 4, 2, 4]"));
  await startFilter(context, folder);
  await until("every event", () => arrived(sink) === webhooks.length, 90_000);
});

test("two shard counts side by side accept an event once", async (context) => {
  const { folder } = await start(context, "shards = 1");
  const filter = await startInside(context, folder);
  const ask = async (inbox, path, key, generation) =>
    (await filter.ask(inbox, path, { method: "POST", body: ingestRecord({ key, generation }) })).status;
  const [ACCEPTED, DUPLICATE, CLAIMED, MOVED] = [201, 200, 202, 409];

  // The old one comes first.
  assert.equal(await ask("optimo/0", "/", "a", 0), ACCEPTED);
  assert.equal(await ask("optimo/0", "/claim", "a", 1), DUPLICATE);
  // The new one comes first: the old one is told, and the provider sends it again.
  assert.equal(await ask("optimo/0", "/claim", "b", 1), CLAIMED);
  assert.equal(await ask("optimo/0", "/", "b", 0), MOVED);
  assert.equal(await ask("optimo/0", "/claim", "b", 1), CLAIMED);
  assert.equal(await ask("optimo/1", "/", "b", 1), ACCEPTED);
  // And back: an event that was claimed and then not stored can still come.
  assert.equal(await ask("optimo/0", "/claim", "c", 1), CLAIMED);
  assert.equal(await ask("optimo/1", "/claim", "c", 2), CLAIMED);
  assert.equal(await ask("optimo/0", "/", "c", 2), ACCEPTED);
  assert.equal(await ask("optimo/1", "/", "c", 1), MOVED);
  assert.equal(await ask("optimo/0", "/", "c", 2), DUPLICATE);

  const list = await filter.ask("optimo/0", "/list", { method: "POST", body: "{}" });
  const { deliveries } = await list.json();
  assert.deepEqual(deliveries.map(({ key }) => key).sort(), ["a", "c"]);
});

test("a former shard that fails makes the answer 503", async (context) => {
  const { folder } = await start(context, "shards = 64\nprevious_shards = [1]");
  const wrap = WRAP.replace("console.log(", 'if (request.url.endsWith("/claim")) throw new Error(');
  const filter = await startInside(context, folder, { wrap });
  const statuses = [];
  for (let count = 0; count < 10; count++) statuses.push((await filter.post("optimo")).status);
  assert.ok(statuses.includes(503), statuses.join());
});
