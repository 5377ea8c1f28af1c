// `explain` as the package offers it: what it takes, what it answers, and when
// it throws.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { promisify } from "node:util";

import { at } from "../support/files.mjs";
import { loadPackage } from "../support/package.mjs";

const { esm, cjs } = await loadPackage();
const { explain, schemes, sign, VerificationError } = esm;

const NOW = 1_790_000_000_000;
const BODY = '{"id":1,"type":"client.created"}';
const signed = (body = BODY, now = NOW) => sign("whitelabelcro", "secret", body, { now });

test("an authentic request has no cause, and every step passes", () => {
  const said = explain({ secret: "secret", headers: signed(), body: BODY, now: NOW });
  assert.equal(said.ok, true);
  assert.deepEqual(said.scheme, { id: "whitelabelcro", title: "WhiteLabelCRO", how: "detected" });
  assert.deepEqual([said.signature, said.freshness], ["matches", "fresh"]);
  assert.ok(said.steps.every(({ state }) => state === "pass"));
  assert.deepEqual(said.causes, []);
  assert.equal(said.search.ran, false);
});

test("what was hashed is shown, part by part", () => {
  const { signed: content } = explain({ scheme: "whitelabelcro", secret: "secret", headers: signed(), body: BODY });
  const bytes = Buffer.from(content.base64, "base64");
  assert.equal(bytes.toString(), `${NOW / 1000}.${BODY}`);
  const parts = content.parts.map(({ name, label, start, end }) => [name, label, bytes.subarray(start, end).toString()]);
  assert.deepEqual(parts, [
    ["header", "X-Webhook-Timestamp", String(NOW / 1000)],
    ["text", "", "."],
    ["body", "body", BODY],
  ]);
});

test("the signature is told apart from the time, and before it", () => {
  const old = explain({ scheme: "whitelabelcro", secret: "secret", headers: signed(), body: BODY, now: NOW + 1e6 });
  assert.deepEqual([old.ok, old.signature, old.freshness], [false, "matches", "stale"]);
  assert.deepEqual(old.causes.map(({ code, certainty }) => [code, certainty]), [["stale", "inferred"]]);
  const tasks = old.steps.map(({ task }) => task);
  assert.ok(tasks.indexOf("compare") < tasks.indexOf("freshness"));
  const forged = explain({ scheme: "whitelabelcro", secret: "other", headers: signed(), body: BODY, now: NOW + 1e6 });
  assert.deepEqual([forged.signature, forged.freshness], ["differs", "stale"]);
  assert.deepEqual(forged.causes.map(({ code, certainty }) => [code, certainty]), [["stale", "hint"]]);
});

test("no tolerance, another one, a Date", () => {
  const input = { scheme: "whitelabelcro", secret: "secret", headers: signed(), body: BODY, now: new Date(NOW + 1e6) };
  assert.equal(explain({ ...input, tolerance: Infinity }).ok, true);
  assert.equal(explain({ ...input, tolerance: 2000 }).ok, true);
  assert.equal(explain(input).ok, false);
});

test("every kind of headers, of bodies and of secrets", () => {
  const headers = signed();
  const upper = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), [value]]));
  for (const given of [headers, upper, new Headers(headers), new Map(Object.entries(headers)), Object.entries(headers)]) {
    for (const body of [BODY, Buffer.from(BODY), new TextEncoder().encode(BODY)]) {
      for (const secret of ["secret", ["secret"]]) {
        assert.equal(explain({ scheme: "whitelabelcro", secret, headers: given, body, now: NOW }).ok, true);
      }
    }
  }
});

test("without a secret there are steps, and no search", () => {
  const said = explain({ scheme: "whitelabelcro", headers: signed(), body: BODY, now: NOW });
  assert.deepEqual([said.ok, said.signature, said.search.ran], [false, "unknown", false]);
});

test("headers of no scheme", () => {
  const said = explain({ secret: "secret", headers: { host: "localhost" }, body: BODY });
  assert.deepEqual([said.ok, said.scheme, said.candidates, said.causes], [false, null, [], []]);
});

test("candidates are ranked", () => {
  const { candidates } = explain({ headers: signed(), body: BODY });
  assert.equal(candidates[0].id, "whitelabelcro");
  assert.ok(candidates.length > 1 && candidates[0].likelihood > candidates[1].likelihood);
});

test("the negative is honest: what was tried, and what was not", () => {
  const { search, causes } = explain({ scheme: "whitelabelcro", secret: "other", headers: signed(), body: BODY, now: NOW });
  assert.deepEqual(causes, []);
  assert.equal(search.complete, true);
  assert.ok(search.hypotheses > 1000 && search.pairs > 500 && search.pairs < search.hypotheses);
  assert.ok(search.kinds.length > 15 && search.uncovered.length > 1);
  assert.match(search.conclusion, new RegExp(`^None of ${search.hypotheses} hypotheses`));
});

test("an API key in place of the secret is a hint, and no more", () => {
  const { causes } = explain({ scheme: "whitelabelcro", secret: "sk_live_x", headers: signed(), body: BODY, now: NOW });
  assert.deepEqual(causes.map(({ code, certainty }) => [code, certainty]), [["secret_wrong_kind", "hint"]]);
});

test("the framework that the headers speak of comes first among the fixes", () => {
  const input = { scheme: "whitelabelcro", secret: "secret", body: BODY, now: NOW };
  const headers = signed(`${BODY}\n`);
  const first = (more) => explain({ ...input, headers: { ...headers, ...more } }).causes[0].fixes.slice(0, 2);
  assert.deepEqual(first({}).map(({ framework }) => framework), ["any", "Express"]);
  assert.deepEqual(first({ "x-amzn-trace-id": "1" }).map(({ framework }) => framework), ["any", "AWS Lambda"]);
});

test("64 bits of a signature and more may prove that it was cut off; fewer do not", () => {
  const headers = sign("bottlecrm", "secret", BODY);
  const cut = (digits) => ({ "x-bottlecrm-signature": headers["x-bottlecrm-signature"].slice(0, 7 + digits) });
  const said = (digits) => explain({ scheme: "bottlecrm", secret: "secret", headers: cut(digits), body: BODY }).causes;
  const proven = (digits) => said(digits).filter(({ certainty }) => certainty === "proven").map(({ code }) => code);
  assert.deepEqual(proven(16), ["signature_truncated"]);
  assert.match(said(16)[0].finding.message, /64 of 256 bits/);
  assert.deepEqual(proven(14), []);
  assert.deepEqual(proven(0), []);
  for (const text of ["v1", "sha256=", "=", ",", " "]) {
    const { causes } = explain({ scheme: "bottlecrm", secret: "s", headers: { "x-bottlecrm-signature": text }, body: "" });
    assert.ok(causes.every(({ certainty }) => certainty !== "proven"), text);
  }
});

test("what is no scheme, no secret, no body, no header or no time is refused", () => {
  const input = { scheme: "bottlecrm", secret: "s", headers: {}, body: "" };
  assert.throws(() => explain({ ...input, scheme: "nobody" }), { name: "VerificationError", code: "unknown_scheme" });
  assert.throws(() => explain({ ...input, scheme: { id: "x" } }), VerificationError);
  for (const wrong of [{ secret: 1 }, { body: {} }, { headers: null }, { now: NaN }, { tolerance: -1 }, { url: 1 }]) {
    assert.throws(() => explain({ ...input, ...wrong }), TypeError, JSON.stringify(wrong));
  }
  assert.throws(() => explain(), TypeError);
});

test("nothing in a request makes it throw", () => {
  const bytes = (size) => randomBytes(size);
  const texts = ["", "{", "[[[[", '{"a":"\\u', "=&=&%", "\ufeff", "\r\n", '"', "é".repeat(50), "[".repeat(5000), `{"":${"[".repeat(300)}${"]".repeat(300)}}`];
  const values = ["", "=", "sha256=", ",,,", " ", "é", "0".repeat(64), "a".repeat(20_000), "v1,=", "\0"];
  for (const { id, headers: names } of schemes) {
    for (const [index, body] of [...texts, bytes(0), bytes(1), bytes(100), bytes(1000)].entries()) {
      const value = values[index % values.length];
      const headers = names.flatMap((name) => [[name, value], ["X-Other", value]]);
      for (const secret of ["", "é", "%", "whsec_", "a".repeat(5000)]) {
        const said = explain({ scheme: id, secret, headers, body, url: value, method: value });
        assert.equal(said.ok, false);
        assert.ok(said.causes.every(({ certainty }) => certainty !== "proven"), `${id} ${index}`);
      }
    }
  }
});

test("by `require` it is the same", () => {
  const input = { secret: "secret", headers: signed(), body: `${BODY}\n`, now: NOW };
  assert.deepEqual(cjs.explain(input), explain(input));
});

test("a large body is searched in full", () => {
  for (const size of [64 * 1024, 2 ** 20]) {
    const body = JSON.stringify({ id: 1, type: "client.created", data: "Zoë/".repeat(size / 5) });
    const { search } = explain({ scheme: "whitelabelcro", secret: "other", headers: signed(body), body, now: NOW });
    assert.ok(search.hypotheses > 200);
  }
});

test("what is not written is said", async () => {
  const once = async (name, size) => {
    const script = at("tests/perf/support/explain-once.mjs");
    return JSON.parse((await promisify(execFile)(process.execPath, [script, name, String(size)])).stdout);
  };
  const body = await once("[[]]", 40_000);
  assert.equal(body.complete, false);
  assert.ok(body.uncovered.some((line) => line.startsWith("Ways of writing the body that make more than 1048576 bytes")), body.uncovered);
  const address = await once("an address", 1_000_000);
  assert.equal(address.complete, false);
  assert.ok(address.uncovered.some((line) => line.startsWith("Other contents than the scheme's")), address.uncovered);
});
