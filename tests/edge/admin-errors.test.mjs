// What the admin API answers to what it does not understand, and where an inbox
// does not answer.

import assert from "node:assert/strict";
import { request as httpRequest } from "node:http";
import { test } from "node:test";

import { TOKEN, operator, startAdmin, withAdmin } from "./support/admin.mjs";
import { workspace } from "./support/filter.mjs";
import { startInside } from "./support/inside.mjs";
import { request } from "../support/providers.mjs";
import { startSink } from "./support/sink.mjs";

const authorization = `Bearer ${TOKEN}`;

/** Sends a request as it stands, and resolves to its answer. */
function raw(url, path, { method = "GET", headers = {}, body } = {}) {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const outgoing = httpRequest({ hostname, port, path, method, headers: { authorization, ...headers } });
    outgoing.once("response", async (response) => {
      const chunks = [];
      for await (const chunk of response) chunks.push(chunk);
      const text = Buffer.concat(chunks).toString();
      resolve({ status: response.statusCode, headers: response.headers, text });
    });
    outgoing.once("error", reject);
    outgoing.end(body);
  });
}

const WRONG = [
  ["deliveries?sources=optimo", "unknown_parameter", "sources"],
  ["deliveries?Source=optimo", "unknown_parameter", "Source"],
  ["deliveries?source=optimo&x", "unknown_parameter", "x"],
  ["deliveries?=optimo", "unknown_parameter", ""],
  ["deliveries?%FF=optimo", "unknown_parameter", ""],
  ["deliveries?constructor=1", "unknown_parameter", "constructor"],
  ["deliveries?source", "invalid_parameter", "source"],
  ["deliveries?source=", "invalid_parameter", "source"],
  ["deliveries?source=%FF", "invalid_parameter", "source"],
  ["deliveries?source=optimo&source=optimo", "invalid_parameter", "source"],
  ["deliveries?state=moved", "invalid_parameter", "state"],
  ["deliveries?state=parked&state=pending", "invalid_parameter", "state"],
  ["deliveries?destination=a.b", "invalid_parameter", "destination"],
  [`deliveries?destination=${"a".repeat(65)}`, "invalid_parameter", "destination"],
  [`deliveries?type=${"a".repeat(257)}`, "invalid_parameter", "type"],
  [`deliveries?${"type=a&".repeat(21)}`, "invalid_parameter", "type"],
  ["deliveries?type=", "invalid_parameter", "type"],
  ["deliveries?type=a*b", "invalid_parameter", "type"],
  ["deliveries?type=lead.*&type=**", "invalid_parameter", "type"],
  ["deliveries?limit=0", "invalid_parameter", "limit"],
  ["deliveries?limit=501", "invalid_parameter", "limit"],
  ["deliveries?limit=-1", "invalid_parameter", "limit"],
  ["deliveries?limit=1e2", "invalid_parameter", "limit"],
  ["deliveries?limit=1.0", "invalid_parameter", "limit"],
  ["deliveries?limit=99999999999999999999", "invalid_parameter", "limit"],
  ["deliveries?since=yesterday", "invalid_parameter", "since"],
  ["deliveries?since=1790000000000", "invalid_parameter", "since"],
  ["deliveries?since=2026-04-12", "invalid_parameter", "since"],
  ["deliveries?since=2026-02-30T00:00:00Z", "invalid_parameter", "since"],
  ["deliveries?since=2026-04-12T24:00:00Z", "invalid_parameter", "since"],
  ["deliveries?until=2026-04-12T15:32:11+02:00", "invalid_parameter", "until"],
  ["deliveries?cursor=x", "invalid_parameter", "cursor"],
  ["deliveries?cursor=e30", "invalid_parameter", "cursor"],
  [`deliveries?cursor=${btoa('["replayed",{"inbox":{"source":"optimo","shard":0},"position":null}]')}`, "invalid_parameter", "cursor"],
  [`deliveries?cursor=${btoa('["listed",{"inbox":{"source":"optimo","shard":0},"position":null}]')}`, "invalid_parameter", "cursor"],
  [`deliveries?cursor=${btoa('["listed",{"inbox":{"source":"optimo","shard":0},"position":{"received_at":1e300,"key":"","destination":""}}]')}`, "invalid_parameter", "cursor"],
  ["stats?source=optimo", "unknown_parameter", "source"],
  ["metrics?x=1", "unknown_parameter", "x"],
  ["events/optimo:x?destination=app", "unknown_parameter", "destination"],
];

test("an unknown or malformed parameter is 400 with its name", async (context) => {
  const { call } = await startAdmin(context);
  for (const [path, code, parameter] of WRONG) {
    const problem = await call(path, { status: 400 });
    assert.deepEqual([problem.code, problem.parameter, problem.status], [code, parameter, 400], path);
    assert.equal(problem.type, `urn:countersign:error:${code}`);
  }
  const misspelt = await call("deliveries/replay?stat=parked", { method: "POST", status: 400 });
  assert.equal(misspelt.parameter, "stat");
  const elsewhere = (await call("deliveries?limit=1")).next ?? "x";
  await call(`deliveries/replay?cursor=${elsewhere}`, { method: "POST", status: 400 });
});

test("unknown event, delivery and path are 404", async (context) => {
  const { call } = await startAdmin(context);
  for (const [path, code] of [
    ["", "not_found"],
    ["deliveries/", "not_found"],
    ["deliveries/replay/x", "not_found"],
    ["Deliveries", "not_found"],
    ["events", "not_found"],
    ["events/", "not_found"],
    ["events/a/b", "not_found"],
    ["events/%FF", "not_found"],
    ["events/optimo:evt_1/deliveries", "not_found"],
    ["events/optimo", "unknown_event"],
    ["events/optimo:", "unknown_event"],
    ["events/optimo:evt_1", "unknown_event"],
    ["events/nobody:evt_1", "unknown_event"],
    ["events/__proto__:x", "unknown_event"],
    [`events/optimo:${"x".repeat(4000)}`, "unknown_event"],
    ["deliveries?source=nobody", "unknown_source"],
    ["deliveries?source=__proto__", "unknown_source"],
  ]) {
    assert.equal((await call(path, { status: 404 })).code, code, path);
  }
  const { deliveries, next } = await call("deliveries?destination=nowhere&type=no.such");
  assert.deepEqual([deliveries, next], [[], null]);
});

test("a wrong method is 405 with Allow", async (context) => {
  const { filter } = await startAdmin(context);
  for (const [path, allowed] of [
    ["deliveries", ["GET"]],
    ["deliveries/replay", ["POST"]],
    ["events/a:b", ["GET", "DELETE"]],
    ["events/a:b/replay", ["POST"]],
    ["stats", ["GET"]],
    ["metrics", ["GET"]],
  ]) {
    for (const method of ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "QUERY"]) {
      if (allowed.includes(method)) continue;
      const { status, headers } = await raw(filter.url, `/admin/${path}`, { method });
      // Methods that the runtime itself does not know do not reach the filter.
      if (status === 501) continue;
      assert.deepEqual([status, headers.allow], [405, allowed.join(", ")], `${method} ${path}`);
    }
  }
});

test("a request body is 413, with and without Content-Length", async (context) => {
  const { filter, call } = await startAdmin(context);
  for (const [path, method] of [["deliveries/replay", "POST"], ["events/a:b", "DELETE"], ["events/a:b/replay", "POST"]]) {
    for (const headers of [{ "content-length": 2 }, { "transfer-encoding": "chunked" }]) {
      const { status, text } = await raw(filter.url, `/admin/${path}`, { method, headers, body: "{}" });
      assert.deepEqual([status, JSON.parse(text).code], [413, "body_too_large"], `${method} ${path}`);
    }
  }
  await call("deliveries/replay", { method: "POST", headers: { "content-length": "0" } });
});

test("a hanging inbox is reported down and the others are answered", async (context) => {
  const sink = await startSink();
  context.after(sink.stop);
  const folder = await workspace(context, withAdmin({ destinations: { app: { url: sink.url } } }), {
    ADMIN_TOKEN: TOKEN,
  });
  const wrap = `
import filter, { Inbox as Real } from "filter.js";
export default filter;
export class Inbox extends Real {
  constructor(context, env) {
    super(context, env);
    this.name = context.id.name;
  }
  fetch(request) {
    const path = new URL(request.url).pathname;
    if (path !== "/" && this.name === "label/0") return new Promise(() => setInterval(() => {}, 1000));
    if (path !== "/" && this.name === "mates/0") throw new Error("broken");
    return super.fetch(request);
  }
}`;
  const filter = await startInside(context, folder, { wrap, more: { ADMIN_TOKEN: TOKEN } });
  const { call } = operator(filter);
  assert.equal((await filter.post("optimo", request("optimo"))).status, 200);

  const { inboxes } = await call("stats");
  assert.deepEqual(
    inboxes.filter(({ up }) => !up).map(({ source }) => source),
    ["label", "mates"],
  );
  assert.match(await call("metrics"), /^countersign_inbox_up\{source="label",shard="0"\} 0$/m);
  assert.equal((await call("deliveries", { status: 503 })).code, "unavailable");
  assert.equal((await call("deliveries?source=mates", { status: 503 })).code, "unavailable");
  assert.equal((await call("deliveries?source=optimo")).deliveries.length, 1);
});
