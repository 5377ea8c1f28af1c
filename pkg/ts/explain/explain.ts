import { bodyBytes } from "../body.js";
import { parseError } from "../core.js";
import { resolveScheme } from "../resolve-scheme.js";
import { toInstant, toOptions, toSecrets, toTolerance } from "../validate-options.js";
import { engine } from "./engine.js";
import { headerLines } from "./lines.js";
import type { Explanation, ExplainInput } from "./types.js";
import { variantOf } from "./variant.js";

/** The largest body, in bytes: the search makes some copies of it. */
const MAX_BODY_BYTES = 2 ** 27;

const internals = { variantOf };

/** What the command uses of the engine. It is on `explain`, as each further file takes every process a millisecond to import. */
export type ExplainInternals = typeof internals;

/**
 * Explains why a request is accepted or refused. It takes every step of the
 * verification, and where the signature differs it searches for the cause. A
 * cause is proven where undoing it reproduces the received signature.
 *
 * It is a tool for debugging: it takes milliseconds, and a `repair` may hold the
 * right secret. Do not call it for every request that fails.
 *
 * @returns The report. Neither the request nor the secret can make it throw.
 * @throws {@link VerificationError} `unknown_scheme`, `invalid_scheme` or
 * `body_too_large` (2 ** 27 bytes is the most).
 * @throws TypeError where an argument is not of its type.
 *
 * @example
 * ```ts
 * const { causes } = explain({ scheme: "bottlecrm", secret, headers, body });
 * for (const { code, certainty, finding } of causes) console.log(code, certainty, finding.message);
 * ```
 */
export const explain: (input: ExplainInput) => Explanation = /* @__PURE__ */ Object.assign(
  function explain(input: ExplainInput): Explanation {
    const { scheme, secret, headers, body, now, tolerance, url, method } = toOptions(input);
    const json = scheme === undefined ? undefined : resolveScheme(scheme).json;
    const secrets = secret === undefined ? [] : toSecrets(secret);
    const instant = toInstant(now instanceof Date ? now.getTime() : now);
    const seconds = toTolerance(tolerance);
    const lines = headerLines(headers);
    const texts = [toText(url, "url"), toText(method, "method")] as const;
    // Last: the getters above may run the caller's code, which could change the body.
    const bytes = bodyBytes(body, MAX_BODY_BYTES);
    const { explain } = engine();
    try {
      return JSON.parse(explain(json, [...secrets], lines, bytes, instant, seconds, ...texts));
    } catch (thrown) {
      if (typeof thrown === "string") throw parseError(thrown);
      throw new Error("Countersign could not complete a call: the memory may be used up.", { cause: thrown });
    }
  },
  { internals },
);

function toText(text: string | undefined, name: string): string | undefined {
  if (text === undefined || typeof text === "string") return text;
  throw new TypeError(`${name} must be a string.`);
}
