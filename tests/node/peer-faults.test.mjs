// Faults that other verifiers have or had. Each test is named after one, and
// signs by hand, as the provider would.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, test } from "node:test";

import { at } from "../support/files.mjs";
import { loadPackage } from "../support/package.mjs";
import { failures } from "../support/vectors.mjs";
import { serveWorker } from "../support/workerd.mjs";

const { esm, cjs } = await loadPackage();
const { Verifier, VerificationError } = esm;
const { Dedup, MemoryStore } = (await loadPackage("countersign/dedup")).esm;

const NOW = 1_790_000_000_000;
const SECONDS = String(NOW / 1_000);
const BODY = '{"id":"evt_1","type":"a"}';
const SECRET = "the provider's secret";
const KEY = Buffer.from("a key of twenty-four bytes").toString("base64");

function hmac(key, encoding, ...parts) {
  const digest = createHmac("sha256", key);
  for (const part of parts) digest.update(part);
  return digest.digest(encoding);
}

/** Each scheme's secret, and the headers that its provider sends with a body. */
const PROVIDERS = {
  bottlecrm: (body) => ({ "X-BottleCRM-Signature": `sha256=${hmac(SECRET, "hex", body)}` }),
  customermates: (body) => ({ "X-Webhook-Signature": hmac(SECRET, "hex", body) }),
  optimocms: (body, time = String(NOW)) => ({
    "X-OptimoCMS-Signature": hmac(SECRET, "hex", `${time}.`, body),
    "X-OptimoCMS-Timestamp": time,
  }),
  salesos: (body) => ({ "X-Webhook-Signature": hmac(SECRET, "hex", body) }),
  "standard-webhooks": (body, time = SECONDS, id = "msg_1", key = KEY) => ({
    "webhook-id": id,
    "webhook-timestamp": time,
    "webhook-signature": `v1,${hmac(Buffer.from(key, "base64"), "base64", `${id}.${time}.`, body)}`,
  }),
  whitelabelcro: (body, time = SECONDS) => ({
    "X-Webhook-Signature": `sha256=${hmac(SECRET, "hex", `${time}.`, body)}`,
    "X-Webhook-Timestamp": time,
  }),
};

const SIGNATURE = /signature$/i;
const TIMESTAMP = /timestamp$/i;

const secretOf = (scheme) => (scheme === "standard-webhooks" ? KEY : SECRET);

function check(scheme, body, headers, options = {}) {
  return new Verifier(scheme, secretOf(scheme)).check(body, headers, { now: NOW, ...options });
}

/** The code of the refusal, `ok` where there is none. */
function answer(...request) {
  const result = check(...request);
  if (result.ok) return "ok";
  assert.ok(result.error instanceof VerificationError);
  return result.error.code;
}

test("every scheme is tried here", () => {
  assert.deepEqual(Object.keys(PROVIDERS), esm.schemes.map(({ id }) => id));
});

for (const [scheme, headersFor] of Object.entries(PROVIDERS)) {
  test(`${scheme}, without the fault that a template filled by String.replace breaks on $& and $$`, () => {
    for (const pattern of ["$&", "$$", "$`", "$'", "$1", "$<body>", "{body}", "{timestamp}"]) {
      const body = JSON.stringify({ id: "evt_1", text: `${pattern} ${pattern}` });
      assert.equal(answer(scheme, body, headersFor(body)), "ok", pattern);
    }
  });

  test(`${scheme}, without the fault that a signature of 64 characters that are not ASCII throws a RangeError, an empty one a bare Error`, () => {
    for (const signature of ["é".repeat(64), "\u{1F510}".repeat(32), "ａ".repeat(64), "", " "]) {
      const headers = headersFor(BODY);
      const [name] = Object.keys(headers).filter((name) => SIGNATURE.test(name));
      const prefix = headers[name].match(/^(sha256=|v1,)?/)[0];
      for (const value of [signature, prefix + signature]) {
        assert.equal(answer(scheme, BODY, { ...headers, [name]: value }), "malformed_signature");
      }
    }
  });

  test(`${scheme}, without the fault that a signed body with a BOM or invalid UTF-8 is decoded before it is hashed`, () => {
    const bytes = (text) => Buffer.from(text, "latin1");
    for (const body of [bytes(`\xef\xbb\xbf${BODY}`), bytes('{"id":"evt_1","name":"caf\xe9 \xc0\xaf \xff"}')]) {
      assert.equal(answer(scheme, body, headersFor(body)), "ok");
      // What decoding makes of it is not what was signed.
      const decoded = new TextDecoder().decode(body);
      assert.equal(answer(scheme, decoded, headersFor(body)), "signature_mismatch");
    }
  });

  test(`${scheme}, without the fault that a Headers instance or an array value is not understood`, () => {
    const plain = headersFor(BODY);
    const arrays = Object.fromEntries(Object.entries(plain).map(([name, value]) => [name, [value]]));
    for (const headers of [new Headers(plain), arrays, Object.entries(plain), new Map(Object.entries(plain))]) {
      assert.equal(answer(scheme, BODY, headers), "ok");
      assert.equal(answer(scheme, `${BODY} `, headers), "signature_mismatch");
    }
  });

  test(`${scheme}, without the fault that dedup keyed on an unsigned id header is bypassed by changing it`, async () => {
    const dedup = new Dedup(new MemoryStore(), { scope: scheme });
    const statuses = [];
    for (const id of ["first", "second"]) {
      const unsigned = { "X-Request-Id": id, "X-Webhook-Id": id, "X-Delivery-Id": id, "Idempotency-Key": id };
      const { event } = check(scheme, BODY, { ...unsigned, ...headersFor(BODY) });
      statuses.push((await dedup.once(event, () => {})).status);
    }
    assert.deepEqual(statuses, ["handled", "duplicate"]);
  });
}

test("an id header that is signed cannot be changed", () => {
  const headers = PROVIDERS["standard-webhooks"](BODY);
  assert.equal(check("standard-webhooks", BODY, headers).event.dedupKey, "msg_1");
  assert.equal(answer("standard-webhooks", BODY, { ...headers, "webhook-id": "msg_2" }), "signature_mismatch");
});

test("without the fault that of two signatures in a header only the last is tried, so rotation fails", () => {
  const sign = PROVIDERS["standard-webhooks"];
  const other = Buffer.from("another key, which replaces it").toString("base64");
  const signatureBy = (key) => sign(BODY, SECONDS, "msg_1", key)["webhook-signature"];
  const [old, next] = [signatureBy(KEY), signatureBy(other)];
  const verify = (secrets, ...signatures) => {
    const headers = { ...sign(BODY), "webhook-signature": signatures.join(" ") };
    const result = new Verifier("standard-webhooks", secrets).check(BODY, headers, { now: NOW });
    return result.ok ? result.event.secretIndex : result.error.code;
  };
  for (const signatures of [[old, next], [next, old]]) {
    assert.equal(verify([KEY], ...signatures), 0);
    assert.equal(verify([other], ...signatures), 0);
  }
  assert.equal(verify([other, KEY], old), 1);
  assert.equal(verify([other, KEY], next), 0);
  assert.equal(verify(["bm9uZSBvZiB0aGVt"], old, next), "signature_mismatch");
});

for (const scheme of ["optimocms", "standard-webhooks", "whitelabelcro"]) {
  const headersFor = PROVIDERS[scheme];
  const [name] = Object.keys(headersFor(BODY)).filter((name) => TIMESTAMP.test(name));
  const now = headersFor(BODY)[name];

  test(`${scheme}, without the fault that the timestamp "<now>abc" passes`, () => {
    for (const time of [`${now}abc`, `${now} `, `${now}.0`, `0x${now}`, "abc", "NaN", ""]) {
      // Signed as it stands, so that nothing else is wrong with it.
      assert.equal(answer(scheme, BODY, headersFor(BODY, time)), "malformed_timestamp", time);
    }
  });

  test(`${scheme}, without the fault that now - t overflows on the smallest integer`, () => {
    for (const time of ["-9223372036854775808", "-9007199254740991", "18446744073709551616"]) {
      assert.equal(answer(scheme, BODY, headersFor(BODY, time)), "malformed_timestamp", time);
    }
    for (const time of ["18446744073709551615", "9223372036854775807", "9007199254740991"]) {
      assert.equal(answer(scheme, BODY, headersFor(BODY, time)), "timestamp_too_new", time);
    }
    for (const [clock, code] of [
      [-(2 ** 63), "timestamp_too_new"],
      [-Number.MAX_VALUE, "timestamp_too_new"],
      [2 ** 63, "timestamp_too_old"],
      [Number.MAX_VALUE, "timestamp_too_old"],
    ]) {
      assert.equal(answer(scheme, BODY, headersFor(BODY), { now: clock }), code);
    }
  });
}

test("without the fault that the web build takes what the Node build does not", async () => {
  const worker = await serveWorker(at("tests/workerd/worker.mjs"));
  after(worker.stop);
  const digest = hmac(SECRET, "hex", BODY);
  const pairs = digest.match(/../g);
  const event = {
    id: "evt_1",
    type: "a",
    time: null,
    tenant: null,
    dedup_key: "evt_1",
    secret_index: 0,
  };
  const cases = [
    ["as it should be", `sha256=${digest}`, { event }],
    ["uppercase hex, which is the same bytes", `sha256=${digest.toUpperCase()}`, { event }],
    ["an uppercase prefix", `SHA256=${digest}`],
    ["a missing prefix", digest],
    ["junk between hex pairs", `sha256=${pairs.join("zz")}`],
    ["one blank between hex pairs", `sha256=${pairs.join(" ")}`],
    ["a colon in the place of a digit", `sha256=${digest.slice(0, -1)}:`],
    ["junk behind it", `sha256=${digest}zz`],
    ["junk in the place of a pair", `sha256=zz${digest.slice(2)}`],
  ].map(([name, signature, expect = { error: "malformed_signature" }]) => ({
    name,
    secrets: [SECRET],
    headers: [["X-BottleCRM-Signature", signature]],
    body: BODY,
    expect,
  }));
  const file = { id: "bottlecrm", scheme: "bottlecrm", now: NOW, cases };
  assert.deepEqual(failures(esm, file), [], "import");
  assert.deepEqual(failures(cjs, file), [], "require");
  const response = await fetch(`${worker.url}/vectors`, { method: "POST", body: JSON.stringify(file) });
  assert.deepEqual(await response.json(), [], "workerd");
});
