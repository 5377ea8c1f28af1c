// A source in inline mode answers what its destination answers.

import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import { configuration, startFilter, workspace } from "./support/filter.mjs";
import { providers, request } from "../support/providers.mjs";
import { isCountersigned, startSink } from "./support/sink.mjs";
import { until } from "../support/wait.mjs";

/** A filter whose source `now` forwards OptimoCMS's events at once. */
async function start(context, answer, { settings = "", routes = '[{ to = "app" }]', timeout = 30 } = {}) {
  const sink = await startSink(answer);
  context.after(sink.stop);
  const config = configuration({
    destinations: { app: { url: sink.url, timeout } },
    extra: `
      [vars.COUNTERSIGN.sources.now]
      scheme = "optimocms"
      secrets = ["OPTIMO_SECRET"]
      mode = "inline"
      routes = ${routes}
    `,
  }).replace(`timeout = ${timeout}`, `timeout = ${timeout}\n${settings}`);
  const folder = await workspace(context, config);
  const filter = await startFilter(context, folder);
  return { sink, folder, filter, post: (webhook = request("optimo")) => filter.post("now", webhook) };
}

async function assertProblem(response, status, code) {
  const problem = await response.json();
  assert.deepEqual([response.status, problem.code], [status, code]);
  assert.equal(response.headers.get("content-type"), "application/problem+json");
}

test("inline: the provider gets the destination's answer, and a retry is a duplicate", async (context) => {
  const { sink, folder, filter, post } = await start(context, () => ({
    status: 201,
    headers: { "content-type": "text/x-own", "x-internal": "1", "set-cookie": "a=b" },
    body: "made it",
  }));
  const webhook = request("optimo");
  const response = await post(webhook);
  assert.equal(response.status, 201);
  assert.equal(await response.text(), "made it");
  assert.equal(response.headers.get("content-type"), "text/x-own");
  assert.equal(response.headers.get("x-internal"), null);
  assert.equal(response.headers.get("set-cookie"), null);
  assert.equal(sink.received.length, 1);
  assert.ok(isCountersigned(sink.received[0]));
  assert.equal(sink.received[0].body.toString(), webhook.body);

  const again = await post(webhook);
  assert.equal(again.status, 200);
  assert.equal((await again.json()).status, "duplicate");
  await filter.kill();
  const restarted = await startFilter(context, folder);
  assert.equal((await (await restarted.post("now", webhook)).json()).status, "duplicate");
  assert.equal(sink.received.length, 1);
});

test("inline: 4xx, 5xx and 3xx are passed on, and the provider's retry is forwarded", async (context) => {
  const answers = [
    { status: 422, headers: { "content-type": "application/json" }, body: '{"why":"no"}' },
    { status: 503, headers: { "retry-after": "7" } },
    { status: 307, headers: { location: "/elsewhere" } },
    { status: 204 },
  ];
  let count = 0;
  const { sink, post } = await start(context, () => answers[count++]);
  const webhook = request("optimo");
  const first = await post(webhook);
  assert.deepEqual([first.status, await first.text()], [422, '{"why":"no"}']);
  const second = await post(webhook);
  assert.deepEqual([second.status, second.headers.get("retry-after")], [503, "7"]);
  const third = await post({ ...webhook, redirect: "manual" });
  assert.deepEqual([third.status, third.headers.get("location")], [307, null]);
  const fourth = await post(webhook);
  assert.deepEqual([fourth.status, await fourth.text()], [204, ""]);
  assert.equal((await (await post(webhook)).json()).status, "duplicate");
  assert.equal(sink.received.length, 4);
});

test("inline: of 20 concurrent copies one is forwarded and 19 are 503 with Retry-After", async (context) => {
  const { promise: released, resolve: release } = Promise.withResolvers();
  const { sink, post } = await start(context, async () => {
    await released;
    return { status: 200 };
  });
  const webhook = request("optimo");
  const answers = [];
  const copies = Array.from({ length: 20 }, async () => answers.push(await post(webhook)));
  await until("all but one to be answered", () => answers.length === 19);
  release();
  await Promise.all(copies);
  const waiting = answers.filter(({ status }) => status === 503);
  assert.equal(waiting.length, 19);
  assert.ok(waiting.every(({ headers }) => Number(headers.get("retry-after")) > 0));
  await assertProblem(waiting[0], 503, "in_progress");
  assert.equal(sink.received.length, 1);
});

test("inline: a timeout is 504 and a refused connection 502", async (context) => {
  let isUp = false;
  const { sink, filter, post } = await start(context, () => (isUp ? undefined : new Promise(() => {})), { timeout: 1 });
  const webhook = request("optimo");
  await assertProblem(await post(webhook), 504, "destination_timeout");
  assert.match(filter.output.stdout, /"code":"destination_timeout".*no answer within 1 s/);
  isUp = true;
  assert.equal((await post(webhook)).status, 204);
  assert.equal(sink.received.length, 2);

  await sink.stop();
  await assertProblem(await post(), 502, "destination_unreachable");
});

test("inline: a response body that never ends is 504", async (context) => {
  const { post } = await start(context, ({ response }) => {
    response.writeHead(200).write("begun");
    return new Promise(() => {});
  }, { timeout: 1 });
  await assertProblem(await post(), 504, "destination_timeout");
});

test("inline: 64 KiB of a longer response body are passed on", async (context) => {
  const { post } = await start(context, () => ({ status: 200, body: "a".repeat(1_000_000) }));
  const response = await post();
  assert.equal((await response.text()).length, 64 * 1024);
});

test("inline: a provider that disconnects does not undo the delivery", async (context) => {
  const { sink, filter, post } = await start(context, async () => {
    await sleep(600);
    return { status: 200 };
  });
  const webhook = request("optimo");
  const { hostname, port } = new URL(filter.url);
  const socket = connect(Number(port), hostname);
  const fields = Object.entries({ host: "x", "content-length": webhook.body.length, ...webhook.headers });
  const head = fields.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  socket.write(`POST /hooks/now HTTP/1.1\r\n${head}\r\n${webhook.body}`);
  await until("the event at the sink", () => sink.received.length === 1);
  socket.destroy();
  await once(socket, "close");
  await until("the line", () => filter.output.stdout.includes('"outcome":"delivered"'));

  assert.equal((await (await post(webhook)).json()).status, "duplicate");
  assert.equal(sink.received.length, 1);
});

test("inline: an idempotency lock left by a crash expires, and the retry is forwarded", async (context) => {
  let isFirst = true;
  const answer = () => {
    if (!isFirst) return { status: 200 };
    isFirst = false;
    return new Promise(() => {});
  };
  // The lease is the destination's timeout and 15 seconds.
  const { sink, folder, filter } = await start(context, answer, { timeout: 5 });
  const webhook = request("optimo");
  const lost = filter.post("now", webhook).catch(() => undefined);
  await until("the event at the sink", () => sink.received.length === 1);
  await filter.kill();
  assert.equal(await lost, undefined);

  const restarted = await startFilter(context, folder);
  await assertProblem(await restarted.post("now", webhook), 503, "in_progress");
  const retry = () => {
    const headers = providers.optimo.sign(webhook.body, Date.now());
    return restarted.post("now", { body: webhook.body, headers });
  };
  await until("the lease's end", async () => {
    const { status } = await retry();
    if (status === 503) await sleep(500);
    return status === 200;
  });
  assert.equal(sink.received.length, 2);
});

test("inline: an event without a route is ignored", async (context) => {
  const { sink, post } = await start(context, undefined, {
    routes: '[{ to = "app", types = ["order.*"] }]',
  });
  const response = await post();
  assert.equal(response.status, 200);
  assert.equal((await response.json()).status, "ignored");
  assert.equal(sink.received.length, 0);
});

test("inline: a status in success is 200 to the provider", async (context) => {
  const { sink, post } = await start(context, () => ({ status: 409, body: "there already" }), {
    settings: "success = [409]",
  });
  const webhook = request("optimo");
  const response = await post(webhook);
  assert.deepEqual([response.status, await response.text()], [200, "there already"]);
  assert.equal((await (await post(webhook)).json()).status, "duplicate");
  assert.equal(sink.received.length, 1);
});

test("inline: a template error is 500 and nothing is sent", async (context) => {
  const { sink, filter, post } = await start(context, undefined, {
    settings: 'body = "[{{ event.data.none_such }}]"',
  });
  await assertProblem(await post(), 500, "template_failed");
  assert.equal(sink.received.length, 0);
  assert.match(filter.output.stdout, /"code":"template_failed"/);
});

test("inline: a forged event takes no idempotency lock and is not forwarded", async (context) => {
  const { sink, post } = await start(context);
  const webhook = request("optimo");
  await assertProblem(await post({ ...webhook, body: `${webhook.body} ` }), 401, "signature_mismatch");
  assert.equal((await post(webhook)).status, 204);
  assert.equal(sink.received.length, 1);
});
