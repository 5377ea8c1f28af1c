import { explain as call, initSync } from "../../../../pkg/dist/wasm/explain.js";
import { Buffer } from "../host/buffer.ts";
import { diff } from "./diff.ts";
import type { Against, Findings, Request } from "./protocol.ts";
import type { Explanation } from "./types.ts";
import { Unreadable } from "./unreadable.ts";

/** More than this is not searched in a page. */
const LARGEST_BODY = 2 ** 27;

/** Starts the engine. */
export function start(module: WebAssembly.Module): void {
  initSync({ module });
}

/**
 * Says why a request is accepted or refused.
 *
 * @throws Unreadable where the scheme is none.
 */
export function explain(request: Request, against: Against): Findings {
  const { signed, ...explanation } = ask(request, against);
  const body = explanation.causes.find(({ repair }) => repair?.body !== undefined)?.repair?.body;
  const original = body === undefined ? undefined : Buffer.from(atob(body), "latin1").slice();
  return {
    ...explanation,
    signed: signed && { bytes: Buffer.from(atob(signed.base64), "latin1").slice(), parts: signed.parts },
    repaired: original && { body: original, hunks: diff(request.body, original) },
  };
}

/**
 * The engine's own answer.
 *
 * @throws Unreadable where the scheme is none.
 */
export function ask(request: Request, { scheme, secrets, url: given, now, tolerance }: Against): Explanation {
  const { method, headers, body } = request;
  const url = given || request.url;
  if (body.length > LARGEST_BODY) throw new Unreadable("the body is larger than 128 MiB");
  const json = scheme && JSON.stringify(scheme);
  try {
    return JSON.parse(call(json, [...secrets], headers.flat(), body, now, tolerance, url, method)) as Explanation;
  } catch (error) {
    // The scheme's own fault comes as JSON; what else is thrown is the engine's end.
    if (typeof error !== "string") throw error;
    const { reason, message } = JSON.parse(error) as { reason?: string; message?: string };
    throw new Unreadable(reason ?? message ?? error, "scheme");
  }
}
