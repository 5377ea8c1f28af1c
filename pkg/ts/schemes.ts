import { type Internals, INTERNALS } from "./internals.js";
import { expectedValues, factsOf, variantOf } from "./query-scheme.js";
import { describe, type SchemeInfo } from "./scheme-info.js";
import { register } from "./scheme-registry.js";
import { builtin } from "./scheme.js";
import { signRequest } from "./sign.js";

/**
 * The built-in schemes, in the order of their ids.
 *
 * @example
 * ```ts
 * console.table(schemes.map(({ id, name, signsTime }) => ({ id, name, signsTime })));
 * ```
 */
export const schemes: readonly SchemeInfo[] = /* @__PURE__ */ describeAll();

function describeAll(): SchemeInfo[] {
  const internals: Internals = { describe, expectedValues, factsOf, register, signRequest, variantOf };
  return Object.defineProperty(builtin.map(describe), INTERNALS, { value: internals });
}
