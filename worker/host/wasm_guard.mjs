// Guards against the end of the WebAssembly, which a panic or a lack of memory
// brings about. It then answers nothing that it was at work on, nor do its own
// deadlines fire. The next call gets a new instance from worker-build's loader.

import Filter, { InboxObject } from "../build/index.js";

export { Filter, InboxObject };

/** How often work under way is looked after. */
const CHECK_MS = 1000;

/** The loader's state, which is no public interface of worker-build: another version may lack it. */
const loader = globalThis.__worker_init_state;
if (typeof loader?.criticalError !== "boolean" || !Number.isInteger(loader.instanceId)) {
  throw new Error("worker-build's loader has no __worker_init_state of { criticalError, instanceId }: traps would pass unnoticed");
}

/** The functions of the WebAssembly that belong to no object. */
export const filter = new Filter({}, {});

/** Calls the WebAssembly for what it does at once. It returns errors: what it throws is its end. */
export function call(object, name, ...values) {
  try {
    return object[name](...values);
  } catch (error) {
    markTrapped();
    throw error;
  }
}

// What nobody catches came out of the WebAssembly, too. The loader knows some of
// these errors only, and others not before the next call.
addEventListener("error", markTrapped);

function markTrapped() {
  loader.criticalError = true;
}

// Looks after work that waits for the WebAssembly, with one timer for all of it.
// It is never cancelled: the runtime keeps a part of a cancelled timer for as
// long as the object lives.
export class WasmGuard {
  #running = new Set();
  #hasTimer = false;

  /** Resolves as `work` does, and rejects if the WebAssembly ends meanwhile. */
  async run(work) {
    const { promise: trapped, reject } = Promise.withResolvers();
    const running = work();
    const entry = { instanceId: loader.instanceId, reject };
    this.#running.add(entry);
    this.#watch();
    try {
      return await Promise.race([running, trapped]);
    } finally {
      this.#running.delete(entry);
    }
  }

  #watch() {
    if (this.#hasTimer || this.#running.size === 0) return;
    this.#hasTimer = true;
    setTimeout(() => {
      this.#hasTimer = false;
      for (const entry of this.#running) {
        if (!loader.criticalError && loader.instanceId === entry.instanceId) continue;
        this.#running.delete(entry);
        entry.reject(new Error("the WebAssembly ended"));
      }
      this.#watch();
    }, CHECK_MS);
  }
}
