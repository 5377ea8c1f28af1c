// Stands between the runtime and the WebAssembly, which can die: of a panic, or
// of memory that ran out. What it was at work on is then never answered by it,
// nor do its own deadlines fire. The next request gets a new one by itself.

import { operate } from "./admin/operate.mjs";
import Filter, { Inbox as FilterInbox } from "./build/index.js";

/** What the filter finds behind the door of the admin API. */
globalThis.countersign = { operate };

/** How often it is looked whether the WebAssembly still lives. */
const LOOK_MS = 1000;

/** How long deliveries rest after that. */
const REST_MS = 10_000;

/** What the WebAssembly's loader keeps of it. */
const life = globalThis.__worker_init_state;

// What nobody catches came out of the WebAssembly, and is its end. Its loader
// knows some of these errors only, and others not before the next call.
addEventListener("error", () => {
  life.criticalError = true;
});

/** Resolves as `work` does, and rejects if the WebAssembly dies meanwhile. */
function whileAlive(work) {
  return new Promise((resolve, reject) => {
    const promise = work();
    const born = life.instanceId;
    const timer = setInterval(() => {
      if (life.criticalError || life.instanceId !== born) {
        clearInterval(timer);
        reject(new Error("the WebAssembly died"));
      }
    }, LOOK_MS);
    promise.then(resolve, reject).finally(() => clearInterval(timer));
  });
}

function unavailable() {
  const problem = {
    type: "urn:countersign:error:unavailable",
    title: "Service Unavailable",
    status: 503,
    code: "unavailable",
    detail: "the event could not be stored; send it again",
  };
  return new Response(JSON.stringify(problem), {
    status: 503,
    headers: { "content-type": "application/problem+json", "retry-after": "10" },
  });
}

export default {
  async fetch(request, env, context) {
    try {
      return await whileAlive(() => new Filter(context, env).fetch(request));
    } catch (error) {
      console.log(JSON.stringify({ at: "inbound", outcome: "unavailable", detail: String(error) }));
      return unavailable();
    }
  },
};

export class Inbox {
  constructor(context, env) {
    this.storage = context.storage;
    this.inbox = new FilterInbox(context, env);
  }

  fetch(request) {
    return whileAlive(() => this.inbox.fetch(request));
  }

  /** Never fails: the runtime gives an alarm up after six failures. */
  async alarm() {
    try {
      await whileAlive(() => this.inbox.alarm());
    } catch (error) {
      console.log(JSON.stringify({ at: "delivery", outcome: "interrupted", detail: String(error) }));
      await this.storage.setAlarm(Date.now() + REST_MS);
    }
  }
}
