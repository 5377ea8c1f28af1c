import { Lease } from "./lease.js";
import type { Store } from "./store.js";

/** What a {@link Dedup} is told. Times are in seconds, and may be fractions. */
export interface DedupOptions {
  /**
   * What keys are unique in: one endpoint of one provider, as `bottlecrm`. Two
   * that share a store must not share it, as their ids may be the same.
   */
  readonly scope: string;
  /**
   * How long a claim lasts that is not renewed: how long an event waits whose
   * process has died. 60 by default. It is renewed while the handler runs.
   */
  readonly lease?: number | undefined;
  /**
   * How long it is remembered that an event is done. 2,592,000 by default: 30
   * days. Not less than the provider goes on retrying.
   */
  readonly keep?: number | undefined;
}

/**
 * What became of an event:
 *
 * - `handled`: now, by this call. Answer 2xx.
 * - `duplicate`: before. Answer 2xx.
 * - `in_progress`: another call is at it, and may yet fail. Answer 503, so that
 *   the provider sends it again.
 * - `lost`: the handler has run to its end, but so late that another call has
 *   taken the event over. Answer 503. It takes a process that stood still, or
 *   was cut off from the store, for longer than its lease.
 */
export type Outcome<T> =
  | { readonly status: "handled"; readonly value: T }
  | { readonly status: "duplicate" }
  | { readonly status: "in_progress" }
  | { readonly status: "lost"; readonly value: T };

const DAY = 86_400;

/**
 * Runs the handler of an event once, however often the event is sent.
 *
 * An event is done when its handler has ended well, and not before: where the
 * handler throws or its process dies, the next attempt of the provider runs it
 * again. So no event is lost, and none is handled twice but for those whose
 * process dies, or loses the store, between the end of the handler and the
 * commit that follows at once.
 *
 * @example
 * ```ts
 * const dedup = new Dedup(new RedisStore(client), { scope: "bottlecrm" });
 *
 * const { status } = await dedup.once(event, async () => {
 *   await createInvoice(event.data);
 * });
 * response.status(status === "handled" || status === "duplicate" ? 200 : 503).end();
 * ```
 */
export class Dedup {
  readonly #store: Store;
  readonly #scope: string;
  readonly #lease: number;
  readonly #keep: number;

  /** @throws TypeError where an argument is not of its type. */
  constructor(store: Store, options: DedupOptions) {
    const { scope, lease = 60, keep = 30 * DAY } = options ?? {};
    if (typeof store?.claim !== "function") {
      throw new TypeError("The store must be a MemoryStore, a RedisStore or another Store.");
    }
    if (typeof scope !== "string" || scope === "") {
      throw new TypeError("scope must be a name of what keys are unique in, as the provider's.");
    }
    this.#store = store;
    this.#scope = scope;
    this.#lease = toSeconds("lease", lease);
    this.#keep = toSeconds("keep", keep);
  }

  /**
   * Runs the handler, unless the event is done or in progress.
   *
   * @param event - A verified event, or whatever has a key that was signed.
   * @param handler - Gets the event, and a signal that is aborted when the
   * lease is lost: from then on another call may be handling the event.
   * @returns What became of it.
   * @throws What the handler throws. The event is then free to be sent again.
   * @throws What the store throws. After the handler, that is an event whose
   * commit is unknown: where it failed, the event waits for the end of its
   * lease, and is then handled again.
   */
  async once<E extends { readonly dedupKey: string }, T>(
    event: E,
    handler: (event: E, signal: AbortSignal) => T | Promise<T>,
  ): Promise<Outcome<T>> {
    if (typeof event?.dedupKey !== "string" || event.dedupKey === "") {
      throw new TypeError("The event must be a verified one: it has no dedupKey.");
    }
    const key = `${this.#scope}:${event.dedupKey}`;
    const lease = new Lease(this.#store, key, this.#lease);

    const claim = await lease.claim();
    if (claim === "done") return { status: "duplicate" };
    if (claim === "held") return { status: "in_progress" };

    let value: T;
    try {
      value = await handler(event, lease.signal);
    } catch (error) {
      await lease.release();
      throw error;
    }
    return { status: (await lease.commit(this.#keep)) ? "handled" : "lost", value };
  }
}

function toSeconds(name: string, seconds: number): number {
  if (typeof seconds === "number" && seconds >= 0.001 && seconds <= 2 ** 40) return seconds;
  throw new TypeError(`${name} must be a number of seconds, 0.001 at least.`);
}
