import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";

import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";

import { loadPackage } from "../support/package.mjs";
import { behaves } from "./support/behaviour.mjs";

const { Verifier, sign } = (await loadPackage()).esm;
const { webhook } = (await loadPackage("countersign/hono")).esm;

const BODY = '{"id":"evt_1","name":"🙂"}';
const verifier = new Verifier("bottlecrm", "a secret");
const signed = (body = BODY) => ({ method: "POST", headers: sign("bottlecrm", "a secret", body), body });

behaves(
  "hono",
  async ({ verifier, handle, options, onFailure }) => {
    const app = new Hono();
    app.post("/", webhook(verifier, options), async (c) => c.text(await handle(c.var.webhook)));
    app.onError((error, c) => {
      onFailure(error);
      return c.body(null, 500);
    });
    const server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" });
    await once(server, "listening");
    return {
      url: `http://127.0.0.1:${server.address().port}/`,
      close: () => new Promise((resolve) => server.close(resolve).closeAllConnections()),
    };
  },
  { doubled: "malformed_signature" },
);

test("the body can be read again after it", async () => {
  const app = new Hono();
  app.post("/", webhook(verifier), async (c) =>
    c.json([c.get("webhook").id, await c.req.json(), await c.req.text(), (await c.req.arrayBuffer()).byteLength]),
  );
  const response = await app.request("/", signed());
  assert.deepEqual(await response.json(), ["evt_1", JSON.parse(BODY), BODY, Buffer.byteLength(BODY)]);
});

test("a body that was read as bytes before is taken", async () => {
  const app = new Hono();
  app.use(async (c, next) => {
    await c.req.arrayBuffer();
    await next();
  });
  app.post("/", webhook(verifier, { maxBody: 100 }), (c) => c.text(c.var.webhook.id));
  assert.equal(await (await app.request("/", signed())).text(), "evt_1");
  const large = `{"id":"${"x".repeat(100)}"}`;
  assert.equal((await app.request("/", signed(large))).status, 413);
});

for (const reading of ["json", "text", "blob"]) {
  test(`a body that was read with ${reading}() before is the developer's mistake`, async () => {
    const app = new Hono();
    const failures = [];
    app.use(async (c, next) => {
      await c.req[reading]();
      await next();
    });
    app.post("/", webhook(verifier), (c) => c.text(c.var.webhook.id));
    app.onError((error, c) => {
      failures.push(error.message);
      return c.body(null, 500);
    });
    assert.equal((await app.request("/", signed())).status, 500);
    assert.match(failures[0], /was read before.*arrayBuffer/);
  });
}

test("Hono's own limit may come before", async () => {
  const app = new Hono();
  app.post("/", bodyLimit({ maxSize: 1000 }), webhook(verifier), (c) => c.text(c.var.webhook.id));
  assert.equal(await (await app.request("/", signed())).text(), "evt_1");
});
