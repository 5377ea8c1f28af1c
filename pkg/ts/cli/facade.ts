import type { ExplainInternals } from "../explain/explain.js";
import { explain, Verifier } from "../index.js";
import type { SchemeFacts } from "../scheme-facts.js";
import type { Scheme } from "../scheme.js";

const { internals } = Verifier;

/** What the command uses of the facade beside what is public. */
export const { describe, expectedValues, signRequest } = internals;
export const { variantOf } = (explain as typeof explain & { readonly internals: ExplainInternals }).internals;

const known = new WeakMap<Scheme, SchemeFacts>();

/** What the core says of a scheme. It is asked once. */
export function factsOf(scheme: Scheme): SchemeFacts {
  const facts = known.get(scheme) ?? internals.factsOf(scheme);
  known.set(scheme, facts);
  return facts;
}
