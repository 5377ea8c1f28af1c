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
const MAX_ROWS = 100;

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
    const isFull = this.#rows.size >= MAX_ROWS;
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

/** Bounds of a class grow by this factor: a quantile is right to within 1 %. */
const FACTOR = 1.01;
const MIN_MS = 0.001;

/**
 * Latencies, counted in classes: millions of them take no more memory than one.
 */
export class Latencies {
  readonly #counts: number[] = [];
  #total = 0;
  #most = 0;

  add(millis: number): void {
    const index = Math.ceil(Math.log(Math.max(millis, MIN_MS) / MIN_MS) / Math.log(FACTOR));
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
      if (left <= 0) return Math.min(MIN_MS * FACTOR ** index, this.#most);
    }
    return this.#most;
  }
}

/** More of an answer's body is not looked at. */
export const MAX_ANSWER = 4096;

/**
 * What an answer says in one word: the `code` of a problem, the `status` that
 * the edge filter answers with, or a body that is a word.
 */
export function wordOf(body: string): string {
  if (body.startsWith("{")) {
    try {
      const { code, status } = JSON.parse(body) as { code?: unknown; status?: unknown };
      return [code, status].find(isWord) ?? "";
    } catch {
      return "";
    }
  }
  return isWord(body) ? body : "";
}

function isWord(text: unknown): text is string {
  return typeof text === "string" && /^[a-z][a-z0-9_.-]{0,40}$/i.test(text);
}
