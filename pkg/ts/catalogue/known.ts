import type { Scheme } from "../scheme.js";

/**
 * The schemes that are known by name beside those that are built in. A file of
 * its own, there once: what adds to it is imported apart from what reads it.
 */
export const known: Scheme[] = [];
