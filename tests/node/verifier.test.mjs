import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";

import { ownScheme } from "../support/files.mjs";
import { loadPackage } from "../support/package.mjs";

const { esm, cjs } = await loadPackage();
const { Verifier, VerificationError, schemes, sign } = esm;

const NOW = 1_790_000_000_000;
const BODY = '{"id":"evt_1","type":"lead.created"}';
const SECRET = "the-secret-that-nobody-must-see";
const SIGNED_TIMES = schemes.filter(({ signsTime }) => signsTime).map(({ id }) => id);

test("import and require find the same names", () => {
  assert.deepEqual(Object.keys(cjs).sort(), Object.keys(esm).sort());
  assert.deepEqual(Object.keys(esm).sort(), ["VerificationError", "Verifier", "explain", "schemes", "sign"]);
});

test("an error says what, how much, and what to answer", () => {
  const headers = sign("optimocms", SECRET, BODY, { now: NOW });
  const verifier = new Verifier("optimocms", SECRET);
  assert.throws(() => verifier.verify(BODY, headers, { now: NOW + 300_001 }), (error) => {
    assert.ok(error instanceof VerificationError && error instanceof Error);
    assert.equal(error.name, "VerificationError");
    assert.equal(error.code, "timestamp_too_old");
    assert.equal(error.status, 401);
    assert.deepEqual(error.details, { age_s: 301, tolerance_s: 300 });
    assert.match(error.message, /301 s ago/);
    assert.match(error.stack, /^VerificationError: the request was signed 301 s ago/);
    return true;
  });
});

test("check returns what verify throws, and what it returns", () => {
  const verifier = new Verifier("bottlecrm", SECRET);
  const good = verifier.check(BODY, sign("bottlecrm", SECRET, BODY));
  assert.deepEqual([good.ok, good.event.id, good.error], [true, "evt_1", undefined]);
  const bad = verifier.check(BODY, sign("bottlecrm", "another", BODY));
  assert.ok(!bad.ok && bad.error instanceof VerificationError && bad.event === undefined);
});

test("check throws no VerificationError, whatever a sender sends", () => {
  const verifier = new Verifier("optimocms", SECRET);
  const names = ["x-optimocms-signature", "x-optimocms-timestamp"];
  const values = ["", "0", "-1", "1e3", "18446744073709551616", "00".repeat(32), "é", "\0", "\ud800"];
  for (const signature of values) {
    for (const timestamp of values) {
      for (const body of ["", "{}", "\0", BODY]) {
        const headers = { [names[0]]: signature, [names[1]]: timestamp };
        assert.equal(verifier.check(body, headers).ok, false);
      }
    }
  }
  assert.ok(verifier.check(BODY, sign("optimocms", SECRET, BODY)).ok);
});

test("while a secret is replaced, the old one and the new one verify", () => {
  const verifier = new Verifier("bottlecrm", ["new", "old"]);
  const index = (secret) => verifier.check(BODY, sign("bottlecrm", secret, BODY)).event?.secretIndex;
  assert.deepEqual(["new", "old", "older"].map(index), [0, 1, undefined]);
});

test("secrets that change afterwards do not change the verifier", () => {
  const secrets = ["one"];
  const verifier = new Verifier("bottlecrm", secrets);
  secrets[0] = "two";
  assert.ok(verifier.check(BODY, sign("bottlecrm", "one", BODY)).ok);
});

for (const id of SIGNED_TIMES) {
  test(`${id}: freshness, as the list of schemes has it`, () => {
    const secret = "c2VjcmV0";
    const { tolerance } = schemes.find((scheme) => scheme.id === id);
    const headers = sign(id, secret, BODY, { now: NOW });
    const verifier = new Verifier(id, secret);
    const code = (now, options) => verifier.check(BODY, headers, { now, ...options }).error?.code;
    const late = NOW + tolerance * 1000;
    const early = NOW - tolerance * 1000;
    assert.equal(verifier.scheme.tolerance, tolerance);
    assert.equal(code(late), undefined);
    assert.equal(code(late + 1), "timestamp_too_old");
    assert.equal(code(early), undefined);
    assert.equal(code(early - 1), "timestamp_too_new");
    assert.equal(code(late + 1, { tolerance: tolerance + 1 }), undefined);
    assert.equal(code(NOW + 1, { tolerance: 0 }), "timestamp_too_old");
    assert.equal(code(0, { tolerance: Infinity }), undefined);
    const strict = new Verifier(id, secret, { tolerance: 1 });
    assert.equal(strict.check(BODY, headers, { now: NOW + 1001 }).error.code, "timestamp_too_old");
    assert.ok(strict.check(BODY, headers, { now: NOW + 1001, tolerance: 2 }).ok);
  });
}

test("the earliest and the latest times are timestamp_too_old or too_new", () => {
  const headers = sign("optimocms", SECRET, BODY, { now: NOW });
  const verifier = new Verifier("optimocms", SECRET);
  for (const now of [-Number.MAX_VALUE, Number.MIN_SAFE_INTEGER, 2 ** 63, Number.MAX_VALUE]) {
    assert.match(verifier.check(BODY, headers, { now }).error.code, /^timestamp_too_(old|new)$/);
  }
});

test("options that are not of their type are refused", () => {
  const verifier = new Verifier("bottlecrm", SECRET);
  const headers = sign("bottlecrm", SECRET, BODY);
  for (const now of [NaN, Infinity, "0", null, new Date(), 1n, Symbol("x")]) {
    assert.throws(() => verifier.check(BODY, headers, { now }), TypeError);
  }
  for (const tolerance of [NaN, -1, 0.5, -Infinity, 2 ** 32, "300", null, 1n]) {
    assert.throws(() => verifier.check(BODY, headers, { tolerance }), TypeError);
    assert.throws(() => new Verifier("bottlecrm", SECRET, { tolerance }), TypeError);
  }
  for (const maxBody of [NaN, -1, 0.5, Infinity, 2 ** 30 + 1, "1", null]) {
    assert.throws(() => new Verifier("bottlecrm", SECRET, { maxBody }), TypeError);
  }
  assert.ok(verifier.check(BODY, headers).ok);
});

test("unsigned requests pass only where the scheme and the caller allow them", () => {
  const allowing = new Verifier("customermates", [], { allowUnsigned: true });
  assert.equal(allowing.verify(BODY, {}).secretIndex, undefined);
  assert.equal(new Verifier("customermates", []).check(BODY, {}).error.code, "unsigned");
  for (const allowUnsigned of [1, "true", {}]) {
    const verifier = new Verifier("customermates", [], { allowUnsigned });
    assert.equal(verifier.check(BODY, {}).error.code, "unsigned");
  }
  const withSecret = new Verifier("customermates", SECRET, { allowUnsigned: true });
  assert.equal(withSecret.check(BODY, {}).error.code, "missing_header");
  assert.throws(() => new Verifier("bottlecrm", [], { allowUnsigned: true }), {
    code: "invalid_secret",
    details: { index: 0, reason: "none is given" },
  });
});

test("a scheme of one's own is like a built-in one", () => {
  const acme = ownScheme("acme");
  const body = '{"meta":{"event/id":"a1","kind":"anvil.dropped","account":7},"contents":[1]}';
  const verifier = new Verifier(acme, "c2VjcmV0");
  const event = verifier.verify(body, sign(acme, "c2VjcmV0", body));
  assert.deepEqual([event.id, event.type, event.tenant, event.data], ["a1", "anvil.dropped", "7", [1]]);
  assert.deepEqual(verifier.scheme, {
    id: "acme",
    name: "Acme, made up for the tests",
    source: "nowhere: no provider signs like this",
    headers: ["Acme-Signature", "Acme-Time"],
    signsTime: true,
    variants: [],
    allowsUnsigned: false,
    target: [],
    handshakes: [],
    tolerance: 300,
    eventTypes: ["anvil.dropped"],
    retries: { attempts: 2, delays: [30, 60] },
  });
});

test("a scheme that changes afterwards does not change the verifier", () => {
  const acme = ownScheme("acme");
  const verifier = new Verifier(acme, "c2VjcmV0");
  const body = '{"meta":{"event/id":"a1"}}';
  const headers = sign(acme, "c2VjcmV0", body);
  acme.signature.header = "Other";
  assert.ok(verifier.check(body, headers).ok);
});

test("a scheme that is none is refused with the reason", () => {
  const acme = ownScheme("acme");
  const refused = (scheme, error) => assert.throws(() => new Verifier(scheme, "c2VjcmV0"), error);
  refused("acme", { code: "unknown_scheme", status: 500, details: { id: "acme" } });
  refused("", { code: "unknown_scheme" });
  refused('{"id":"x"}', { code: "unknown_scheme" });
  refused("__proto__", { code: "unknown_scheme" });
  refused("\ud800", { code: "unknown_scheme" });
  refused({}, { code: "invalid_scheme" });
  refused({ ...acme, misspelt: 1 }, { code: "invalid_scheme", message: /misspelt/ });
  refused({ ...acme, signed_content: "{timestamp}" }, {
    code: "invalid_scheme",
    details: { path: "signed_content", reason: "{body} must be there, and once, or the body would not be protected" },
  });
  for (const scheme of [undefined, null, 1, Symbol("x"), [], () => acme, 1n]) refused(scheme, TypeError);
});

test("a secret that is none is refused without a word of it", () => {
  const refused = (secrets, error) =>
    assert.throws(() => new Verifier("standard-webhooks", secrets), error);
  refused(["c2VjcmV0", `${SECRET}!`], {
    code: "invalid_secret",
    status: 500,
    details: { index: 1, reason: "it is not base64" },
  });
  refused("", { code: "invalid_secret" });
  refused([], { code: "invalid_secret" });
  refused(undefined, { name: "TypeError", message: /environment variable/ });
  for (const secrets of [null, 1, Symbol("x"), Buffer.from("x"), ["a", undefined], [["a"]], "\ud800"]) {
    refused(secrets, TypeError);
  }
});

test("no error or event has a secret in it", () => {
  const verifier = new Verifier("bottlecrm", [SECRET, "c2VjcmV0"]);
  const good = verifier.check(BODY, sign("bottlecrm", SECRET, BODY));
  const bad = verifier.check(BODY, sign("bottlecrm", "another", BODY));
  const thrown = [];
  for (const make of [
    () => new Verifier("standard-webhooks", SECRET),
    () => new Verifier("none", SECRET),
    () => new Verifier("bottlecrm", [SECRET, 1]),
    () => new Verifier("bottlecrm", [`${SECRET}\ud800`]),
    () => sign("standard-webhooks", SECRET, BODY),
    () => verifier.verify(BODY, 1),
  ]) {
    assert.throws(make, (error) => {
      thrown.push(error);
      return true;
    });
  }
  for (const value of [verifier, good, bad, ...thrown]) {
    const seen = inspect(value, { depth: Infinity, showHidden: true, getters: true });
    for (const text of [seen, JSON.stringify(value), String(value?.stack), Object.keys(value).join()]) {
      assert.ok(!text.includes("nobody"), text);
    }
  }
});

test("the list of schemes is the core's", () => {
  assert.deepEqual(schemes.map(({ id }) => id), schemes.map(({ id }) => id).sort());
  for (const info of schemes) {
    assert.deepEqual(new Verifier(info.id, "c2VjcmV0").scheme, info);
    for (const name of ["name", "source"]) assert.ok(info[name].length > 0);
  }
  const { headers, retries } = schemes.find(({ id }) => id === "whitelabelcro");
  assert.deepEqual(headers, ["X-Webhook-Signature", "X-Webhook-Timestamp"]);
  assert.deepEqual(retries, { attempts: 10, answerWithin: 10, disabledAfterFailures: 20 });
});
