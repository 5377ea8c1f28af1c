import type { Scheme } from "./scheme.js";

/** The schemes that are known by name beside those that are built in. */
export const known: Scheme[] = [];

/** Makes a scheme known, unless one of its id is. */
export function know(scheme: Scheme): void {
  if (!known.some(({ id }) => id === scheme.id)) known.push(scheme);
}

/**
 * Where `schemes` has {@link know}, out of sight: what calls it is a file of its own,
 * and one for it alone would take every process a millisecond to import.
 */
export const KNOW: unique symbol = /* @__PURE__ */ Symbol.for("countersign.know");
