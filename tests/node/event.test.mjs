import assert from "node:assert/strict";
import { test } from "node:test";

import { ownScheme } from "../support/files.mjs";
import { loadPackage } from "../support/package.mjs";

const { Verifier, VerificationError, sign } = (await loadPackage()).esm;

function eventOf(scheme, secret, body) {
  return new Verifier(scheme, secret).verify(body, sign(scheme, secret, body));
}

test("payload is the whole body, and data the event's own part", () => {
  const body = { id: 7, type: "client.created", createdUtc: "2026-01-02T03:04:05Z", payload: { a: [1] } };
  const event = eventOf("whitelabelcro", "s", JSON.stringify(body));
  assert.equal(event.id, "7");
  assert.equal(event.type, "client.created");
  assert.deepEqual(event.time, new Date("2026-01-02T03:04:05Z"));
  assert.equal(event.dedupKey, "7");
  assert.equal(event.secretIndex, 0);
  assert.deepEqual(event.payload, body);
  assert.deepEqual(event.data, { a: [1] });
});

test("what is not there is undefined", () => {
  const event = eventOf("bottlecrm", "s", '{"id":"a"}');
  for (const name of ["type", "time", "tenant", "data"]) assert.equal(event[name], undefined, name);
});

test("each event has its own type, whichever was before it", () => {
  const verifier = new Verifier("bottlecrm", "s");
  // Of one size, of one beginning, none, empty, and not of ASCII.
  for (const type of ["own.a", "own.b", "own.b", "own", undefined, "own", "", undefined, "\u00c3\u00a9", "\u00e9", "\u00e8", "\u20ac", "own.b"]) {
    const body = JSON.stringify({ id: "a", type });
    assert.equal(verifier.verify(body, sign("bottlecrm", "s", body)).type, type);
  }
});

test("each has its own type, however many there are, and in whatever instance of the core", () => {
  const signed = (type) => {
    const body = JSON.stringify({ id: "a", type });
    return [body, sign("bottlecrm", "s", body)];
  };
  const [one, other] = [new Verifier("bottlecrm", "s"), new Verifier("bottlecrm", "s")];
  // More than are remembered, those of the scheme, and those of another verifier.
  const types = ["lead.created", ...Array.from({ length: 100 }, (_, i) => `own.${i}é`), ...one.scheme.eventTypes];
  for (let round = 0; round < 3; round++) {
    for (const [index, type] of types.entries()) {
      assert.equal(one.verify(...signed(type)).type, type);
      const next = types[(index + round) % types.length];
      assert.equal(other.verify(...signed(next)).type, next);
    }
    // So large that the instance that has seen it is not kept.
    const body = Buffer.alloc(20 << 20, " ").fill('{"id":"a","type":"own.large"}', 0, 29);
    assert.equal(one.verify(body, sign("bottlecrm", "s", body)).type, "own.large");
    // What is shown of a scheme may be changed.
    one.scheme.eventTypes.reverse();
  }
});

test("time is one date, made when it is asked for", () => {
  const event = eventOf("bottlecrm", "s", '{"id":"a","created_at":"2026-01-02T03:04:05Z"}');
  assert.equal(event.time, event.time);
  assert.equal(event.time.toISOString(), "2026-01-02T03:04:05.000Z");
});

test("payload is parsed once, when it is asked for", () => {
  const event = eventOf("bottlecrm", "s", '{"id":"a","data":{}}');
  assert.equal(event.payload, event.payload);
  assert.equal(event.data, event.payload.data);
});

test("payload is parsed without a byte order mark", () => {
  const body = '\ufeff{"id":"a","data":"ü"}';
  const event = eventOf("bottlecrm", "s", body);
  assert.equal(event.data, "ü");
  assert.deepEqual(event.body, new TextEncoder().encode(body));
});

test("an authentic body that is not JSON has no payload", () => {
  const event = eventOf("standard-webhooks", "whsec_c2VjcmV0", "plain text");
  assert.match(event.id, /^msg_/);
  for (const part of ["payload", "data"]) {
    assert.throws(() => event[part], (error) => {
      assert.ok(error instanceof VerificationError);
      assert.equal(error.code, "malformed_payload");
      assert.equal(error.status, 400);
      return true;
    });
  }
});

test("data follows the pointer through own members of objects alone", () => {
  const acme = ownScheme("acme");
  const dataAt = (data, contents) => {
    const scheme = { ...acme, event: { format: "json", id: "/id", data } };
    return eventOf(scheme, "c2VjcmV0", JSON.stringify({ id: "a", ...contents })).data;
  };
  assert.equal(dataAt("/a~1b/c~0d", { "a/b": { "c~d": 1 } }), 1);
  assert.equal(dataAt("/~01", { "~1": 2 }), 2);
  assert.equal(dataAt("/list/0", { list: [1] }), undefined);
  assert.equal(dataAt("/constructor/name", {}), undefined);
  assert.equal(dataAt("/text/length", { text: "abc" }), undefined);
  assert.equal(dataAt("/none/deeper", { none: null }), undefined);
  assert.equal(dataAt("/", { "": 3 }), 3);
});

test("a time that no Date reaches is undefined", () => {
  const body = '{"id":"a"}';
  const headers = sign("optimocms", "s", body, { now: 9e15 });
  const event = new Verifier("optimocms", "s", { tolerance: Infinity }).verify(body, headers);
  assert.equal(event.time, undefined);
});

test("an id above 2^53 keeps its digits", () => {
  assert.equal(eventOf("bottlecrm", "s", '{"id":9007199254740993}').id, "9007199254740993");
});

test("texts of any length are read, whether they are ASCII or not", () => {
  const verifier = new Verifier("bottlecrm", "s");
  for (let length = 1; length <= 40; length++) {
    const ascii = "0123456789".repeat(4).slice(0, length);
    for (const id of [ascii, ascii.slice(1) + "é", "é" + ascii.slice(1), "語".repeat(length)]) {
      const body = JSON.stringify({ id });
      assert.equal(verifier.verify(body, sign("bottlecrm", "s", body)).id, id);
    }
  }
});
