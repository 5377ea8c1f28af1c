// The core hashes by itself, or the host does in one call or in several: the
// answer is the same.

import assert from "node:assert/strict";
import crypto from "node:crypto";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

import { at, readVectors } from "../support/files.mjs";
import { asReceived } from "../support/vectors.mjs";

/** The package, loaded anew for each way of hashing. */
const PATHS = {
  core: { esm: await importUsed("core"), force: withoutNative },
  "one call": { esm: await importUsed("one-call"), force: (call) => call() },
  "several calls": { esm: await importUsed("several-calls"), force: withoutOneShot },
};

function importAnew(name) {
  return import(`${pathToFileURL(at("pkg/dist/index.js"))}?${name}`);
}

/** One that has had so much to hash that it asks the host, if there is one. */
async function importUsed(name) {
  const esm = await importAnew(name);
  new esm.Verifier("bottlecrm", "secret").check(Buffer.alloc(2 ** 17), { "x-bottlecrm-signature": `sha256=${"0".repeat(64)}` });
  return esm;
}

function withoutNative(call) {
  const { getBuiltinModule } = process;
  process.getBuiltinModule = undefined;
  try {
    return call();
  } finally {
    process.getBuiltinModule = getBuiltinModule;
  }
}

function withoutOneShot(call) {
  const { hash } = crypto;
  crypto.hash = undefined;
  try {
    return call();
  } finally {
    crypto.hash = hash;
  }
}

/** What a verifier says, in a form that can be compared. */
function said(verifier, body, headers, options) {
  const { ok, event, error } = verifier.check(body, headers, options);
  if (!ok) return { code: error.code, details: error.details };
  const { id, type, time, tenant, dedupKey, secretIndex } = event;
  return { id, type, time, tenant, dedupKey, secretIndex };
}

/** A verifier for each way, and what all of them say, which must be one thing. */
function onEveryPath(make) {
  const verifiers = Object.values(PATHS).map(({ esm, force }) => [force, force(() => make(esm))]);
  return (...request) => {
    const [first, ...others] = verifiers.map(([force, verifier]) => force(() => said(verifier, ...request)));
    for (const other of others) assert.deepEqual(other, first);
    return first;
  };
}

test("the ways are what they are called", (context) => {
  const body = Buffer.alloc(4096, "x");
  for (const [name, { esm, force }] of Object.entries(PATHS)) {
    const calls = ["hash", "createHash"].map((method) => context.mock.method(crypto, method));
    const verifier = force(() => new esm.Verifier("standard-webhooks", "c2VjcmV0"));
    force(() => verifier.verify(body, esm.sign("standard-webhooks", "c2VjcmV0", body)));
    const counts = calls.map(({ mock }) => mock.callCount());
    context.mock.restoreAll();
    assert.deepEqual(counts, { core: [0, 0], "one call": [1, 0], "several calls": [0, 1] }[name], name);
  }
});

test("the host is asked once there is much to hash", async (context) => {
  const { Verifier, sign } = await importAnew("new");
  const verifier = new Verifier("bottlecrm", "s3cret");
  const hash = context.mock.method(crypto, "hash");
  const counts = [1024, 1024, 2 ** 16, 1024].map((size) => {
    const body = Buffer.from(JSON.stringify({ id: "evt_1", text: "x".repeat(size) }));
    verifier.verify(body, sign("bottlecrm", "s3cret", body));
    return hash.mock.callCount();
  });
  // What is as large as the third is hashed in several calls.
  assert.deepEqual(counts, [0, 0, 0, 1]);
});

test("every vector, as it is and large enough for the host", () => {
  const { sign } = PATHS["one call"].esm;
  let cases = 0;
  for (const file of readVectors()) {
    for (const vector of file.cases) {
      const { secrets, allow_unsigned: allowUnsigned, tolerance_s: tolerance, expect } = vector;
      const now = vector.now ?? file.now;
      const options = { now, ...(tolerance !== undefined && { tolerance: tolerance ?? Infinity }) };
      const { body, headers } = asReceived(vector);
      const made = onEveryPath(({ Verifier, VerificationError }) => {
        try {
          return new Verifier(file.scheme, secrets, { allowUnsigned });
        } catch (error) {
          if (!(error instanceof VerificationError)) throw error;
          return { check: () => ({ ok: false, error }) };
        }
      });
      made(body, headers, options);
      cases += 1;
      if (expect.event?.secret_index == null) continue;
      const large = Buffer.concat([body, Buffer.alloc(3000, " ")]);
      const id = file.id === "standard-webhooks" ? "msg_1" : undefined;
      const signed = sign(file.scheme, secrets[expect.event.secret_index], large, { now, id, variant: file.variant });
      assert.equal(made(large, signed, options).secretIndex, expect.event.secret_index, vector.name);
      cases += 1;
    }
  }
  assert.ok(cases > 3000, `${cases}`);
});

test("a scheme that signs text which is not ASCII", () => {
  const scheme = {
    id: "own",
    name: "Own",
    source: "a test",
    signature: { header: "X-Signature", encoding: "hex" },
    signed_content: "é{body}é",
    algorithm: "hmac-sha256",
    secret: { encoding: "utf8" },
    event: { format: "json", id: "/id" },
  };
  const say = onEveryPath(({ Verifier }) => new Verifier(scheme, "s3cret"));
  for (const size of [0, 4096, 100_000]) {
    const body = JSON.stringify({ id: "evt_1", text: "x".repeat(size) });
    const signature = crypto.createHmac("sha256", "s3cret").update(`é${body}é`).digest("hex");
    assert.equal(say(body, { "x-signature": signature }).id, "evt_1", `${size}`);
  }
});

test("100,000 random bodies of 0 to 64 KB", () => {
  const secrets = { "standard-webhooks": "c2VjcmV0", whitelabelcro: "s3cret", customermates: "s3cret", bottlecrm: "s3cret" };
  const { sign } = PATHS["one call"].esm;
  const ways = Object.entries(secrets).map(([scheme, secret]) => {
    const others = scheme === "standard-webhooks" ? ["b3RoZXI=", secret] : ["other", secret];
    return { scheme, secret, say: onEveryPath(({ Verifier }) => new Verifier(scheme, others)) };
  });
  const pool = crypto.randomBytes(1 << 18);
  const time = '"2026-09-21T14:13:20Z"';
  const envelope = Buffer.from(
    '{"id":"evt_1","type":"lead.created","event":"lead.created","org_id":"org_1",' +
      `"createdUtc":${time},"created_at":${time},"timestamp":${time},"data":"`,
  );
  const counts = { accepted: 0, refused: 0 };
  for (let round = 0; round < 100_000; round++) {
    const { scheme, secret, say } = ways[round % ways.length];
    // As many of each order of size: hashes differ at the ends of blocks, not of megabytes.
    const size = Math.floor(2 ** (Math.random() * 16));
    const start = Math.floor(Math.random() * (pool.length - size));
    const random = pool.subarray(start, start + size);
    // Most begin as an event does; the rest is noise.
    const body = round % 8 === 0 ? random : Buffer.concat([envelope, random]);
    const headers = sign(scheme, secret, body);
    if (round % 16 >= 12 && body.length > 0) body[Math.floor(Math.random() * body.length)] ^= 1;
    const { code } = say(body, headers);
    counts[code === undefined ? "accepted" : "refused"] += 1;
  }
  assert.ok(counts.accepted > 50_000 && counts.refused > 20_000, JSON.stringify(counts));
});
