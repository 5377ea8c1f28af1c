/**
 * For servers of `node:http`, and what is like them.
 *
 * @module
 */

import type { IncomingMessage, ServerResponse } from "node:http";

import type { SchemeRef, Verifier, WebhookEvent } from "../index.js";
import { toMaxBody } from "../validate-options.js";
import { headersOf, readStream, send, targetOf, wasRead } from "./shared/node.js";
import { MAX_BODY, type WebhookOptions } from "./shared/options.js";
import { receiver } from "./shared/receive.js";

/** What {@link webhook} may be told. */
export interface NodeWebhookOptions extends WebhookOptions<IncomingMessage> {
  /**
   * Is told what the handler has thrown. The answer is 500, so that the
   * provider sends the event again. `console.error` by default.
   */
  readonly onError?: ((error: unknown, request: IncomingMessage) => void) | undefined;
}

/**
 * Reads the raw body of a request.
 *
 * @param limit - The most that is read, in bytes. 1 MiB by default, 2 ** 30 at most.
 * @throws {@link VerificationError} `body_too_large`, as soon as that is known.
 * The connection stays usable: what is left of the body is thrown away, for
 * five seconds at most.
 * @throws Error where something else has read from the request, and where the
 * sender goes away.
 *
 * @example
 * ```ts
 * const event = verifier.verify(await readBody(request), request.headersDistinct);
 * ```
 */
export async function readBody(request: IncomingMessage, limit: number = MAX_BODY): Promise<Uint8Array> {
  if (wasRead(request)) {
    throw new Error(
      "The request's body was read before countersign/node could read it. A signature is over " +
        "the bytes: let it read them first, and without setEncoding().",
    );
  }
  return readStream(request, request.headers, toMaxBody(limit));
}

/**
 * Makes a listener for requests out of a handler of events.
 *
 * A request that is refused is answered with `application/problem+json`: 401,
 * 400 or 413, and the code of the {@link VerificationError}.
 *
 * Where the provider makes sure of the receiver before it sends events, as Slack
 * and Meta do, that is answered, too.
 *
 * @param handler - Gets the verified event. It may answer; where it has not
 * when its promise is fulfilled, the answer is 200 without a body, or the status
 * that it has set. What it throws goes to `onError`.
 * @returns A listener whose promise rejects only with what `onError` throws.
 *
 * @example
 * ```ts
 * const verifier = new Verifier("bottlecrm", process.env.SECRET!);
 *
 * createServer(
 *   webhook(verifier, async (event) => {
 *     if (event.type === "lead.created") await welcome(event.data);
 *   }),
 * ).listen(3000);
 * ```
 */
export function webhook<S extends SchemeRef>(
  verifier: Verifier<S>,
  handler: (event: WebhookEvent<S>, request: IncomingMessage, response: ServerResponse) => unknown,
  options: NodeWebhookOptions = {},
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const { onError = (error: unknown) => console.error(error) } = options;
  const receive = receiver(verifier, { headers: headersOf, target: targetOf, body: readBody }, options);
  return async (request, response) => {
    try {
      const { event, reply } = await receive(request);
      if (reply) return send(response, reply);
      if (!event) return;
      await handler(event, request, response);
      if (!response.headersSent) response.end();
    } catch (error) {
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end();
      onError(error, request);
    }
  };
}
