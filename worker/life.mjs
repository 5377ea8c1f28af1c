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

/**
 * Looks after work that waits for the WebAssembly, with one timer for all of it.
 * It is never cancelled: the runtime keeps a part of a cancelled timer for as
 * long as the object lives.
 */
export class Watch {
  waiting = new Set();
  hasTimer = false;

  /** Resolves as `work` does, and rejects if the WebAssembly dies meanwhile. */
  over(work) {
    return new Promise((resolve, reject) => {
      const promise = work();
      const one = { born: life.instanceId, reject };
      this.waiting.add(one);
      this.setTimer();
      const ends = (end) => (value) => {
        this.waiting.delete(one);
        end(value);
      };
      promise.then(ends(resolve), ends(reject));
    });
  }

  setTimer() {
    if (this.hasTimer || this.waiting.size === 0) return;
    this.hasTimer = true;
    setTimeout(() => this.look(), LOOK_MS);
  }

  look() {
    this.hasTimer = false;
    for (const one of this.waiting) {
      if (!life.criticalError && life.instanceId === one.born) continue;
      this.waiting.delete(one);
      one.reject(new Error("the WebAssembly died"));
    }
    this.setTimer();
  }
}
