import type { Claim, Store } from "./store.js";

/** How often a lease is renewed before it would end. */
const RENEWALS = 3;

/** One claim of one key, renewed from when it is made to when it is given up. */
export class Lease {
  readonly #token = crypto.randomUUID();
  readonly #lost = new AbortController();
  #timer: ReturnType<typeof setInterval> | undefined;
  #renewal: Promise<void> | undefined;
  /** Until when the claim holds for sure, on this process's clock. */
  #heldUntil = 0;

  constructor(
    readonly store: Store,
    readonly key: string,
    readonly seconds: number,
  ) {}

  /** Is aborted when another may have claimed the key. */
  get signal(): AbortSignal {
    return this.#lost.signal;
  }

  async claim(): Promise<Claim> {
    const asked = performance.now();
    const claim = await this.store.claim(this.key, this.#token, this.seconds);
    if (claim !== "claimed") return claim;
    this.#heldUntil = asked + this.seconds * 1_000;
    this.#timer = setInterval(
      () => (this.#renewal ??= this.#renew().finally(() => (this.#renewal = undefined))),
      (this.seconds * 1_000) / RENEWALS,
    );
    // It alone does not keep a process alive. (It is a number in Workers.)
    (this.#timer as { unref?: () => void }).unref?.();
    return claim;
  }

  /** @returns Whether this claim, and no other, has done what the key stands for. */
  async commit(keep: number): Promise<boolean> {
    await this.#stop();
    return this.store.commit(this.key, this.#token, keep);
  }

  /** Where the store cannot be reached, the lease ends by itself. */
  async release(): Promise<void> {
    await this.#stop();
    await this.store.release(this.key, this.#token).catch(() => {});
  }

  async #renew(): Promise<void> {
    const asked = performance.now();
    try {
      if (await this.store.renew(this.key, this.#token, this.seconds)) {
        this.#heldUntil = asked + this.seconds * 1_000;
      } else {
        this.#lose();
      }
    } catch {
      // The next one may reach the store, while there is time.
      if (performance.now() >= this.#heldUntil) this.#lose();
    }
  }

  #lose(): void {
    clearInterval(this.#timer);
    this.#lost.abort(new Error("The lease on this event was lost: another may be handling it."));
  }

  /** A renewal under way is waited for: it must not come after what follows. */
  async #stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#renewal;
  }
}
