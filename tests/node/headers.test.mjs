import assert from "node:assert/strict";
import { IncomingMessage } from "node:http";
import { test } from "node:test";
import { runInNewContext } from "node:vm";

import { loadPackage } from "../support/package.mjs";

const { Verifier, sign } = (await loadPackage()).esm;

const SECRET = "a secret";
const BODY = '{"id":"evt_1"}';
const NAME = "X-BottleCRM-Signature";
const SIGNATURE = sign("bottlecrm", SECRET, BODY)[NAME.toLowerCase()];
const verifier = new Verifier("bottlecrm", SECRET);

const code = (headers) => verifier.check(BODY, headers).error?.code;

for (const [name, headers] of [
  ["an object", { [NAME]: SIGNATURE }],
  ["an object in lower case", { [NAME.toLowerCase()]: SIGNATURE }],
  ["an object in upper case", { [NAME.toUpperCase()]: SIGNATURE }],
  ["an object with an array", { [NAME]: [SIGNATURE] }],
  ["an object without a prototype", Object.assign(Object.create(null), { [NAME]: SIGNATURE })],
  ["an object of another realm", runInNewContext("({ [name]: value })", { name: NAME, value: SIGNATURE })],
  ["a Headers", new Headers({ [NAME]: SIGNATURE })],
  ["a Map", new Map([[NAME, SIGNATURE]])],
  ["a Map with an array", new Map([[NAME, [SIGNATURE]]])],
  ["entries", [["Accept", "*/*"], [NAME, SIGNATURE]]],
  ["an iterator of entries", new Headers({ [NAME]: SIGNATURE }).entries()],
]) {
  test(`${name}: the signature is found`, () => assert.equal(code(headers), undefined));
}

test("a header that is there twice is ambiguous", () => {
  const twice = [SIGNATURE, SIGNATURE];
  assert.equal(code({ [NAME]: twice }), "ambiguous_header");
  assert.equal(code({ [NAME]: SIGNATURE, [NAME.toLowerCase()]: SIGNATURE }), "ambiguous_header");
  assert.equal(code(twice.map((value) => [NAME, value])), "ambiguous_header");
  assert.equal(code(new Map([[NAME, twice]])), "ambiguous_header");
  const joined = new Headers(twice.map((value) => [NAME, value]));
  assert.equal(code(joined), "malformed_signature");
});

test("a header without a value is missing", () => {
  for (const headers of [{}, [], new Map(), new Headers(), { [NAME]: undefined }, { [NAME]: [] }]) {
    assert.equal(code(headers), "missing_header");
  }
});

test("an object's prototype has no headers", () => {
  const inherited = Object.create({ [NAME]: SIGNATURE });
  assert.throws(() => code(inherited), TypeError);
  // This one looks like the root of all objects.
  const root = Object.assign(Object.create(null), { [NAME]: SIGNATURE });
  assert.equal(code(Object.create(root)), "missing_header");
  assert.equal(code(Object.assign(Object.create(root), { [NAME]: SIGNATURE })), undefined);
});

test("a name that only looks alike is another one", () => {
  // U+212A, the Kelvin sign, is `k` in lower case.
  const scheme = new Verifier("salesos", SECRET);
  const { error } = scheme.check(BODY, { "X-Webhoo\u212a-Signature": "00" });
  assert.equal(error.code, "missing_header");
});

test("strange values are refused, and do no harm", () => {
  for (const value of ["", " ", "\0", "\n", "\ud800", "é", "sha256=", "sha256=\u{1f600}", "x".repeat(1e6)]) {
    assert.equal(code({ [NAME]: value }), "malformed_signature");
  }
  assert.equal(code({ [NAME]: SIGNATURE }), undefined);
});

for (const [name, headers, hint] of [
  ["undefined", undefined, /undefined/],
  ["null", null, /null/],
  ["text", `${NAME}: ${SIGNATURE}`, /string/],
  ["a number", 1, /number/],
  ["a symbol", Symbol("x"), /symbol/],
  ["a function", () => ({}), /function/],
  ["a promise", Promise.resolve({}), /await/],
  ["a whole request", new IncomingMessage(null), /request/],
  ["a fetch request", new Request("http://localhost"), /request/],
  ["Node's rawHeaders", [NAME, SIGNATURE], /rawHeaders/],
  ["entries of three", [[NAME, SIGNATURE, ""]], /pairs/],
  ["entries of text", new Set(["ab"]), /pairs/],
  ["a number as a value", { [NAME]: 1 }, /X-BottleCRM-Signature.*number/],
  ["null as a value", { [NAME]: null }, /null/],
  ["a symbol as a value", { [NAME]: Symbol("x") }, /symbol/],
  ["a number in an array", { [NAME]: [1] }, /number/],
  ["a symbol in entries", [[NAME, Symbol("x")]], /symbol/],
]) {
  test(`${name}: no headers`, () => {
    assert.throws(() => code(headers), { name: "TypeError", message: hint });
    assert.equal(code({ [NAME]: SIGNATURE }), undefined);
  });
}

test("headers that are not the scheme's are not looked at", () => {
  const others = { "Content-Length": 14, [Symbol("x")]: 1, "X-Other": Symbol("x") };
  assert.equal(code({ ...others, [NAME]: SIGNATURE }), undefined);
});
