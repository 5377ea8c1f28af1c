// What breaks in an inbox is answered in time, and does not outlast the request.

import assert from "node:assert/strict";
import { test } from "node:test";

import { configuration, workspace } from "./support/filter.mjs";
import { startInside } from "./support/inside.mjs";
import { request } from "../support/providers.mjs";
import { startSink } from "./support/sink.mjs";
import { until } from "../support/wait.mjs";

/** Before what hangs here ends by itself. How soon it is answered for is measured in `perf`. */
const LIMIT_MS = 50_000;

/**
 * Stands between the runtime and the inbox: its database behaves as it is told
 * by `?next=`, once, and throws for as long as it is told to. What it throws
 * later goes through the wasm as a panic does, and so does what the clock throws.
 */
const WRAP = `
import filter, { Inbox as Real } from "filter.js";

let next;

const faults = {
  trap: (cursor) => ({ raw: () => cursor.raw(), get rowsWritten() { throw new WebAssembly.RuntimeError("unreachable"); } }),
  lease: (cursor) => faults.trap(cursor),
  throw: () => { throw new Error("the disk is on fire"); },
};

const now = Date.now;
Date.now = () => {
  if (next !== "verify" || !new Error().stack.includes("wasm")) return now();
  next = undefined;
  throw new WebAssembly.RuntimeError("unreachable");
};

const around = (storage) => ({
  setAlarm: (...values) => storage.setAlarm(...values),
  deleteAlarm: (...values) => storage.deleteAlarm(...values),
  sync: () => storage.sync(),
  transactionSync: (work) => storage.transactionSync(work),
  sql: {
    exec(statement, ...values) {
      const isMeant = statement.startsWith(next === "lease" ? "UPDATE deliveries SET state = ?, attempts" : "INSERT INTO events");
      const fault = isMeant && faults[next];
      if (fault && next !== "throw") next = undefined;
      const cursor = storage.sql.exec(statement, ...values);
      return fault ? fault(cursor) : cursor;
    },
  },
});

export class Inbox {
  constructor(ctx, env) {
    if (next === "construct") {
      next = undefined;
      throw new Error("nothing can be made");
    }
    this.real = new Real({ id: ctx.id, waitUntil: (promise) => ctx.waitUntil(promise), get storage() { return around(ctx.storage); } }, env);
  }
  fetch(request) {
    if (next === "hang") {
      next = undefined;
      return new Promise(() => setTimeout(() => {}, 60_000));
    }
    return this.real.fetch(request);
  }
  alarm(info) {
    return this.real.alarm(info);
  }
}

export default {
  fetch(request, env, context) {
    next = new URL(request.url).searchParams.get("next") ?? undefined;
    return filter.fetch(request, env, context);
  },
};
`;

for (const fault of ["throw", "trap", "hang", "construct", "verify"]) {
  test(`an inbox that fails by "${fault}" is 503, and the next request works`, async (context) => {
    const sink = await startSink();
    context.after(sink.stop);
    const folder = await workspace(context, configuration({ destinations: { app: { url: sink.url } } }));
    const filter = await startInside(context, folder, { wrap: WRAP });
    const post = (webhook, query = "") =>
      fetch(`${filter.url}/hooks/optimo${query}`, { method: "POST", ...webhook, signal: AbortSignal.timeout(LIMIT_MS) });

    if (fault !== "construct") {
      assert.equal((await post(request("optimo"))).status, 200);
      await until("the first event", () => sink.received.length === 1);
    }
    const webhook = request("optimo");
    const response = await post(webhook, `?next=${fault}`);
    assert.equal(response.status, 503);
    assert.ok(Number(response.headers.get("retry-after")) > 0);
    assert.equal((await response.json()).code, "unavailable");
    assert.equal((await post(webhook)).status, 200);
    await until("the event", () => sink.received.some(({ body }) => body.toString() === webhook.body));
  });
}

test("deliveries go on after a WebAssembly trap in one of them", async (context) => {
  const sink = await startSink();
  context.after(sink.stop);
  const folder = await workspace(context, configuration({ destinations: { app: { url: sink.url } } }));
  const filter = await startInside(context, folder, { wrap: WRAP });
  const webhook = request("optimo");
  const response = await fetch(`${filter.url}/hooks/optimo?next=lease`, { method: "POST", ...webhook });
  assert.equal(response.status, 200);
  const attempts = () => sink.received.map(({ headers }) => headers["countersign-attempt"]);
  await until("an attempt", () => attempts().length > 0);
  assert.deepEqual(attempts(), ["2"], "the one that was begun counts");
  await until("its end", async () => (await filter.stats("optimo/0")).counters.destinations.app?.delivered === 1);
});

/** Takes away what the WebAssembly's loader keeps of itself, before it is read. */
const WITHOUT_STATE = `
Object.defineProperty(globalThis, "__worker_init_state", { get: () => ({ trapped: false }), set() {} });
export class Inbox {}
export default {
  fetch: () => import("filter.js").then(() => new Response("it starts"), ({ message }) => new Response(message)),
};
`;

test("a loader whose state cannot be watched is refused at start", async (context) => {
  const folder = await workspace(context, configuration({ destinations: { app: { url: "http://127.0.0.1:9/" } } }));
  const filter = await startInside(context, folder, { wrap: WITHOUT_STATE });
  assert.match(await (await fetch(filter.url)).text(), /worker-build's loader has no __worker_init_state/);
});
