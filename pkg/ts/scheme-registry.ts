import type { Scheme } from "./scheme.js";

/** The schemes that are known by name beside those that are built in. */
export const registered: Scheme[] = [];

/** Makes a scheme known by its id, unless one of that id is. */
export function register(scheme: Scheme): void {
  if (!registered.some(({ id }) => id === scheme.id)) registered.push(scheme);
}

/**
 * Where `schemes` has {@link register}, out of sight: what calls it is a file of its own,
 * and one for it alone would take every process a millisecond to import.
 */
export const REGISTER: unique symbol = /* @__PURE__ */ Symbol.for("countersign.register");
