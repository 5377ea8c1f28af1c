/**
 * For Express 4 and 5.
 *
 * @module
 */

import type { IncomingMessage, ServerResponse } from "node:http";

import type { SchemeRef, Verifier, WebhookEvent } from "../index.js";
import { headersOf, readStream, send, targetOf, wasRead } from "./shared/node.js";
import type { WebhookOptions } from "./shared/options.js";
import { bodyTooLarge } from "./shared/read.js";
import { receiver } from "./shared/receive.js";

export type { WebhookOptions };

declare global {
  namespace Express {
    interface Request {
      /**
       * The verified event, behind `webhook()` of `countersign/express`. Where
       * the scheme is known, so are the types of its events:
       * `const event: WebhookEvent<"bottlecrm"> = request.webhook`.
       */
      webhook: WebhookEvent;
    }
  }
}

/** A request of Express. */
export type ExpressRequest = IncomingMessage & Express.Request;

/** A middleware of Express. */
export type ExpressMiddleware = (
  request: ExpressRequest,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => Promise<void>;

/**
 * Middleware that lets only authentic requests through, and keeps their event
 * as `request.webhook`.
 *
 * It reads the raw body itself. It takes `request.body` where that is a
 * `Buffer`, as `express.raw()` makes it, and `request.rawBody`, where some
 * hosts keep it. Where a parser has been there first, an `Error` that says so
 * goes to the error handler: put the route before `express.json()`.
 *
 * A request that is refused is answered with `application/problem+json`: 401,
 * 400 or 413, and the code of the {@link VerificationError}.
 *
 * Where the provider makes sure of the receiver before it sends events, as Slack
 * and Meta do, that is answered, too: some of them ask by `GET`, so let those
 * requests through as well, with `app.all()`.
 *
 * @example
 * ```ts
 * const verifier = new Verifier("bottlecrm", process.env.SECRET!);
 *
 * app.post("/hooks", webhook(verifier), async (request, response) => {
 *   const event = request.webhook;
 *   if (event.type === "lead.created") await welcome(event.data);
 *   response.status(200).end();
 * });
 * app.use(express.json()); // for the routes that come after
 * ```
 */
export function webhook<S extends SchemeRef>(
  verifier: Verifier<S>,
  options: WebhookOptions<ExpressRequest> = {},
): ExpressMiddleware {
  const receive = receiver(verifier, { headers: headersOf, target: targetOf, body }, options);
  return async (request, response, next) => {
    try {
      const { event, reply } = await receive(request);
      if (reply) return send(response, reply);
      if (!event) return;
      request.webhook = event;
    } catch (error) {
      return next(error);
    }
    next();
  };
}

async function body(request: ExpressRequest, limit: number): Promise<Uint8Array> {
  const { rawBody, body } = request as { rawBody?: Uint8Array; body?: Uint8Array };
  for (const bytes of [rawBody, body]) {
    if (!ArrayBuffer.isView(bytes)) continue;
    if (bytes.length > limit) throw bodyTooLarge(bytes.length, limit);
    return bytes;
  }
  if (wasRead(request)) {
    throw new Error(
      "The request's body was read before countersign/express could read it, by express.json() " +
        "or another parser. A signature is over the bytes, so put the route with webhook() before " +
        "the parser, or let the parser keep them: express.json({ verify(request, _response, bytes) " +
        "{ request.rawBody = bytes; } }).",
    );
  }
  return readStream(request, request.headers, limit);
}
