// Servers that hand every request of a path to an adapter, whatever its method.

import { once } from "node:events";

import { serve } from "@hono/node-server";
import express4 from "express-4";
import express5 from "express-5";
import Fastify from "fastify";
import { Hono } from "hono";

import { loadPackage } from "../../support/package.mjs";
import { listen, listenFetch } from "./serve.mjs";

const adapter = async (name) => (await loadPackage(`countersign/${name}`)).esm.webhook;
const adapters = Object.fromEntries(
  await Promise.all(
    ["express", "fastify", "fetch", "hono", "node"].map(async (name) => [name, await adapter(name)]),
  ),
);

const withExpress = (express) => (verifier, handle, options) => {
  const app = express();
  app.all("/hooks", adapters.express(verifier, options), (request, response) => response.send(handle(request.webhook)));
  return listen(app);
};

/**
 * By the framework: `(verifier, handle, options)` to `{ url, close }`. The answer
 * to an event is what `handle` makes of it.
 */
export const FRAMEWORKS = {
  "express 4": withExpress(express4),
  "express 5": withExpress(express5),
  async fastify(verifier, handle, options) {
    const app = Fastify();
    app.register(async (hooks) => {
      hooks.register(adapters.fastify, { verifier, ...options });
      hooks.route({
        method: ["GET", "POST", "PUT"],
        url: "/hooks",
        handler: async ({ webhook }) => handle(webhook),
      });
    });
    const url = await app.listen({ port: 0, host: "127.0.0.1" });
    return { url: `${url}/`, close: () => (app.server.closeAllConnections(), app.close()) };
  },
  async hono(verifier, handle, options) {
    const app = new Hono();
    app.all("/hooks", adapters.hono(verifier, options), (c) => c.text(handle(c.var.webhook)));
    const server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" });
    await once(server, "listening");
    return {
      url: `http://127.0.0.1:${server.address().port}/`,
      close: () => new Promise((resolve) => server.close(resolve).closeAllConnections()),
    };
  },
  // As a route.ts of Next.js exports them: a function a method.
  fetch(verifier, handle, options) {
    const POST = adapters.fetch(verifier, (event) => new Response(handle(event)), options);
    const route = { GET: POST, HEAD: POST, POST, PUT: POST };
    return listenFetch((request) => route[request.method](request), (failure) => {
      throw failure;
    });
  },
  node: (verifier, handle, options) =>
    listen(adapters.node(verifier, (event, _request, response) => response.end(handle(event)), options)),
};
