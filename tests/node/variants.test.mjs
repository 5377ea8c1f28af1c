// What providers send beside what they document: in the package, by every way of hashing.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";

import { loadPackage } from "../support/package.mjs";

const { Verifier, VerificationError, schemes, sign } = (await loadPackage()).esm;

const SECRET = "whsec_5d0f3a9c7be1426894c2ab07d3e6f18a5c9b2e7d40f16a83";
const NOW = 1_790_000_000_000;
const hex = (content) => createHmac("sha256", SECRET).update(content).digest("hex");

/** Of so many bytes and more; from 64 KB on, the host hashes. */
const SIZES = [0, 300, 5000, 200_000];

const bottlecrm = (size) => {
  const org = { created_at: "2026-09-21T14:13:20+00:00", org_id: "ab12-cd34" };
  const body = JSON.stringify({ id: "0b9f", event: "deal.won", ...org, data: { note: "x".repeat(size) } });
  const seconds = NOW / 1000;
  return { body, headers: { "X-BottleCRM-Signature": `t=${seconds},v1=${hex(`${seconds}.${body}`)}` } };
};

const salesos = (eventId, size, data = {}) => {
  const body = JSON.stringify({ event: "lead.created", eventId, timestamp: NOW, data: { ...data, note: "x".repeat(size) } });
  return { body, headers: { "X-Webhook-Signature": hex(body) } };
};

test("a request of BottleCRM's code is verified whatever its size, and refused when altered", () => {
  const verifier = new Verifier("bottlecrm", SECRET);
  for (const size of SIZES) {
    const { body, headers } = bottlecrm(size);
    const { id, type, tenant, dedupKey } = verifier.verify(body, headers, { now: NOW });
    assert.deepEqual([id, type, tenant, dedupKey], ["0b9f", "deal.won", "ab12-cd34", "0b9f"]);
    const code = (...request) => verifier.check(...request).error?.code;
    assert.equal(code(body.replace("deal.won", "deal.own"), headers, { now: NOW }), "signature_mismatch");
    assert.equal(code(body, headers, { now: NOW + 301_000 }), "timestamp_too_old");
    // The other form's signature, of the same body.
    const documented = { "x-bottlecrm-signature": `sha256=${hex(body)}` };
    assert.equal(verifier.verify(body, documented, { now: NOW }).id, "0b9f");
    assert.equal(code(body, { "x-bottlecrm-signature": `t=${NOW / 1000},v1=${hex(body)}` }, { now: NOW }), "signature_mismatch");
  }
});

test("a retry of SalesOS has the key of the first attempt, whatever its size", () => {
  const verifier = new Verifier("salesos", SECRET, { dedupOn: ["/event", "/data"] });
  for (const size of SIZES) {
    const event = (...given) => {
      const { body, headers } = salesos(...given);
      return verifier.verify(body, headers);
    };
    const first = event("a-1", size);
    assert.equal(first.id, "a-1");
    assert.equal(first.time.getTime(), NOW);
    assert.match(first.dedupKey, /^on-[0-9a-f]{64}$/);
    assert.equal(event("a-2", size).dedupKey, first.dedupKey);
    assert.notEqual(event("a-1", size, { id: "other" }).dedupKey, first.dedupKey);
  }
  const { body, headers } = salesos("a-1", 0);
  assert.equal(new Verifier("salesos", SECRET).verify(body, headers).dedupKey, "a-1");
});

test("sign makes each variant, and refuses one that there is not", () => {
  const { body } = bottlecrm(0);
  const signed = sign("bottlecrm", SECRET, body, { now: NOW, variant: "timestamped" });
  assert.deepEqual(signed, { "x-bottlecrm-signature": bottlecrm(0).headers["X-BottleCRM-Signature"] });
  assert.deepEqual(sign("bottlecrm", SECRET, body), { "x-bottlecrm-signature": `sha256=${hex(body)}` });
  assert.throws(
    () => sign("bottlecrm", SECRET, body, { variant: "other" }),
    (error) => error instanceof VerificationError && error.code === "invalid_scheme" && /other/.test(error.message),
  );
  assert.throws(() => sign("bottlecrm", SECRET, body, { variant: 1 }), TypeError);
});

test("what is known of a scheme has the ids of its variants", () => {
  const variants = schemes.filter((scheme) => scheme.variants.length > 0);
  assert.deepEqual(
    variants.map(({ id, variants }) => [id, variants]),
    [["bottlecrm", ["timestamped"]], ["salesos", ["event-id"]]],
  );
});

test("dedupOn that is no list of pointers is a TypeError, and one that cannot be is named", () => {
  for (const dedupOn of [[], "/event", ["event"], [1], Array(9).fill("/a"), null, { 0: "/a" }]) {
    assert.throws(() => new Verifier("salesos", SECRET, { dedupOn }), TypeError, JSON.stringify(dedupOn));
  }
  assert.throws(
    () => new Verifier("salesos", SECRET, { dedupOn: ["/a", "/a"] }),
    (error) => error.code === "invalid_scheme" && error.details.path === "dedup_on[1]",
  );
});
