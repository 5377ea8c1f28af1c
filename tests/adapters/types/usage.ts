// Not run, but type-checked: each framework's own types take the adapters.

import { createServer, type IncomingMessage } from "node:http";

import { type VerificationError, Verifier, type WebhookEvent } from "countersign";
import { webhook as express, type WebhookOptions } from "countersign/express";
import { type FastifyWebhookOptions, webhook as fastify } from "countersign/fastify";
import { webhook as fetchable } from "countersign/fetch";
import { webhook as hono } from "countersign/hono";
import { readBody, webhook as node } from "countersign/node";
import expressApp from "express";
import fastifyApp from "fastify";
import { Hono } from "hono";

const verifier = new Verifier("bottlecrm", "a secret");

// Express: middleware among others.
const app = expressApp();
app.post("/", express(verifier, { maxBody: 1024 }), (request, response) => {
  const event: WebhookEvent<"bottlecrm"> = request.webhook;
  if (event.type === "lead.created") response.json(event.data);
});
app.use("/hooks", express(verifier, { onReject: (error, { url, webhook }) => void [error.code, url, webhook] }));
app.all("/", express(verifier, { publicUrl: ({ url }) => `https://hooks.example.com${url}`, verifyToken: "t" }));
// @ts-expect-error: a number of bytes
express(verifier, { maxBody: "1mb" });
// @ts-expect-error: a URL is a text
express(verifier, { publicUrl: new URL("https://hooks.example.com") });
// @ts-expect-error: a verifier, and not what it is made of
express("bottlecrm", "a secret");

// Fastify: a plugin among others.
const server = fastifyApp();
server.register(async (hooks) => {
  await hooks.register(fastify, { verifier, onReject: (error, request) => request.log.warn(error.code) });
  hooks.post("/", async ({ webhook: event }) => event.id);
});
// @ts-expect-error: it cannot do without a verifier
server.register(fastify, { maxBody: 1 });
const options: FastifyWebhookOptions = { verifier, maxBody: 1 };

// Hono: the event is typed where the middleware is.
new Hono().post("/", hono(verifier), (c) => {
  const event: WebhookEvent<"bottlecrm"> = c.var.webhook;
  const same: WebhookEvent<"bottlecrm"> = c.get("webhook");
  return c.text(`${event.id} ${same.type}`);
});
// @ts-expect-error: not where it is not
new Hono().get("/", (c) => c.text(c.var.webhook.id));

// fetch: as Next.js, Bun, Deno and Workers call it.
export const POST: (request: Request) => Promise<Response> = fetchable(verifier, async (event) => {
  if (event.type === "lead.created") return;
  return Response.json(event.id);
});
interface Env {
  readonly KEY: string;
}
export default {
  fetch: fetchable(verifier, (event, request, env: Env) => new Response(event.id + request.url + env.KEY)),
} satisfies { fetch(request: Request, env: Env): Promise<Response> };
class OwnRequest extends Request {
  readonly ip = "127.0.0.1";
}
export const own: (request: OwnRequest) => Promise<Response> = fetchable(
  verifier,
  (_event, request: OwnRequest) => new Response(request.ip),
);
// @ts-expect-error: a response or nothing
fetchable(verifier, () => "text");

// node:http.
createServer(node(verifier, (event, request, response) => void response.end(event.id + request.url)));
createServer(
  node(verifier, async () => {}, {
    onReject: async (error: VerificationError, request: IncomingMessage) => void [error, request],
    onError: console.error,
  }),
);
const bytes = async (request: IncomingMessage): Promise<Uint8Array> => readBody(request, 1024);

void [options, bytes, {} as WebhookOptions<Request>];
