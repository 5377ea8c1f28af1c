// What a configuration says of sources and destinations is what happens.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";

import { configuration, startFilter, workspace } from "./support/filter.mjs";
import { isCountersigned, startSink } from "./support/sink.mjs";
import { providers } from "../support/providers.mjs";
import { settled, until } from "../support/wait.mjs";

const MORE = {
  NEW_SECRET: "the new one",
  OLD_SECRET: "the old one",
  STANDARD_SECRET: "c3RhbmRhcmQgc2VjcmV0",
  TOKEN: "crm-4f9c2e7a81d05b36",
};

async function start(context, extra) {
  const sink = await startSink();
  context.after(sink.stop);
  const config = configuration({
    destinations: { app: { url: sink.url } },
    extra: extra.replaceAll("{SINK}/", sink.url),
  });
  return { sink, filter: await startFilter(context, await workspace(context, config, MORE)) };
}

const salesos = (event, secret) => {
  const body = JSON.stringify({ timestamp: new Date().toISOString(), ...event });
  return { body, headers: providers.sales.sign(body, Date.now(), secret) };
};

test("routes with types get the events of those types", async (context) => {
  const { sink, filter } = await start(
    context,
    `
    [vars.COUNTERSIGN.destinations.orders]
    url = "{SINK}/orders"
    [vars.COUNTERSIGN.destinations.leads]
    url = "{SINK}/leads"
    [vars.COUNTERSIGN.sources.shop]
    scheme = "salesos"
    secrets = ["NEW_SECRET"]
    routes = [{ to = "orders", types = ["order.*"] }, { to = "leads", types = ["lead.created"] }]
    `,
  );
  for (const [id, type] of [
    ["1", "order.created"],
    ["2", "lead.created"],
    ["3", "lead.deleted"],
    ["4", "order.completed"],
  ]) {
    const response = await filter.post("shop", salesos({ id, type }, MORE.NEW_SECRET));
    assert.equal((await response.json()).status, "accepted");
  }
  await until("three deliveries", () => sink.received.length === 3);
  await settled(300);
  const got = sink.received.map(({ path, body }) => `${path} ${JSON.parse(body).id}`);
  assert.deepEqual(got.sort(), ["/leads 2", "/orders 1", "/orders 4"]);
});

test("both of two rotating secrets verify, and no other", async (context) => {
  const { filter } = await start(
    context,
    `
    [vars.COUNTERSIGN.sources.shop]
    scheme = "salesos"
    secrets = ["NEW_SECRET", "OLD_SECRET"]
    routes = [{ to = "app" }]
    `,
  );
  const status = async (id, secret) => (await filter.post("shop", salesos({ id }, secret))).status;
  assert.equal(await status("1", MORE.OLD_SECRET), 200);
  assert.equal(await status("2", MORE.NEW_SECRET), 200);
  assert.equal(await status("3", "another"), 401);
});

test("an unsigned request is accepted with allow_unsigned, and 401 without", async (context) => {
  const { filter } = await start(
    context,
    `
    [vars.COUNTERSIGN.sources.open]
    scheme = "customermates"
    allow_unsigned = true
    routes = [{ to = "app" }]
    `,
  );
  const event = { event: "deal.created", data: {}, timestamp: new Date().toISOString() };
  const unsigned = { body: JSON.stringify(event), headers: {} };
  assert.equal((await filter.post("open", unsigned)).status, 200);
  assert.equal((await filter.post("mates", unsigned)).status, 401);
});

test("a Standard Webhooks source is verified and countersigned anew", async (context) => {
  const { sink, filter } = await start(
    context,
    `
    [vars.COUNTERSIGN.sources.standard]
    scheme = "standard-webhooks"
    secrets = ["STANDARD_SECRET"]
    routes = [{ to = "app" }]
    `,
  );
  const seconds = Math.floor(Date.now() / 1000);
  const body = "not even JSON";
  const key = Buffer.from(MORE.STANDARD_SECRET, "base64");
  const digest = createHmac("sha256", key).update(`msg_1.${seconds}.${body}`).digest("base64");
  const response = await filter.post("standard", {
    body,
    headers: {
      "webhook-id": "msg_1",
      "webhook-timestamp": String(seconds),
      "webhook-signature": `v1,${digest}`,
    },
  });
  assert.deepEqual(await response.json(), { status: "accepted", id: "msg_1" });
  await until("the event", () => sink.received.length === 1);
  const [forwarded] = sink.received;
  assert.equal(forwarded.headers["webhook-id"], "standard:msg_1");
  assert.ok(isCountersigned(forwarded));
});

test("a destination gets its bearer token and headers, and no log has the token", async (context) => {
  const { sink, filter } = await start(
    context,
    `
    [vars.COUNTERSIGN.destinations.api]
    url = "{SINK}/api"
    bearer = "TOKEN"
    headers = { "X-Team" = "crm" }
    [vars.COUNTERSIGN.sources.shop]
    scheme = "salesos"
    secrets = ["NEW_SECRET"]
    routes = [{ to = "api" }]
    `,
  );
  await filter.post("shop", salesos({ id: "1" }, MORE.NEW_SECRET));
  await until("the event", () => sink.received.length === 1);
  const [{ headers }] = sink.received;
  assert.equal(headers.authorization, `Bearer ${MORE.TOKEN}`);
  assert.equal(headers["x-team"], "crm");
  assert.equal(headers["webhook-signature"], undefined, "without sign_with there is none");
  await until("the line", () => filter.output.stdout.includes('"delivered"'));
  assert.ok(!filter.output.stdout.includes(MORE.TOKEN));
});
