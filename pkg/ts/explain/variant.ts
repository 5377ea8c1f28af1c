import { parseError } from "../core.js";
import type { Scheme } from "../scheme.js";
import { engine } from "./engine.js";

/**
 * A variant as a scheme for itself. It is asked of the engine that explains: to write a
 * scheme takes much code, which who only verifies need not load.
 *
 * @throws {@link VerificationError} `invalid_scheme`, also where there is no such variant.
 */
export function variantOf(scheme: Scheme, id: string): Scheme {
  const { schemeVariant } = engine();
  try {
    return JSON.parse(schemeVariant(JSON.stringify(scheme), id)) as Scheme;
  } catch (thrown) {
    throw typeof thrown === "string" ? parseError(thrown) : thrown;
  }
}
