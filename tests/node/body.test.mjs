import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { test } from "node:test";
import { runInNewContext } from "node:vm";

import { loadPackage } from "../support/package.mjs";

const { Verifier, sign } = (await loadPackage()).esm;

const SECRET = "a secret";
const TEXT = '{"id":"evt_1","type":"lead.created"}';
const headers = sign("bottlecrm", SECRET, TEXT);
const verifier = new Verifier("bottlecrm", SECRET);

const bytes = new TextEncoder().encode(TEXT);

test("bytes and text are the same body", () => {
  const padded = new Uint8Array([0, ...bytes, 0]);
  for (const body of [TEXT, bytes, Buffer.from(TEXT), padded.subarray(1, -1)]) {
    assert.equal(verifier.verify(body, headers).id, "evt_1");
  }
});

test("bytes of another realm are bytes", () => {
  const foreign = runInNewContext("Uint8Array").from(bytes);
  assert.ok(!(foreign instanceof Uint8Array));
  assert.equal(verifier.verify(foreign, headers).id, "evt_1");
});

test("the event has the bytes that were given", () => {
  assert.equal(verifier.verify(bytes, headers).body, bytes);
  assert.deepEqual(verifier.verify(TEXT, headers).body, bytes);
});

test("half a surrogate pair is U+FFFD, as in fetch", () => {
  const body = '{"id":"a","x":"\ud800"}';
  const event = verifier.verify(body, sign("bottlecrm", SECRET, body));
  assert.deepEqual(event.body, new TextEncoder().encode(body));
  assert.equal(event.data, undefined);
  assert.deepEqual(event.payload, { id: "a", x: "\ufffd" });
});

for (const [name, body, hint] of [
  ["undefined", undefined, /raw body/],
  ["null", null, /raw body/],
  ["a number", 7, /number/],
  ["a bigint", 7n, /bigint/],
  ["a boolean", true, /boolean/],
  ["a symbol", Symbol("x"), /symbol/],
  ["a function", () => TEXT, /function/],
  ["a parsed body", JSON.parse(TEXT), /raw body/],
  ["an array", [...bytes], /raw body/],
  ["a stream", Readable.from([TEXT]), /stream/],
  ["a promise", Promise.resolve(TEXT), /raw body/],
  ["a String object", Object(TEXT), /raw body/],
  ["an ArrayBuffer", bytes.buffer, /new Uint8Array/],
  ["a DataView", new DataView(bytes.buffer), /new Uint8Array/],
  ["a Uint16Array", new Uint16Array(4), /new Uint8Array/],
  ["what says that it is bytes", { [Symbol.toStringTag]: "Uint8Array", length: 1 }, /raw body/],
]) {
  test(`${name} is no body, and does no harm`, () => {
    const isRefused = { name: "TypeError", message: hint };
    assert.throws(() => verifier.verify(body, headers), isRefused);
    assert.throws(() => verifier.check(body, headers), isRefused);
    assert.throws(() => sign("bottlecrm", SECRET, body), isRefused);
    assert.equal(verifier.verify(TEXT, headers).id, "evt_1");
  });
}

test("a body may be as large as maxBody, and no larger", () => {
  const exact = new Verifier("bottlecrm", SECRET, { maxBody: bytes.length });
  assert.equal(exact.verify(TEXT, headers).id, "evt_1");
  const small = new Verifier("bottlecrm", SECRET, { maxBody: bytes.length - 1 });
  assert.throws(() => small.verify(TEXT, headers), {
    code: "body_too_large",
    status: 413,
    details: { size: bytes.length, limit: bytes.length - 1 },
  });
});

test("a body over 1 GiB is body_too_large", () => {
  // The pages are never touched, so they cost nothing.
  const huge = new Uint8Array(2 ** 30 + 1);
  assert.equal(verifier.check(huge, headers).error.code, "body_too_large");
  assert.throws(() => sign("bottlecrm", SECRET, huge), { code: "body_too_large" });
});
