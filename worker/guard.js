// Stands between the runtime and the WebAssembly, which can die: of a panic, or
// of memory that ran out. What it was at work on is then never answered by it,
// nor do its own deadlines fire. The next request gets a new one by itself.

import { operate } from "./admin/operate.mjs";
import Filter, { InboxObject } from "./build/index.js";
import { debuggerPage } from "./debugger.mjs";

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

// The WebAssembly's loader wakes its tasks by this function, several times a
// request. The runtime's own makes an object of C++ each time.
globalThis.queueMicrotask = (work) => void Promise.resolve(work).then(run);

function run(work) {
  try {
    work();
  } catch (error) {
    reportError(error);
  }
}

/** Looks after work that waits for the WebAssembly, with one timer for all of it. */
class Watch {
  waiting = new Set();

  /** Resolves as `work` does, and rejects if the WebAssembly dies meanwhile. */
  over(work) {
    return new Promise((resolve, reject) => {
      const promise = work();
      const one = { born: life.instanceId, reject };
      this.waiting.add(one);
      this.timer ??= setInterval(() => this.look(), LOOK_MS);
      const ends = (end) => (value) => {
        this.forget(one);
        end(value);
      };
      promise.then(ends(resolve), ends(reject));
    });
  }

  look() {
    for (const one of this.waiting) {
      if (!life.criticalError && life.instanceId === one.born) continue;
      this.forget(one);
      one.reject(new Error("the WebAssembly died"));
    }
  }

  forget(one) {
    this.waiting.delete(one);
    if (this.waiting.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }
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
    const page = debuggerPage(request);
    if (page) return page;
    try {
      return await new Watch().over(() => new Filter(context, env).fetch(request));
    } catch (error) {
      console.log(JSON.stringify({ at: "inbound", outcome: "unavailable", detail: String(error) }));
      return unavailable();
    }
  },
};

/** Where events are brought to, and whether that is a claim. */
const BRINGS = new Map([
  ["https://inbox/", false],
  ["https://inbox/claim", true],
]);

export class Inbox {
  /** The requests of an object share it: the runtime lets them wait for each other. */
  watch = new Watch();

  constructor(context, env) {
    this.storage = context.storage;
    this.inbox = new InboxObject(context, env);
  }

  async fetch(request) {
    const isClaim = BRINGS.get(request.url);
    if (isClaim === undefined) return this.watch.over(() => this.inbox.fetch(request));
    const frame = new Uint8Array(await request.arrayBuffer());
    const status = await this.watch.over(() => this.inbox.bring(frame, isClaim));
    return new Response(null, { status });
  }

  /** Never fails: the runtime gives an alarm up after six failures. */
  async alarm() {
    try {
      await this.watch.over(() => this.inbox.alarm());
    } catch (error) {
      console.log(JSON.stringify({ at: "delivery", outcome: "interrupted", detail: String(error) }));
      await this.storage.setAlarm(Date.now() + REST_MS);
    }
  }
}
