// An event that an operator erases: its payload is gone from the answers at
// once, and from the disk with SQLite's next checkpoint; its key stays.

import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";

import { eventPath, startAdmin } from "./support/admin.mjs";
import { startFilter } from "./support/filter.mjs";
import { providers, request } from "../support/providers.mjs";
import { settled } from "../support/wait.mjs";

/** What is looked for of a mark; all of a long one stands in pieces. */
const LENGTH = 17;

const objects = (folder) => join(folder, "state/objects/Inbox");

/** In which files of the inboxes a text is. */
async function filesWith(folder, text) {
  const names = await readdir(objects(folder));
  const files = await Promise.all(names.map((name) => readFile(join(objects(folder), name))));
  return names.filter((_, index) => files[index].includes(text));
}

/** Moves what is in SQLite's logs into the databases, as SQLite itself does now and then. */
async function checkpoint(folder) {
  for (const name of await readdir(objects(folder))) {
    if (!name.endsWith(".sqlite")) continue;
    const database = new DatabaseSync(join(objects(folder), name));
    database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    database.close();
  }
}

test("an erased event's payload is overwritten on disk and its dedup key stays", async (context) => {
  const { sink, folder, filter, call, inState, publish } = await startAdmin(context, { shards: 2 });
  // One that fits a page of the database, and one that does not.
  const marks = { small: "MARK-OF-THE-SMALL", large: "MARK-OF-THE-LARGE-".repeat(4000) };
  const webhooks = {};
  for (const [id, mark] of Object.entries(marks)) {
    await publish("sales", `before-${id}`);
    const event = { ...providers.sales.event(id, Date.now()), id, data: { mark } };
    webhooks[id] = request("sales", { event });
    assert.equal((await filter.post("sales", webhooks[id])).status, 200);
    await publish("sales", `after-${id}`);
  }
  await inState("delivered", 6);
  const signature = (id) => webhooks[id].headers["x-webhook-signature"];

  for (const [id, mark] of Object.entries(marks)) {
    assert.ok((await filesWith(folder, mark.slice(0, LENGTH))).length > 0);
    await call(eventPath(`sales:${id}`), { method: "DELETE", status: 204 });
    // Again: it is erased already, which is what was wanted.
    await call(eventPath(`sales:${id}`), { method: "DELETE", status: 204 });
    const { deliveries: [delivery] } = await call(eventPath(`sales:${id}`));
    assert.deepEqual([delivery.erased, delivery.state], [true, "delivered"]);
    const refused = await call(eventPath(`sales:${id}`, "/replay"), { method: "POST", status: 410 });
    assert.equal(refused.code, "erased");
  }
  assert.equal((await call(eventPath("sales:other"), { method: "DELETE", status: 404 })).code, "unknown_event");

  await filter.kill();
  await checkpoint(folder);
  for (const id of Object.keys(marks)) {
    assert.deepEqual(await filesWith(folder, marks[id].slice(0, LENGTH)), []);
    assert.deepEqual(await filesWith(folder, signature(id)), []);
  }
  assert.ok((await filesWith(folder, "before-small")).length > 0);

  const again = await startFilter(context, folder);
  for (const webhook of Object.values(webhooks)) {
    assert.equal((await (await again.post("sales", webhook)).json()).status, "duplicate");
  }
  await settled(1000);
  assert.equal(sink.received.length, 6);
});

test("a pending delivery of an erased event is cancelled", async (context) => {
  const { sink, call, inState, publish } = await startAdmin(context, { answer: () => ({ status: 503 }) });
  const event = await publish("sales", "evt_1");
  await inState("pending", 1);
  await call(eventPath(event), { method: "DELETE", status: 204 });
  await inState("cancelled", 1);
  const attempts = sink.received.length;
  await settled(3000);
  assert.equal(sink.received.length, attempts);
});
