// The sample events: each as its provider documents it.

import assert from "node:assert/strict";
import { test } from "node:test";

import { ownScheme } from "../support/files.mjs";
import { loadPackage } from "../support/package.mjs";
import { startReceiver } from "./support/receiver.mjs";
import { file, run, SECRET } from "./support/run.mjs";

const { schemes } = (await loadPackage()).esm;

/** The names of an envelope, in the providers' order, and what is in them. */
const text = (value) => assert.equal(typeof value, "string");
const time = (value) => assert.match(value, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/);
const object = (value) => assert.ok(Object.keys(value).length > 0);
const ENVELOPES = {
  bottlecrm: { id: text, type: text, created_at: time, org_id: text, data: object },
  customermates: { event: text, data: object, timestamp: time },
  optimocms: { id: text, type: text, data: object },
  salesos: { id: text, type: text, timestamp: time, organizationId: text, data: object },
  whitelabelcro: { id: Number.isSafeInteger, type: text, createdUtc: time, payload: object },
};

async function send(scheme, url, ...args) {
  return run(["send", ...scheme, url, "--secret-env", "SECRET", ...args]);
}

for (const [id, envelope] of Object.entries(ENVELOPES)) {
  const { eventTypes } = schemes.find((scheme) => scheme.id === id);

  test(`${id}: every documented type has an event of its own`, async (context) => {
    const { url, requests } = await startReceiver(context, id);
    const { code, out } = await send([id], url, "--count", String(eventTypes.length));
    assert.equal(code, 0, out);
    const events = requests.map(({ result, body }) => ({ event: result.event, payload: JSON.parse(body) }));
    assert.deepEqual(events.map(({ event }) => event.type).sort(), [...eventTypes].sort());
    const shapes = new Map();
    for (const { event, payload } of events) {
      assert.deepEqual(Object.keys(payload), Object.keys(envelope));
      for (const [name, check] of Object.entries(envelope)) assert.notEqual(check(payload[name]), false, name);
      // What has no sample of its own would get the one that fits any scheme.
      const names = Object.keys(event.data).join();
      assert.notEqual(names, "id,name,email", `${event.type} has no sample`);
      shapes.set(event.type, JSON.stringify(event.data));
    }
    assert.equal(new Set(shapes.values()).size, eventTypes.length);
  });

  test(`${id}: ids are new, within a run and from one to another`, async (context) => {
    const { url, requests } = await startReceiver(context, id);
    for (let run = 0; run < 2; run++) await send([id], url, "--count", "200", "--type", eventTypes[0]);
    assert.equal(new Set(requests.map(({ result }) => result.event.id)).size, 400);
    for (const { result } of requests) assert.equal(result.event.type, eventTypes[0]);
  });

  if (!Object.values(envelope).includes(time)) continue;
  test(`${id}: it happens as it is sent, or as long ago as is asked for`, async (context) => {
    const { url, requests } = await startReceiver(context, id);
    for (const age of [0, 200]) {
      // Some providers write whole seconds.
      const earliest = Date.now() - 1000 * (age + 1);
      await send([id], url, ...(age ? ["--age", String(age)] : []));
      const { time } = requests.at(-1).result.event;
      assert.ok(earliest <= time && time <= Date.now() - 1000 * age, `${time}, ${age} s ago`);
    }
  });
}

/** What providers send beside what they document. */
const VARIANTS = {
  "bottlecrm timestamped": { id: text, event: text, created_at: (value) => assert.match(value, /\+00:00$/), org_id: text, data: object },
  "salesos event-id": { event: text, eventId: text, timestamp: Number.isSafeInteger, data: object },
};

for (const [name, envelope] of Object.entries(VARIANTS)) {
  const [id, variant] = name.split(" ");
  const { eventTypes } = schemes.find((scheme) => scheme.id === id);

  test(`${name}: every type is sent in that form, and verified`, async (context) => {
    const { url, requests } = await startReceiver(context, id);
    const earliest = Date.now() - 1000;
    const { code, out } = await send([id], url, "--variant", variant, "--count", String(eventTypes.length));
    assert.equal(code, 0, out);
    assert.deepEqual(requests.map(({ result }) => result.event.type).sort(), [...eventTypes].sort());
    for (const { body, result } of requests) {
      const payload = JSON.parse(body);
      assert.deepEqual(Object.keys(payload), Object.keys(envelope));
      for (const [member, check] of Object.entries(envelope)) assert.notEqual(check(payload[member]), false, member);
      assert.ok(earliest <= result.event.time && result.event.time <= Date.now(), String(result.event.time));
      assert.notEqual(Object.keys(result.event.data).join(), "id,name,email", `${result.event.type} has no sample`);
    }
  });
}

test("bottlecrm timestamped: what is stale or tampered with is refused", async (context) => {
  const { url } = await startReceiver(context, "bottlecrm");
  for (const args of [["--age", "600"], ["--tamper", "1"]]) {
    const { code, out } = await send(["bottlecrm"], url, "--variant", "timestamped", ...args);
    assert.equal(code, 0, out);
    assert.match(out, /^(new|tampered) +401 /m);
  }
});

test("a variant that there is not is named with those that there are", async () => {
  const complaint = async (...args) => {
    const { code, err } = await run([...args, "--secret-env", "SECRET"]);
    assert.equal(code, 2);
    return err;
  };
  assert.match(await complaint("send", "bottlecrm", "http://localhost", "--variant", "x"), /there is timestamped/);
  assert.match(await complaint("sign", "github", "--variant", "x"), /GitHub has no variants/);
});

test("standard-webhooks: any type", async (context) => {
  const secret = "whsec_c2VjcmV0LXNlY3JldA==";
  const { url, requests } = await startReceiver(context, "standard-webhooks", { secret });
  const args = ["send", "standard-webhooks", url, "--secret-env", "SECRET", "--type", "invoice.paid"];
  const { code } = await run(args, { env: { SECRET: secret } });
  assert.equal(code, 0);
  const { type, id, data } = requests[0].result.event;
  assert.equal(type, "invoice.paid");
  assert.match(id, /^msg_/);
  assert.ok(data.id);
});

test("a scheme of one's own: the event's parts are where it says", async (context) => {
  const acme = { ...ownScheme("acme"), secret: { encoding: "utf8" } };
  const { url, requests } = await startReceiver(context, acme);
  const { code, out } = await send(["--scheme-file", file("acme.json", JSON.stringify(acme))], url);
  assert.equal(code, 0, out);
  const { event } = requests[0].result;
  assert.equal(event.type, "anvil.dropped");
  assert.match(event.id, /^evt_/);
  assert.equal(event.tenant, "tenant_1");
  assert.ok(event.data.id);
});

test("a scheme that only has a provider's id has none of its samples", async (context) => {
  const { event, ...acme } = ownScheme("acme");
  const scheme = { ...acme, id: "bottlecrm", secret: { encoding: "utf8" }, event: { ...event, types: ["lead.created"] } };
  const { url, requests } = await startReceiver(context, scheme, { secret: SECRET });
  const { code } = await send(["--scheme-file", file("other.json", JSON.stringify(scheme))], url);
  assert.equal(code, 0);
  assert.equal(requests[0].result.event.type, "lead.created");
});
