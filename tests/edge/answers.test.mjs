// What the filter answers, for every provider and every way to be wrong.

import assert from "node:assert/strict";
import { request as httpRequest } from "node:http";
import { after, before, describe, test } from "node:test";

import { configuration, startFilter, workspace } from "./support/filter.mjs";
import { providers, request } from "../support/providers.mjs";
import { isCountersigned, startSink } from "./support/sink.mjs";
import { settled, until } from "../support/wait.mjs";

const HOUR = 3_600_000;

describe("the filter's answers", () => {
  let sink;
  let filter;

  // The helpers clean up after a test; here they do so after all of them.
  const cleanups = [];
  const suite = { after: (cleanup) => cleanups.unshift(cleanup) };
  after(async () => {
    for (const cleanup of cleanups) await cleanup();
  });

  before(async () => {
    sink = await startSink();
    suite.after(sink.stop);
    const config = configuration({ destinations: { app: { url: sink.url } } });
    filter = await startFilter(suite, await workspace(suite, config));
  });

  const received = (body) => sink.received.filter((request) => request.body.toString() === body);

  async function assertProblem(response, status, code) {
    assert.equal(response.headers.get("content-type"), "application/problem+json");
    const problem = await response.json();
    assert.deepEqual(
      { status: response.status, code: problem.code },
      { status, code },
      JSON.stringify(problem),
    );
    assert.equal(problem.status, status);
    assert.equal(problem.type, `urn:countersign:error:${code}`);
    assert.ok(problem.title && problem.detail);
  }

  for (const [source, { sign, event }] of Object.entries(providers)) {
    const signsTime = sign("", 0)["x-webhook-timestamp"] ?? sign("", 0)["x-optimocms-timestamp"];
    const signatureHeader = Object.keys(sign("", 0)).find((name) => name.endsWith("-signature"));

    test(`${source}: a new event is 200 and forwarded with a countersignature`, async () => {
      const webhook = request(source);
      const response = await filter.post(source, webhook);
      assert.equal(response.status, 200);
      const answer = await response.json();
      assert.equal(answer.status, "accepted");

      await until("the event at the sink", () => received(webhook.body).length > 0);
      const [forwarded] = received(webhook.body);
      assert.ok(isCountersigned(forwarded));
      assert.equal(forwarded.headers["webhook-id"], `${source}:${answer.id}`);
      assert.equal(forwarded.headers["countersign-source"], source);
      assert.equal(forwarded.headers["countersign-attempt"], "1");
      for (const [name, value] of Object.entries(webhook.headers)) {
        assert.equal(forwarded.headers[name], value, `${name} passes through`);
      }
    });

    test(`${source}: a repeated event is a duplicate and forwarded once`, async () => {
      const webhook = request(source);
      const first = await (await filter.post(source, webhook)).json();
      const second = await filter.post(source, webhook);
      assert.equal(second.status, 200);
      assert.deepEqual(await second.json(), { status: "duplicate", id: first.id });
      await until("the event at the sink", () => received(webhook.body).length > 0);
      await settled(300);
      assert.equal(received(webhook.body).length, 1);
    });

    test(`${source}: a tampered body is 401 and not forwarded`, async () => {
      const webhook = request(source);
      const tampered = { ...webhook, body: webhook.body.replace("{", "{ ") };
      await assertProblem(await filter.post(source, tampered), 401, "signature_mismatch");
      await settled(100);
      assert.equal(received(tampered.body).length, 0);
    });

    test(`${source}: a malformed signature is 401`, async () => {
      const webhook = request(source);
      webhook.headers[signatureHeader] = "nonsense";
      await assertProblem(await filter.post(source, webhook), 401, "malformed_signature");
    });

    test(`${source}: a missing signature is 401`, async () => {
      const webhook = request(source);
      delete webhook.headers[signatureHeader];
      await assertProblem(await filter.post(source, webhook), 401, "missing_header");
    });

    test(`${source}: a doubled signature header is 401`, async () => {
      const webhook = request(source);
      const headers = new Headers(webhook.headers);
      headers.append(signatureHeader, webhook.headers[signatureHeader]);
      const response = await filter.post(source, { ...webhook, headers });
      await assertProblem(response, 401, "malformed_signature");
    });

    if (signsTime) {
      test(`${source}: a stale timestamp is 401`, async () => {
        const response = await filter.post(source, request(source, { now: Date.now() - HOUR }));
        await assertProblem(response, 401, "timestamp_too_old");
      });

      test(`${source}: a future timestamp is 401`, async () => {
        const response = await filter.post(source, request(source, { now: Date.now() + HOUR }));
        await assertProblem(response, 401, "timestamp_too_new");
      });

      test(`${source}: a malformed timestamp is 401`, async () => {
        const webhook = request(source);
        const name = Object.keys(webhook.headers).find((name) => name.endsWith("-timestamp"));
        webhook.headers[name] += "abc";
        await assertProblem(await filter.post(source, webhook), 401, "malformed_timestamp");
      });
    } else {
      test(`${source}: an event older than the dedup window is 400`, async () => {
        const old = Date.now() - 31 * 24 * HOUR;
        const webhook = request(source, { event: event(`old-${source}`, old) });
        await assertProblem(await filter.post(source, webhook), 400, "event_too_old");
      });
    }

    test(`${source}: an authentic body that is not JSON is 400`, async () => {
      const body = "form=contact&name=Ada";
      const response = await filter.post(source, { body, headers: sign(body, Date.now()) });
      await assertProblem(response, 400, "malformed_payload");
    });
  }

  test("an unknown source is 404", async () => {
    await assertProblem(await filter.post("nobody", request("optimo")), 404, "unknown_source");
  });

  test("an unknown path is 404", async () => {
    for (const path of ["/", "/hooks", "/hooks/", "/hooks/optimo/", "/hooks/optimo/x", "/admin/stats"]) {
      const response = await fetch(filter.url + path, { method: "POST" });
      assert.equal(response.status, 404, path);
      await response.arrayBuffer();
    }
  });

  test("another method than POST is 405", async () => {
    for (const method of ["GET", "PUT", "DELETE"]) {
      const response = await fetch(`${filter.url}/hooks/optimo`, { method });
      assert.equal(response.headers.get("allow"), "POST");
      await assertProblem(response, 405, "method_not_allowed");
    }
  });

  test("a body over the limit is 413, with and without Content-Length", async () => {
    const body = Buffer.alloc((1 << 20) + 1, "a");
    await assertProblem(await filter.post("optimo", { body }), 413, "body_too_large");

    const status = await new Promise((resolve, reject) => {
      const outgoing = httpRequest(`${filter.url}/hooks/optimo`, {
        method: "POST",
        headers: { "transfer-encoding": "chunked" },
      });
      outgoing.once("response", (response) => resolve(response.resume().statusCode));
      outgoing.once("error", reject);
      outgoing.end(body);
    });
    assert.equal(status, 413);
  });

  test("a body of invalid UTF-8 is forwarded byte for byte", async () => {
    const text = Buffer.from(request("bottle").body);
    const body = Buffer.concat([text.subarray(0, -1), Buffer.from(',"x":"\xff\xfe"}', "latin1")]);
    const response = await filter.post("bottle", { body, headers: providers.bottle.sign(body) });
    assert.equal(response.status, 200);
    await until("the bytes", () => sink.received.some((request) => request.body.equals(body)));
  });

  test("each outcome logs one line without secret, signature or body", async () => {
    const webhook = request("optimo", { event: { id: "evt_log", type: "page.created", data: "BODY-MARK" } });
    await filter.post("optimo", webhook);
    await until("the line", () => filter.output.stdout.includes('"delivered"'));
    const log = filter.output.stdout + filter.output.stderr;
    assert.match(log, /"at":"inbound","outcome":"accepted"/);
    for (const hidden of ["BODY-MARK", "whsec_", webhook.headers["x-optimocms-signature"]]) {
      assert.ok(!log.includes(hidden), hidden);
    }
  });
});
