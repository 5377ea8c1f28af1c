import type { expectedValues, factsOf, variantOf } from "./query-scheme.js";
import type { describe } from "./scheme-info.js";
import type { register } from "./scheme-registry.js";
import type { signRequest } from "./sign.js";

/** What the package's own other files use of the core, and no one else. */
export interface Internals {
  readonly describe: typeof describe;
  readonly expectedValues: typeof expectedValues;
  readonly factsOf: typeof factsOf;
  readonly register: typeof register;
  readonly signRequest: typeof signRequest;
  readonly variantOf: typeof variantOf;
}

/**
 * Where `schemes` has the {@link Internals}, out of sight: what uses them is a file of
 * its own, and one more that both import would take every process a millisecond.
 */
export const INTERNALS: unique symbol = /* @__PURE__ */ Symbol.for("countersign.internals");

/** The internals of a facade, by its `schemes`. */
export function internalsOf(schemes: object): Internals {
  return (schemes as { readonly [INTERNALS]: Internals })[INTERNALS];
}
