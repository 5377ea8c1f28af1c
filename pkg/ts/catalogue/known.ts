import type { Scheme } from "../scheme.js";

/**
 * Where the schemes are that are known by name beside those that are built in: what
 * adds them is imported apart from what reads them, maybe in another format. The
 * number is that of the schemes' own format.
 */
const KNOWN = Symbol.for("countersign.schemes.1");

const host = globalThis as { [KNOWN]?: readonly Scheme[] };

/** Those that have been made known. */
export function known(): readonly Scheme[] {
  return host[KNOWN] ?? [];
}

/** Makes schemes known, in place of those that were. */
export function makeKnown(schemes: readonly Scheme[]): void {
  host[KNOWN] = schemes;
}
