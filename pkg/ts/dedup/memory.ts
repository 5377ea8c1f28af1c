import type { Claim, Store } from "./store.js";

/** What a {@link MemoryStore} may be told. */
export interface MemoryStoreOptions {
  /** The most events that are remembered, those in progress included. 100,000 by default. */
  readonly maxEntries?: number | undefined;
  /**
   * A clock that never goes back, in milliseconds. `performance.now` by
   * default; another one in tests.
   */
  readonly now?: (() => number) | undefined;
}

interface Entry {
  readonly token: string;
  readonly ends: number;
}

/**
 * Remembers events in this process's memory: for a single process, and for
 * tests. A restart forgets them.
 *
 * It is bounded by count and by age. Where it is full, the event that was done
 * the longest ago is forgotten first, and would be handled again if it came
 * again; one in progress is never forgotten. Where everything is in progress, a
 * claim fails with an `Error`.
 */
export class MemoryStore implements Store {
  readonly #maxEntries: number;
  readonly #now: () => number;
  readonly #held = new Map<string, Entry>();
  /** In the order in which they were done. */
  readonly #done = new Map<string, Entry>();

  /** @throws TypeError where an option is not of its type. */
  constructor(options: MemoryStoreOptions = {}) {
    const { maxEntries = 100_000, now = () => performance.now() } = options;
    if (!Number.isInteger(maxEntries) || maxEntries < 1) {
      throw new TypeError("maxEntries must be a whole number, 1 at least.");
    }
    this.#maxEntries = maxEntries;
    this.#now = now;
  }

  /** How many events are remembered, done and in progress. */
  get size(): number {
    return this.#held.size + this.#done.size;
  }

  /** @throws Error where it is full of events in progress. */
  async claim(key: string, token: string, lease: number): Promise<Claim> {
    const now = this.#now();
    if (isCurrent(this.#done.get(key), now)) return "done";
    const holder = this.#held.get(key);
    if (isCurrent(holder, now) && holder.token !== token) return "held";
    this.#done.delete(key);
    if (holder === undefined) this.#makeRoom(now);
    this.#held.set(key, { token, ends: now + lease * 1_000 });
    return "claimed";
  }

  async renew(key: string, token: string, lease: number): Promise<boolean> {
    const now = this.#now();
    const holder = this.#held.get(key);
    if (!isCurrent(holder, now) || holder.token !== token) return false;
    this.#held.set(key, { token, ends: now + lease * 1_000 });
    return true;
  }

  async commit(key: string, token: string, keep: number): Promise<boolean> {
    const now = this.#now();
    const done = this.#done.get(key);
    if (isCurrent(done, now)) return done.token === token;
    const holder = this.#held.get(key);
    if (isCurrent(holder, now) && holder.token !== token) return false;
    this.#done.delete(key);
    if (!this.#held.delete(key)) this.#makeRoom(now);
    this.#done.set(key, { token, ends: now + keep * 1_000 });
    return true;
  }

  async release(key: string, token: string): Promise<boolean> {
    const holder = this.#held.get(key);
    if (!isCurrent(holder, this.#now()) || holder.token !== token) return false;
    return this.#held.delete(key);
  }

  /** Forgets what has ended, and what it must, until there is room for one more. */
  #makeRoom(now: number): void {
    for (const [key, entry] of this.#done) {
      if (isCurrent(entry, now) && this.size < this.#maxEntries) return;
      this.#done.delete(key);
    }
    if (this.size < this.#maxEntries) return;
    for (const [key, entry] of this.#held) {
      if (!isCurrent(entry, now)) this.#held.delete(key);
    }
    if (this.size < this.#maxEntries) return;
    throw new Error(`The store is full: ${this.size} events are in progress.`);
  }
}

function isCurrent(entry: Entry | undefined, now: number): entry is Entry {
  return entry !== undefined && now < entry.ends;
}
