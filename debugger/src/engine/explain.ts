import { explain as call, initSync } from "../../../pkg/dist/wasm/explain.js";
import { Buffer } from "../host/buffer.ts";
import { diff } from "./diff.ts";
import type { Against, Findings, HeaderLine, Request } from "./protocol.ts";
import type { Explanation, Scheme } from "./types.ts";
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

/** The headers that a sender would send. What makes them is what explains them. */
export function sign(scheme: Scheme, secret: string, body: Uint8Array<ArrayBuffer>, now: number): HeaderLine[] {
  const headers: HeaderLine[] = [];
  if (scheme.message_id) headers.push([scheme.message_id.header, `msg_${randomId()}`]);
  if (scheme.timestamp) {
    const time = scheme.timestamp.unit === "ms" ? now : Math.floor(now / 1000);
    headers.push([scheme.timestamp.header, String(time)]);
  }
  const request = { method: undefined, url: undefined, headers, body };
  const { computed, steps } = ask(request, { scheme, secrets: [secret], now, tolerance: undefined });
  const signature = computed[0]?.text;
  if (signature === undefined) {
    const failed = steps.find(({ task, state }) => task === "digest" && state !== "pass");
    throw new Unreadable(failed?.message ?? "nothing can be signed with it", "secret");
  }
  return [...headers, [scheme.signature.header, signature]];
}

function ask({ method, url, headers, body }: Request, { scheme, secrets, now, tolerance }: Against): Explanation {
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

function randomId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
