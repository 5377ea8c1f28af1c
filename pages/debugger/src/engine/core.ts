// The core's functions for schemes and signing, out of the WebAssembly of `explain`.

import { expectedValues as callExpectedValues, schemeFacts, signRequest } from "../../../../pkg/dist/wasm/explain.js";
import type { SchemeFacts } from "../../../../pkg/ts/scheme-facts.ts";
import { InputError } from "./input-error.ts";
import type { UnsignedRequest } from "./protocol.ts";
import type { Scheme } from "./types.ts";

/** @throws InputError where the scheme is invalid. */
export function factsOf(scheme: Scheme): SchemeFacts {
  return JSON.parse(call("scheme", () => schemeFacts(JSON.stringify(scheme)))) as SchemeFacts;
}

/** The components of a request whose values are fixed or follow from the body, and those values. */
export function expectedValues(scheme: Scheme, body: Uint8Array): [component: string, value: string][] {
  return pairs(call("scheme", () => callExpectedValues(JSON.stringify(scheme), body)));
}

/**
 * Signs a request.
 *
 * @returns The signature, and the headers that the provider adds, their names in lower case.
 * @throws InputError where the secret or a part of the request does not suit the scheme.
 */
export function signBy(
  { scheme, secret, url, headers, now }: UnsignedRequest,
  body: Uint8Array,
  id: string | undefined,
): { signature: string; headers: [name: string, value: string][] } {
  const json = JSON.stringify(scheme);
  const [signature = "", ...added] = call("secret", () => signRequest(json, secret, body, now, id, url, "POST", headers.flat()));
  return { signature, headers: pairs(added) };
}

/** Names and values alternate where they cross into the WebAssembly. */
function pairs(texts: readonly string[]): [string, string][] {
  const names = texts.filter((_, index) => index % 2 === 0);
  return names.map((name, index): [string, string] => [name, texts[2 * index + 1]!]);
}

/** Runs a function of the core, which throws its errors as JSON. Anything else thrown is a defect. */
export function call<Result>(field: InputError["field"], run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    if (typeof error !== "string") throw error;
    const { reason, message } = JSON.parse(error) as { reason?: string; message?: string };
    throw new InputError(reason ?? message ?? error, field);
  }
}
