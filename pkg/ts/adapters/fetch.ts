/**
 * For whatever handles a `Request` with a `Response`: Next.js route handlers,
 * Bun, Deno, Workers.
 *
 * @module
 */

import type { SchemeRef, Verifier, WebhookEvent } from "../index.js";
import type { WebhookOptions } from "./shared/options.js";
import { receiver } from "./shared/receive.js";
import { readRequest, response } from "./shared/web.js";

export type { WebhookOptions };

/**
 * Makes a handler of requests out of a handler of events.
 *
 * A request that is refused is answered with `application/problem+json`: 401,
 * 400 or 413, and the code of the {@link VerificationError}.
 *
 * Where the provider makes sure of the receiver before it sends events, as Slack
 * and Meta do, that is answered, too: some of them ask by `GET`. In Next.js that is
 * `export const GET = POST`.
 *
 * @param handler - Gets the verified event, the request, whose body has been
 * read, and whatever else the host passes. Returns the response, or nothing
 * for a 200 without a body. What it throws goes to the host.
 * @returns A function that rejects with what the handler throws, and with an
 * `Error` where the request's body had been read before.
 *
 * @example
 * ```ts
 * // app/hooks/route.ts of Next.js
 * const verifier = new Verifier("bottlecrm", process.env.SECRET!);
 *
 * export const POST = webhook(verifier, async (event) => {
 *   if (event.type === "lead.created") await welcome(event.data);
 * });
 * ```
 */
export function webhook<
  S extends SchemeRef,
  Incoming extends Request = Request,
  Rest extends unknown[] = [],
>(
  verifier: Verifier<S>,
  handler: (
    event: WebhookEvent<S>,
    request: Incoming,
    ...rest: Rest
  ) => Response | void | Promise<Response | void>,
  options: WebhookOptions<Incoming> = {},
): (request: Incoming, ...rest: Rest) => Promise<Response> {
  const reader = { headers: ({ headers }: Request) => headers, target: (request: Request) => request, body };
  const receive = receiver(verifier, reader, options);
  return async (request, ...rest) => {
    const { event, reply } = await receive(request);
    if (!event) return response(reply);
    return (await handler(event, request, ...rest)) ?? new Response(null, { status: 200 });
  };
}

async function body(request: Request, limit: number): Promise<Uint8Array> {
  if (request.bodyUsed) {
    throw new Error(
      "The request's body was read before countersign/fetch could read it. A signature is over " +
        "the bytes, so let webhook() read them first: the handler has them in event.body, and " +
        "what they say in event.payload.",
    );
  }
  return readRequest(request, limit);
}
