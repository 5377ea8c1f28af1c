// What a destination with templates gets.

import assert from "node:assert/strict";
import { test } from "node:test";

import { configuration, startFilter, workspace } from "./support/filter.mjs";
import { providers, request } from "../support/providers.mjs";
import { isCountersigned, startSink } from "./support/sink.mjs";
import { until } from "../support/wait.mjs";

async function start(context, settings, answer, extra) {
  const sink = await startSink(answer);
  context.after(sink.stop);
  const config = configuration({ destinations: { app: { url: sink.url, ...settings } }, extra });
  return { sink, filter: await startFilter(context, await workspace(context, config)) };
}

test("a rendered template replaces the body and is countersigned", async (context) => {
  const { sink, filter } = await start(context, {
    body: '{"id": {{ event.payload.id }}, "what": "{{ event.type }} of {{ event.source }}"}',
  });
  const body = '{"id":9007199254740993,"type":"client.created","payload":{}}';
  const headers = { "content-type": "text/plain", ...providers.label.sign(body, Date.now()) };
  assert.equal((await filter.post("label", { body, headers })).status, 200);
  await until("the event", () => sink.received.length === 1);
  const [got] = sink.received;
  assert.equal(got.body.toString(), '{"id": 9007199254740993, "what": "client.created of label"}');
  assert.equal(got.headers["content-type"], "application/json");
  assert.equal(got.headers["webhook-id"], "label:9007199254740993");
  assert.ok(isCountersigned(got));
  for (const name of Object.keys(headers).filter((name) => name.startsWith("x-"))) {
    assert.equal(got.headers[name], undefined, `${name} is not over this body`);
  }
});

test("a template at the depth limit renders", async (context) => {
  const blocks = 49;
  const brackets = 48;
  const deepest = [
    `${"(".repeat(brackets)}event.payload.a${")".repeat(brackets)}`,
    `${"not ".repeat(490)}event.attempt`,
    `event.type${" | trim".repeat(247)}`,
    `event.type${" ~ ''".repeat(247)}`,
    `${"event.payload.zeros[".repeat(brackets)}0${"]".repeat(brackets)}`,
    `${"1 if event.tenant is defined else ".repeat(61)}2`,
  ];
  const { sink, filter } = await start(context, {
    body:
      "{% if 1 %}".repeat(blocks) +
      `[${deepest.map((value) => `{{ ${value} }}`).join(",")}]` +
      "{% endif %}".repeat(blocks),
  });
  const lists = `${"[".repeat(126)}1${"]".repeat(126)}`;
  const nested = `{"a":${lists},"zeros":[0],"id":1,"type":"a.b"}`;
  const headers = { ...providers.label.sign(nested, Date.now()) };
  assert.equal((await filter.post("label", { body: nested, headers })).status, 200);
  await until("the event", () => sink.received.length === 1);
  assert.equal(sink.received[0].body.toString(), `[${lists},true,"a.b","a.b",0,2]`);
});

test("upper and lower know all alphabets", async (context) => {
  const { sink, filter } = await start(context, {
    body: '["{{ event.payload.name | upper }}", {{ event.payload.name | lower }}]',
  });
  const body = '{"id":1,"type":"a.b","name":"Éß Ωд"}';
  const headers = { ...providers.label.sign(body, Date.now()) };
  assert.equal((await filter.post("label", { body, headers })).status, 200);
  await until("the event", () => sink.received.length === 1);
  assert.equal(sink.received[0].body.toString(), '["ÉSS ΩД", "éß ωд"]');
});

test("header templates render and leave the body unchanged", async (context) => {
  const { sink, filter } = await start(
    context,
    {},
    ({ headers }) => ({ status: headers["countersign-attempt"] === "1" ? 503 : 204 }),
    `
    [vars.COUNTERSIGN.destinations.app.headers]
    X-Type = "{{ event.type }}/{{ event.attempt }}"
    X-Plain = "as it is"
    `,
  );
  const webhook = request("optimo");
  await filter.post("optimo", webhook);
  await until("the second attempt", () => sink.received.length === 2);
  assert.deepEqual(
    sink.received.map(({ headers }) => [headers["x-type"], headers["x-plain"]]),
    [
      ["form.submitted/1", "as it is"],
      ["form.submitted/2", "as it is"],
    ],
  );
  assert.ok(sink.received.every(({ body }) => body.toString() === webhook.body));
  assert.ok(sink.received.every(({ headers }) => headers["x-optimocms-signature"]));
});

test("a header value with a line break parks the delivery", async (context) => {
  const { sink, filter } = await start(context, {}, undefined, `
    [vars.COUNTERSIGN.destinations.app.headers]
    X-Form = "{{ event.data.formId }}"
  `);
  const event = { id: "evt_1", type: "form.submitted", data: { formId: "a\r\nX-Admin: MARKER" } };
  await filter.post("optimo", request("optimo", { event }));
  await until("the line", () => filter.output.stdout.includes('"parked"'));
  assert.match(filter.output.stdout, /header x-form: the result cannot stand in a header/);
  assert.ok(!filter.output.stdout.includes("MARKER"));
  assert.equal(sink.received.length, 0);
});
