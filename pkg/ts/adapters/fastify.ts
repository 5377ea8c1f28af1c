/**
 * For Fastify 5.
 *
 * @module
 */

import type { Readable } from "node:stream";

import type { FastifyPluginCallback, FastifyRequest } from "fastify";

import type { Verifier, WebhookEvent } from "../index.js";
import { headersOf, readStream, targetOf, wasRead } from "./shared/node.js";
import type { WebhookOptions } from "./shared/options.js";
import { receiver } from "./shared/receive.js";

declare module "fastify" {
  interface FastifyRequest {
    /**
     * The verified event, behind the plugin of `countersign/fastify`. Where the
     * scheme is known, so are the types of its events:
     * `const event: WebhookEvent<"bottlecrm"> = request.webhook`.
     */
    webhook: WebhookEvent;
  }
}

/** What {@link webhook} is told. */
export interface FastifyWebhookOptions extends WebhookOptions<FastifyRequest> {
  /** Checks the requests. */
  readonly verifier: Verifier;
}

/**
 * A plugin that makes every route of the scope that it is registered in one
 * for webhooks: only authentic requests get through, whatever their content
 * type. Their event is `request.webhook`, and `request.body` the raw bytes.
 * The limit is `maxBody`, and not Fastify's `bodyLimit`.
 *
 * Register it in a scope of its own. Routes outside of that are left alone.
 *
 * A request that is refused is answered with `application/problem+json`: 401,
 * 400 or 413, and the code of the {@link VerificationError}.
 *
 * Where the provider makes sure of the receiver before it sends events, as Slack
 * and Meta do, that is answered, too: some of them ask by `GET`, so make the route with
 * `method: ["GET", "POST"]`.
 *
 * @example
 * ```ts
 * const verifier = new Verifier("bottlecrm", process.env.SECRET!);
 *
 * app.register(async (hooks) => {
 *   hooks.register(webhook, { verifier });
 *   hooks.post("/hooks", async ({ webhook: event }, reply) => {
 *     if (event.type === "lead.created") await welcome(event.data);
 *     return reply.code(200).send();
 *   });
 * });
 * ```
 */
export const webhook: FastifyPluginCallback<FastifyWebhookOptions> = (scope, options, done) => {
  const headers = ({ raw }: FastifyRequest) => headersOf(raw);
  const target = ({ raw }: FastifyRequest) => targetOf(raw);
  const receive = receiver(options.verifier, { headers, target, body }, options);

  if (!scope.hasRequestDecorator("webhook")) {
    scope.decorateRequest("webhook", null as unknown as WebhookEvent);
  }
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser("*", (_request, stream, parsed) => parsed(null, stream));
  scope.addHook("preValidation", async (request, reply) => {
    const { event, reply: other } = await receive(request);
    if (other) return reply.code(other.status).headers(other.headers).send(other.body);
    if (!event) return reply.code(400).send();
    request.webhook = event;
    request.body = event.body;
  });
  done();
};

// What fastify-plugin does: the hook is the scope's own, and not that of a scope within it.
Object.assign(webhook, {
  [Symbol.for("skip-override")]: true,
  [Symbol.for("fastify.display-name")]: "countersign",
  [Symbol.for("plugin-meta")]: { name: "countersign", fastify: ">=5" },
});

/** The parser above has left the stream where the body will be. */
async function body(request: FastifyRequest, limit: number): Promise<Uint8Array> {
  const stream = request.body as Readable | undefined;
  if (stream === undefined) return new Uint8Array();
  if (wasRead(stream)) {
    throw new Error(
      "The request's body was read before countersign/fastify could read it. A signature is over " +
        "the bytes: a preParsing hook that reads them must return a stream of them.",
    );
  }
  return readStream(stream, request.headers, limit);
}
