// A source in inline mode answers what its destination answers.

import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import { configuration, startFilter, workspace } from "./support/filter.mjs";
import { providers, request } from "./support/providers.mjs";
import { isCountersigned, startSink } from "./support/sink.mjs";
import { settled, until } from "./support/wait.mjs";

/** A filter whose source `now` forwards OptimoCMS's events at once. */
async function start(context, answer, { settings = "", routes = '[{ to = "app" }]' } = {}) {
  const sink = await startSink(answer);
  context.after(sink.stop);
  const config = configuration({
    destinations: { app: { url: sink.url, timeout: 1 } },
    extra: `
      [vars.COUNTERSIGN.sources.now]
      scheme = "optimocms"
      secrets = ["OPTIMO_SECRET"]
      mode = "inline"
      routes = ${routes}
    `,
  }).replace("timeout = 1", `timeout = 1\n${settings}`);
  const folder = await workspace(context, config);
  const filter = await startFilter(context, folder);
  return { sink, folder, filter, post: (webhook = request("optimo")) => filter.post("now", webhook) };
}

async function assertProblem(response, status, code) {
  const problem = await response.json();
  assert.deepEqual([response.status, problem.code], [status, code]);
  assert.equal(response.headers.get("content-type"), "application/problem+json");
}

test("the provider gets the destination's answer, and a repetition a duplicate", async (context) => {
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

test("what the destination refuses is passed on, and the provider's retry is the retry", async (context) => {
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

test("of copies that come at once one is forwarded, and the others are told to wait", async (context) => {
  const { sink, post } = await start(context, async () => {
    await sleep(500);
    return { status: 200 };
  });
  const webhook = request("optimo");
  const answers = await Promise.all(Array.from({ length: 20 }, () => post(webhook)));
  const waiting = answers.filter(({ status }) => status === 503);
  assert.equal(waiting.length, 19);
  assert.ok(waiting.every(({ headers }) => Number(headers.get("retry-after")) > 0));
  await assertProblem(waiting[0], 503, "in_progress");
  assert.equal(sink.received.length, 1);
});

test("a destination that does not answer gives 504, and one that is gone 502", async (context) => {
  let isUp = false;
  const { sink, filter, post } = await start(context, () => (isUp ? undefined : new Promise(() => {})));
  const webhook = request("optimo");
  await assertProblem(await post(webhook), 504, "destination_timeout");
  assert.match(filter.output.stdout, /"code":"destination_timeout".*no answer within 1 s/);
  isUp = true;
  assert.equal((await post(webhook)).status, 204);
  assert.equal(sink.received.length, 2);

  await sink.stop();
  await assertProblem(await post(), 502, "destination_unreachable");
});

test("an answer that does not end is given up too", async (context) => {
  const { post } = await start(context, ({ response }) => {
    response.writeHead(200).write("begun");
    return new Promise(() => {});
  });
  await assertProblem(await post(), 504, "destination_timeout");
});

test("of a long answer 64 KiB are passed on", async (context) => {
  const { post } = await start(context, () => ({ status: 200, body: "a".repeat(1_000_000) }));
  const response = await post();
  assert.equal((await response.text()).length, 64 * 1024);
});

test("a provider that hangs up does not undo what was forwarded", async (context) => {
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

test("a crash before the commit ends in the lease's time, and the retry is delivered", async (context) => {
  const { sink, folder, filter } = await start(context, async () => {
    await sleep(300);
    return { status: 200 };
  });
  const webhook = request("optimo");
  const lost = filter.post("now", webhook).catch(() => undefined);
  await until("the event at the sink", () => sink.received.length === 1);
  await filter.kill();
  assert.equal(await lost, undefined);

  const restarted = await startFilter(context, folder);
  await assertProblem(await restarted.post("now", webhook), 503, "in_progress");
  // The destination's timeout and 15 seconds.
  await settled(16_500);
  const now = Date.now();
  const again = { body: webhook.body, headers: providers.optimo.sign(webhook.body, now) };
  assert.equal((await restarted.post("now", again)).status, 200);
  assert.equal(sink.received.length, 2);
});

test("an event that no route wants is ignored", async (context) => {
  const { sink, post } = await start(context, undefined, {
    routes: '[{ to = "app", types = ["order.*"] }]',
  });
  const response = await post();
  assert.equal(response.status, 200);
  assert.equal((await response.json()).status, "ignored");
  assert.equal(sink.received.length, 0);
});

test("a status that counts as delivered is none of failure to the provider", async (context) => {
  const { sink, post } = await start(context, () => ({ status: 409, body: "there already" }), {
    settings: "success = [409]",
  });
  const webhook = request("optimo");
  const response = await post(webhook);
  assert.deepEqual([response.status, await response.text()], [200, "there already"]);
  assert.equal((await (await post(webhook)).json()).status, "duplicate");
  assert.equal(sink.received.length, 1);
});

test("an event that the template does not suit gives 500, and is not sent", async (context) => {
  const { sink, filter, post } = await start(context, undefined, {
    settings: 'body = "[{{ event.data.none_such }}]"',
  });
  await assertProblem(await post(), 500, "template_failed");
  assert.equal(sink.received.length, 0);
  assert.match(filter.output.stdout, /"code":"template_failed"/);
});

test("what cannot be verified is neither claimed nor forwarded", async (context) => {
  const { sink, post } = await start(context);
  const webhook = request("optimo");
  await assertProblem(await post({ ...webhook, body: `${webhook.body} ` }), 401, "signature_mismatch");
  assert.equal((await post(webhook)).status, 204);
  assert.equal(sink.received.length, 1);
});
