import type { SchemeFacts } from "./scheme-facts.js";
import { describe, type SchemeInfo } from "./scheme-info.js";
import { REGISTER, register } from "./scheme-registry.js";
import { builtin } from "./scheme.js";

/** What the core says of each built-in scheme, put here by the build: who lists them needs no core. */
declare const BUILTIN_FACTS: Readonly<Record<string, SchemeFacts>>;

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
  const all = builtin.map((scheme) => describe(scheme, () => BUILTIN_FACTS[scheme.id]!));
  return Object.defineProperty(all, REGISTER, { value: register });
}
