import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { after, test } from "node:test";

import Fastify from "fastify";

import { loadPackage } from "../support/package.mjs";
import { behaves } from "./support/behaviour.mjs";
import { post } from "./support/client.mjs";

const { Verifier, sign } = (await loadPackage()).esm;
const { webhook } = (await loadPackage("countersign/fastify")).esm;

const BODY = '{"id":"evt_1"}';
const headers = { ...sign("bottlecrm", "a secret", BODY), "content-type": "application/json" };
const verifier = new Verifier("bottlecrm", "a secret");

behaves(
  "fastify",
  async ({ verifier, handle, options, onFailure }) => {
    const app = Fastify({ bodyLimit: 10 });
    app.register(async (hooks) => {
      hooks.register(webhook, { verifier, ...options });
      hooks.post("/", async (request) => handle(request.webhook));
    });
    app.setErrorHandler((error, _request, reply) => {
      onFailure(error);
      return reply.code(500).send();
    });
    const url = await app.listen({ port: 0, host: "127.0.0.1" });
    return { url: `${url}/`, close: () => closeAll(app) };
  },
  { doubled: "ambiguous_header" },
);

function closeAll(app) {
  app.server.closeAllConnections();
  return app.close();
}

async function serve(register) {
  const app = Fastify();
  after(() => closeAll(app));
  register(app);
  return app.listen({ port: 0, host: "127.0.0.1" });
}

test("routes outside of the scope are left alone", async () => {
  const url = await serve((app) => {
    app.register(async (hooks) => {
      await hooks.register(webhook, { verifier });
      hooks.post("/hooks", async ({ webhook: event, body }) => [event.id, Buffer.from(body).toString()]);
    });
    app.post("/api", async ({ webhook: event, body }) => [event, body]);
  });
  const hooks = await post(`${url}/hooks`, { headers, body: BODY });
  assert.deepEqual(JSON.parse(hooks.text), ["evt_1", BODY]);
  const api = await post(`${url}/api`, { headers: { "content-type": "application/json" }, body: BODY });
  assert.deepEqual(JSON.parse(api.text), [null, JSON.parse(BODY)]);
});

test("each scope has its own verifier", async () => {
  const url = await serve((app) => {
    for (const scheme of ["bottlecrm", "salesos"]) {
      app.register(async (hooks) => {
        hooks.register(webhook, { verifier: new Verifier(scheme, "a secret") });
        hooks.post(`/${scheme}`, async (request) => request.webhook.id);
      });
    }
  });
  for (const scheme of ["bottlecrm", "salesos"]) {
    const own = await post(`${url}/${scheme}`, { headers: sign(scheme, "a secret", BODY), body: BODY });
    assert.equal(own.text, "evt_1");
    const other = await post(`${url}/${scheme}`, { headers: sign(scheme, "another", BODY), body: BODY });
    assert.equal(other.status, 401);
  }
});

test("it works without a network", async () => {
  const app = Fastify();
  app.register(webhook, { verifier });
  app.post("/", async (request) => request.webhook.id);
  const good = await app.inject({ method: "POST", url: "/", headers, payload: BODY });
  assert.deepEqual([good.statusCode, good.payload], [200, "evt_1"]);
  const bad = await app.inject({ method: "POST", url: "/", headers, payload: `${BODY} ` });
  assert.deepEqual([bad.statusCode, bad.json().code], [401, "signature_mismatch"]);
});

test("a preParsing hook may hand the body on, and may not keep it", async () => {
  const failures = [];
  const url = await serve((app) => {
    app.setErrorHandler((error, _request, reply) => {
      failures.push(error.message);
      return reply.code(500).send();
    });
    app.register(async (hooks) => {
      hooks.register(webhook, { verifier });
      hooks.post("/", async (request) => request.webhook.id);
      hooks.addHook("preParsing", async (request, _reply, payload) => {
        if (request.query.keep === undefined) return payload.pipe(new PassThrough());
        await payload.toArray();
      });
    });
  });
  assert.equal((await post(`${url}/`, { headers, body: BODY })).text, "evt_1");
  assert.equal((await post(`${url}/?keep`, { headers, body: BODY })).status, 500);
  assert.match(failures[0], /was read before.*preParsing/);
});
