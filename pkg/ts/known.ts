import type { Scheme } from "./scheme.js";

/** The schemes that are known by name beside those that are built in. */
export const known: Scheme[] = [];

/**
 * Where `schemes` has them, out of sight: what adds to them is a file of its own,
 * and one for them alone would take every process a millisecond to import.
 */
export const KNOWN: unique symbol = /* @__PURE__ */ Symbol.for("countersign.known");
