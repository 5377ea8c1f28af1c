import { call } from "./core.js";
import type { SchemeFacts } from "./scheme-facts.js";
import type { Scheme } from "./scheme.js";

/** @throws {@link VerificationError} `invalid_scheme`. */
export function factsOf(scheme: Scheme): SchemeFacts {
  return JSON.parse(call(({ glue }) => glue.schemeFacts(JSON.stringify(scheme)))) as SchemeFacts;
}

/** The components whose values are fixed or follow from the body, and those values. */
export function expectedValues(scheme: Scheme, body: Uint8Array): ReadonlyMap<string, string> {
  const texts = call(({ glue, memory }) => {
    memory.writeBody(body);
    return glue.expectedValues(JSON.stringify(scheme), body.length);
  });
  return new Map(pairs(texts));
}

/** Names and values that cross the border by turns. */
export function pairs(texts: readonly string[]): [string, string][] {
  const names = texts.filter((_, index) => index % 2 === 0);
  return names.map((name, index) => [name, texts[2 * index + 1]!]);
}
