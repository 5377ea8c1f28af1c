/** Bounds of a class grow by this factor: a quantile is right to within 1 %. */
const FACTOR = 1.01;
const LEAST_MS = 0.001;

/**
 * Latencies, counted in classes: millions of them take no more memory than one.
 */
export class Latencies {
  readonly #counts: number[] = [];
  #total = 0;
  #most = 0;

  add(millis: number): void {
    const index = Math.ceil(Math.log(Math.max(millis, LEAST_MS) / LEAST_MS) / Math.log(FACTOR));
    this.#counts[index] = (this.#counts[index] ?? 0) + 1;
    this.#total++;
    this.#most = Math.max(this.#most, millis);
  }

  get count(): number {
    return this.#total;
  }

  get most(): number {
    return this.#most;
  }

  /** The latency that a part of all, from 0 to 1, do not exceed. */
  quantile(part: number): number {
    let left = Math.ceil(this.#total * part);
    for (const index of this.#counts.keys()) {
      left -= this.#counts[index] ?? 0;
      if (left <= 0) return Math.min(LEAST_MS * FACTOR ** index, this.#most);
    }
    return this.#most;
  }
}
