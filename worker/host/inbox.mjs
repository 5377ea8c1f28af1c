// The Durable Object of an inbox. What comes together waits here to be stored
// together, outside of the WebAssembly, whose end it then survives.

import { call, InboxObject, WasmGuard } from "./wasm_guard.mjs";

/** Where records are brought to, and whether that is to make a tombstone. */
const RECORDS = new Map([["https://inbox/", false], ["https://inbox/claim", true]]);

/** How long deliveries rest after the WebAssembly ended with them. */
const RETRY_DELAY_MS = 10_000;

/** Records that are stored by one commit. */
class Batch {
  records = [];
  tombstones = [];
  statuses = Promise.withResolvers();

  /** Adds a record; resolves with the status of its answer. */
  async add(record, isTombstone) {
    const index = this.records.push(record) - 1;
    this.tombstones.push(Number(isTombstone));
    const status = (await this.statuses.promise)[index];
    if (typeof status !== "number") throw new Error(status);
    return status;
  }
}

export class Inbox {
  /** The requests of an object share it: the runtime lets them wait for each other. */
  #guard = new WasmGuard();
  #batch = new Batch();

  constructor(context, env) {
    this.context = context;
    this.inbox = new InboxObject(context, env);
  }

  async fetch(request) {
    const isTombstone = RECORDS.get(request.url);
    if (isTombstone === undefined) return this.#guard.run(() => this.inbox.fetch(request));
    const record = new Uint8Array(await request.arrayBuffer());
    return new Response(null, { status: await this.#enqueue(record, isTombstone) });
  }

  #enqueue(record, isTombstone) {
    const role = call(this.inbox, "enqueue", record.length);
    if (typeof role === "number") return role;
    const status = this.#batch.add(record, isTombstone);
    // On its own, and not for the request that leads, whose sender may hang up.
    if (role !== "follow") this.context.waitUntil(this.#commit(role === "lead"));
    return status;
  }

  /** Stores what waits, and tells who waits for it. */
  async #commit(isBusy) {
    // What is ready to be read by now is read before a timer fires.
    if (isBusy) await new Promise((resolve) => setTimeout(resolve, 0));
    const batch = this.#batch;
    this.#batch = new Batch();
    try {
      const [alarm, ...statuses] = call(this.inbox, "commit_batch", batch.records, new Uint8Array(batch.tombstones));
      await alarm;
      batch.statuses.resolve(statuses);
    } catch (error) {
      return batch.statuses.reject(error);
    }
    // Where this fails, the runtime ends the object, and answers nobody who waits for it.
    await this.context.storage.sync();
    call(this.inbox, "mark_durable");
  }

  /** Never fails: the runtime gives an alarm up after six failures. */
  async alarm() {
    try {
      await this.#guard.run(() => this.inbox.alarm());
    } catch (error) {
      console.log(JSON.stringify({ at: "delivery", outcome: "interrupted", detail: String(error) }));
      await this.context.storage.setAlarm(Date.now() + RETRY_DELAY_MS);
    }
  }
}
