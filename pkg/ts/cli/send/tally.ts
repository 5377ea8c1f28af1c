import { Latencies } from "./latencies.js";
import type { Kind } from "./plan.js";

/** What came of a request. Without a status there was no answer, and the word says why. */
export interface Answer {
  readonly status: number | undefined;
  readonly word: string;
}

/** Equal answers to requests of one kind. */
export interface Row extends Answer {
  readonly kind: Kind;
  readonly isExpected: boolean;
  count: number;
}

/** A receiver may answer in ever new words. */
const MOST_ROWS = 100;

/** What came of all requests so far. */
export class Tally {
  readonly latencies = new Latencies();
  readonly #rows = new Map<string, Row>();
  readonly #isExpected: (kind: Kind, status: number | undefined) => boolean;
  #count = 0;

  constructor(isExpected: (kind: Kind, status: number | undefined) => boolean) {
    this.#isExpected = isExpected;
  }

  add(kind: Kind, { status, word }: Answer, millis: number): void {
    this.#count++;
    if (status !== undefined) this.latencies.add(millis);
    const isFull = this.#rows.size >= MOST_ROWS;
    let key = `${kind} ${status} ${word}`;
    if (isFull && !this.#rows.has(key)) key = `${kind} ${status} ${(word = "(others)")}`;
    const row = this.#rows.get(key);
    if (row) row.count++;
    else this.#rows.set(key, { kind, status, word, count: 1, isExpected: this.#isExpected(kind, status) });
  }

  /** How many requests are done. */
  get count(): number {
    return this.#count;
  }

  /** By kind, then by status; the most frequent first. */
  rows(): Row[] {
    const order: readonly Kind[] = ["new", "duplicate", "tampered"];
    return [...this.#rows.values()].sort(
      (a, b) =>
        order.indexOf(a.kind) - order.indexOf(b.kind) || (a.status ?? 0) - (b.status ?? 0) || b.count - a.count,
    );
  }
}
