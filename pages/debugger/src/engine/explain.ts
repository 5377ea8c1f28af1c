import { explain as explainRequest, initSync } from "../../../../pkg/dist/wasm/explain.js";
import { Buffer } from "../host/buffer.ts";
import { call } from "./core.ts";
import { diff } from "./diff.ts";
import type { CheckOptions, Findings, Request } from "./protocol.ts";
import type { Explanation } from "./types.ts";
import { InputError } from "./input-error.ts";

/** The largest body, in bytes. */
const MAX_BODY = 2 ** 27;

/** Instantiates the WebAssembly. */
export function start(module: WebAssembly.Module): void {
  initSync({ module });
}

/**
 * Explains why a request is accepted or refused.
 *
 * @throws InputError where the scheme is invalid.
 */
export function explain(request: Request, options: CheckOptions): Findings {
  const { signed, ...explanation } = ask(request, options);
  const body = explanation.causes.find(({ repair }) => repair?.body !== undefined)?.repair?.body;
  const original = body === undefined ? undefined : Buffer.from(atob(body), "latin1").slice();
  return {
    ...explanation,
    signed: signed && { bytes: Buffer.from(atob(signed.base64), "latin1").slice(), parts: signed.parts },
    repaired: original && { body: original, hunks: diff(request.body, original) },
  };
}

/**
 * The report of the core.
 *
 * @throws InputError where the scheme is invalid.
 */
export function ask(request: Request, { scheme, secrets, url: chosenUrl, now, tolerance }: CheckOptions): Explanation {
  const { method, headers, body } = request;
  const url = chosenUrl || request.url;
  if (body.length > MAX_BODY) throw new InputError("the body is larger than 128 MiB");
  const json = scheme && JSON.stringify(scheme);
  const lines = headers.flat();
  return JSON.parse(call("scheme", () => explainRequest(json, [...secrets], lines, body, now, tolerance, url, method))) as Explanation;
}
