import { expectedValues, factsOf } from "./query-scheme.js";
import { describe, type SchemeInfo } from "./scheme-info.js";
import type { Scheme } from "./scheme.js";
import { signRequest } from "./sign.js";

/** What the command uses of the core, and no one else. */
export const internals = {
  describe: (scheme: Scheme): SchemeInfo => describe(scheme, () => factsOf(scheme)),
  expectedValues,
  factsOf,
  signRequest,
};
