/**
 * For Hono.
 *
 * @module
 */

import type { Context, HonoRequest, MiddlewareHandler } from "hono" with { "resolution-mode": "import" };

import type { SchemeRef, Verifier, WebhookEvent } from "../index.js";
import type { WebhookOptions } from "./shared/options.js";
import { bodyTooLarge } from "./shared/read.js";
import { receiver } from "./shared/receive.js";
import { readRequest, response } from "./shared/web.js";

export type { WebhookOptions };

/** What {@link webhook} adds to Hono's environment. */
export interface WebhookEnv<S extends SchemeRef = SchemeRef> {
  Variables: {
    /** The verified event. */
    webhook: WebhookEvent<S>;
  };
}

/**
 * Middleware that lets only authentic requests through, and keeps their event
 * as `c.var.webhook`. `c.req.json()` and its like still work after it.
 *
 * A request that is refused is answered with `application/problem+json`: 401,
 * 400 or 413, and the code of the {@link VerificationError}. Where the body had
 * been read before, other than by `c.req.arrayBuffer()`, an `Error` goes to
 * `app.onError`.
 *
 * Where the provider makes sure of the receiver before it sends events, as Slack
 * and Meta do, that is answered, too: some of them ask by `GET`, so let those
 * requests through as well, with `app.all()`.
 *
 * @example
 * ```ts
 * const verifier = new Verifier("bottlecrm", process.env.SECRET!);
 *
 * app.post("/hooks", webhook(verifier), async (c) => {
 *   const event = c.var.webhook;
 *   if (event.type === "lead.created") await welcome(event.data);
 *   return c.body(null, 200);
 * });
 * ```
 */
export function webhook<S extends SchemeRef>(
  verifier: Verifier<S>,
  options: WebhookOptions<Context> = {},
): MiddlewareHandler<WebhookEnv<S>> {
  const reader = {
    headers: ({ req }: Context) => req.raw.headers,
    target: ({ req }: Context) => req.raw,
    body: ({ req }: Context, limit: number) => body(req, limit),
  };
  const receive = receiver(verifier, reader, options);
  return async (c, next) => {
    const { event, reply } = await receive(c);
    if (!event) return response(reply);
    c.set("webhook", event);
    return next();
  };
}

async function body(request: HonoRequest, limit: number): Promise<Uint8Array> {
  const cache: { arrayBuffer?: unknown } = request.bodyCache;
  if (cache.arrayBuffer !== undefined) {
    const bytes = new Uint8Array(await request.arrayBuffer());
    if (bytes.length > limit) throw bodyTooLarge(bytes.length, limit);
    return bytes;
  }
  if (request.raw.bodyUsed) {
    throw new Error(
      "The request's body was read before countersign/hono could read it. A signature is over " +
        "the bytes, so put webhook() before what reads the body, or let that begin with " +
        "c.req.arrayBuffer().",
    );
  }
  const bytes = await readRequest(request.raw, limit);
  cache.arrayBuffer = Promise.resolve(bytes.buffer); // as Hono keeps what it has read
  return bytes;
}
