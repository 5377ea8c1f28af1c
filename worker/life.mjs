// Stands between the runtime and the WebAssembly, which can die: of a panic, or
// of memory that ran out. What it was at work on is then never answered by it,
// nor do its own deadlines fire. The next call gets a new one by itself.

import Filter, { InboxObject } from "./build/index.js";

export { Filter, InboxObject };

/** How often it is looked whether the WebAssembly still lives. */
const LOOK_MS = 1000;

/** What the WebAssembly's loader keeps of it. */
const life = globalThis.__worker_init_state;

/** The functions of the WebAssembly that belong to no object. */
export const filter = new Filter({}, {});

/** Calls the WebAssembly for what it does at once. It returns errors: what it throws is its end. */
export function call(object, name, ...values) {
  try {
    return object[name](...values);
  } catch (error) {
    died();
    throw error;
  }
}

// What nobody catches came out of the WebAssembly, too. Its loader knows some of
// these errors only, and others not before the next call.
addEventListener("error", died);

function died() {
  life.criticalError = true;
}

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
export class Watch {
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
