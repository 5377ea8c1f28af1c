// What BottleCRM's, SalesOS's and Customermates' own code sends, at the filter: verified,
// deduplicated, routed by its tenant, and refused when it is altered or stale.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";

import { configuration, startFilter, workspace } from "./support/filter.mjs";
import { isCountersigned, startSink } from "./support/sink.mjs";
import { providers, variants } from "../support/providers.mjs";
import { settled, until } from "../support/wait.mjs";

const SECRETS = {
  B_SECRET: "bcs-4b7cf20e91d3",
  S_SECRET: "whsec_5d0f3a9c7be1426894c2ab07d3e6f18a5c9b2e7d40f16a83",
  C_SECRET: "mates-c41d09e7b2",
};

const bottlecrm = (event, { at = Date.now() } = {}) => {
  const body = JSON.stringify({ created_at: new Date(at).toISOString(), data: {}, ...event });
  return { body, headers: variants["bottlecrm/timestamped"](SECRETS.B_SECRET, body, at) };
};

const salesos = (event) => {
  const body = JSON.stringify({ event: "lead.created", eventId: randomUUID(), timestamp: Date.now(), ...event });
  return { body, headers: variants["salesos/event-id"](SECRETS.S_SECRET, body) };
};

const customermates = (companyId, entityId) => {
  const data = { userId: "u_1", companyId, entityId, payload: {} };
  const body = JSON.stringify({ event: "deal.updated", data, timestamp: new Date().toISOString() });
  return { body, headers: providers.mates.sign(body, Date.now(), SECRETS.C_SECRET) };
};

async function start(context) {
  const sink = await startSink();
  context.after(sink.stop);
  const config = configuration({
    destinations: { app: { url: sink.url }, north: { url: `${sink.url}north` }, south: { url: `${sink.url}south` } },
    routes: ["app"],
    extra: `
    [vars.COUNTERSIGN.sources.tenants]
    scheme = "bottlecrm"
    secrets = ["B_SECRET"]
    routes = [{ to = "north", tenants = ["ab12-*"] }, { to = "south", tenants = ["cd34-0001"], types = ["deal.*"] }]
    [vars.COUNTERSIGN.sources.companies]
    scheme = "customermates"
    secrets = ["C_SECRET"]
    routes = [{ to = "north", tenants = ["c_north"] }, { to = "south", tenants = ["c_south"] }]
    [vars.COUNTERSIGN.sources.attempts]
    scheme = "salesos"
    secrets = ["S_SECRET"]
    dedup_on = ["/event", "/data"]
    routes = [{ to = "app" }]
    `,
  });
  const filter = await startFilter(context, await workspace(context, config, SECRETS));
  const post = async (source, webhook) => {
    const response = await filter.post(source, webhook);
    const { status, code } = await response.json();
    return `${response.status} ${code ?? status}`;
  };
  return { sink, post };
}

test("BottleCRM timestamped: routed by tenant and type", async (context) => {
  const { sink, post } = await start(context);
  const events = [
    [{ id: "1", event: "lead.created", org_id: "ab12-77" }, "/north"],
    [{ id: "2", event: "deal.won", org_id: "cd34-0001" }, "/south"],
    [{ id: "3", event: "lead.created", org_id: "cd34-0001" }, undefined],
    [{ id: "4", event: "deal.won", org_id: "ef56-0001" }, undefined],
    [{ id: "5", event: "deal.won" }, undefined],
  ];
  for (const [event] of events) assert.equal(await post("tenants", bottlecrm(event)), "200 accepted");
  // A retry has a signature and a time of its own, and the id of the first attempt.
  assert.equal(await post("tenants", bottlecrm(events[0][0], { at: Date.now() - 60_000 })), "200 duplicate");
  await until("two deliveries", () => sink.received.length === 2);
  await settled(300);
  const got = sink.received.map(({ path, body }) => [JSON.parse(body).id, path]);
  assert.deepEqual(got.sort(), [["1", "/north"], ["2", "/south"]]);
  assert.ok(sink.received.every(isCountersigned));
});

test("BottleCRM timestamped: altered, stale and future requests are 401", async (context) => {
  const { post } = await start(context);
  const event = { id: "1", event: "lead.created", org_id: "ab12-77" };
  const { body, headers } = bottlecrm(event);
  assert.equal(await post("tenants", { body: body.replace("ab12-77", "ab12-78"), headers }), "401 signature_mismatch");
  assert.equal(await post("tenants", bottlecrm(event, { at: Date.now() - 302_000 })), "401 timestamp_too_old");
  assert.equal(await post("tenants", bottlecrm(event, { at: Date.now() + 302_000 })), "401 timestamp_too_new");
  assert.equal(await post("tenants", { body: '{"text":"A lead"}', headers: bottlecrm(event).headers }), "401 signature_mismatch");
});

test("SalesOS event-id: a retry with a new id is a duplicate by dedup_on", async (context) => {
  const { sink, post } = await start(context);
  const data = { id: "lead_1", status: "NEW" };
  const first = salesos({ data });
  assert.equal(await post("attempts", first), "200 accepted");
  assert.equal(await post("attempts", salesos({ data, timestamp: Date.now() + 60_000 })), "200 duplicate");
  assert.equal(await post("attempts", salesos({ data: { status: "NEW", id: "lead_1" } })), "200 duplicate");
  assert.equal(await post("attempts", salesos({ data: { ...data, status: "OPEN" } })), "200 accepted");
  assert.equal(await post("attempts", salesos({ data, event: "lead.updated" })), "200 accepted");
  const { body, headers } = salesos({ data: { id: "lead_2" } });
  assert.equal(await post("attempts", { body: body.replace("lead_2", "lead_3"), headers }), "401 signature_mismatch");
  // Older than what is remembered: a captured request would be an event again.
  const old = Date.now() - 31 * 86_400_000;
  assert.equal(await post("attempts", salesos({ data: { id: "lead_4" }, timestamp: old })), "400 event_too_old");
  await until("three deliveries", () => sink.received.length === 3);
  await settled(300);
  const ids = sink.received.map(({ headers }) => headers["webhook-id"]);
  assert.equal(new Set(ids).size, 3);
  assert.ok(ids.every((id) => /^attempts:on-[0-9a-f]{64}$/.test(id)), ids.join());
  assert.equal(sink.received[0].body.toString(), first.body);
});

test("SalesOS documented form on the same source is keyed by its id", async (context) => {
  const { post } = await start(context);
  const documented = (id) => {
    const event = { id, type: "lead.created", timestamp: new Date().toISOString(), organizationId: "o", data: {} };
    const body = JSON.stringify(event);
    return { body, headers: variants["salesos/event-id"](SECRETS.S_SECRET, body) };
  };
  assert.equal(await post("attempts", documented("evt_1")), "200 accepted");
  assert.equal(await post("attempts", documented("evt_1")), "200 duplicate");
  assert.equal(await post("attempts", documented("evt_2")), "200 accepted");
});

test("Customermates company: routed by company", async (context) => {
  const { sink, post } = await start(context);
  for (const [company, entity] of [["c_north", "1"], ["c_south", "2"], ["c_west", "3"]]) {
    assert.equal(await post("companies", customermates(company, entity)), "200 accepted");
  }
  const again = customermates("c_north", "4");
  assert.equal(await post("companies", again), "200 accepted");
  assert.equal(await post("companies", again), "200 duplicate");
  await until("three deliveries", () => sink.received.length === 3);
  await settled(300);
  const got = sink.received.map(({ path, body }) => [JSON.parse(body).data.entityId, path]);
  assert.deepEqual(got.sort(), [["1", "/north"], ["2", "/south"], ["4", "/north"]]);
});
