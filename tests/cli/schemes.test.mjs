import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

import { at } from "../support/files.mjs";
import { loadPackage } from "../support/package.mjs";
import { file, run } from "./support/run.mjs";

const { schemes, Verifier } = (await loadPackage()).esm;
const read = (folder) =>
  readdirSync(at(folder))
    .filter((name) => name.endsWith(".json"))
    .map((name) => JSON.parse(readFileSync(at(`${folder}/${name}`), "utf8")));
const builtin = read("schemes/builtin");
const catalogue = read("schemes/catalogue");
const all = [...builtin, ...catalogue].sort((a, b) => (a.id < b.id ? -1 : 1));

/** The ids in a list. */
const listed = ({ out }) => out.trimEnd().split("\n").slice(1).map((row) => row.split(" ")[0]);

test("the list has every scheme", async () => {
  const { code, out } = await run(["schemes"]);
  assert.equal(code, 0);
  assert.match(out, /^SCHEME +PROVIDER +SIGNATURE/);
  assert.deepEqual(listed({ out }), all.map(({ id }) => id));
  assert.ok(all.length >= 112);
});

test("the list as JSON is what the package says", async () => {
  const { out } = await run(["schemes", "--json"]);
  const found = JSON.parse(out);
  assert.equal(found.length, all.length);
  for (const scheme of JSON.parse(JSON.stringify(schemes))) {
    assert.deepEqual(found.find(({ id }) => id === scheme.id), scheme);
  }
});

for (const [what, args, expected] of [
  ["a word of the names", ["whatsapp"], ["meta"]],
  ["a word in any case", ["HubSpot"], ["hubspot-v1", "hubspot-v2", "hubspot-v3"]],
  ["two words", ["twilio", "json"], ["twilio-json"]],
  ["a header", ["--header", "x-hub-signature"], ["bitbucket", "intercom", "jira"]],
  ["a word and an algorithm", ["plivo", "--algorithm", "hmac-sha1"], ["plivo-v1"]],
  ["those that sign the method", ["--signs", "method"], ["hubspot-v2", "hubspot-v3"]],
]) {
  test(`the list of ${what}`, async () => {
    const { code, out, err } = await run(["schemes", ...args]);
    assert.deepEqual([code, listed({ out })], [0, expected]);
    assert.equal(err, `${expected.length} scheme${expected.length === 1 ? "" : "s"} of ${all.length}\n`);
  });
}

test("the lists of tokens, of handshakes, and of those that sign a time", async () => {
  const ids = (schemes) => schemes.map(({ id }) => id);
  const lists = await Promise.all(
    [["--algorithm", "token"], ["--handshakes"], ["--signs", "time"]].map((args) => run(["schemes", ...args])),
  );
  assert.deepEqual(lists.map(listed), [
    ids(all.filter(({ algorithm }) => algorithm === "token")),
    ids(all.filter(({ handshakes }) => handshakes)),
    ids(all.filter(({ timestamp }) => timestamp)),
  ]);
});

test("a scheme of the catalogue: everything about it is shown", async () => {
  for (const [id, ...facts] of [
    [
      "stripe",
      "Stripe-Signature: t=<seconds since the epoch>,v1=<hex>",
      "{timestamp}.{body}",
      "the provider's own documents or code",
      "5 min, past or future",
      "/id, or else the SHA-256 of the body",
    ],
    ["mailgun", "/signature/signature: <hex>", "/signature/timestamp", "the body is not signed", "two libraries"],
    ["box", "Box-Signature-Secondary: the same", "header:Box-Signature-Version is 1", "<time in RFC 3339>"],
    ["telegram", "<the secret>", "nothing: the secret itself is sent", "token"],
    ["loops", "base64, all up to the last _ left out"],
    ["meta", "GET where query:hub.mode is subscribe, with a token in query:hub.verify_token: {query:hub.challenge}"],
    ["zoom", "POST where /event is endpoint.url_validation, signed as events are: plainToken: "],
    ["mercadopago", "ts=<seconds since the epoch>,v1=<hex>", "{[}request-id:{header:x-request-id};{]}"],
  ]) {
    const { code, out } = await run(["schemes", id]);
    const { name, source } = catalogue.find((scheme) => scheme.id === id);
    assert.equal(code, 0);
    for (const fact of [name, source, ...facts]) assert.ok(out.includes(fact), `${fact} in:\n${out}`);
  }
});

test("a scheme of the catalogue as JSON is a file for --scheme-file", async () => {
  const { out } = await run(["schemes", "github", "--json"]);
  assert.deepEqual(JSON.parse(out), catalogue.find(({ id }) => id === "github"));
  new Verifier(JSON.parse(out), "x");
});

for (const scheme of builtin) {
  test(`${scheme.id}: everything about it is shown`, async () => {
    const { code, out } = await run(["schemes", scheme.id]);
    assert.equal(code, 0);
    const headers = [scheme.signature, scheme.timestamp, scheme.message_id].flatMap((part) => part?.header ?? []);
    const { attempts, delays_s: delays, disabled_after_failures: failures } = scheme.retries;
    for (const fact of [
      scheme.name,
      scheme.source,
      ...headers,
      scheme.signed_content,
      scheme.algorithm,
      ...scheme.event.types,
      scheme.timestamp ? "5 min, past or future" : "verifies for ever",
      attempts ? `up to ${attempts}` : "",
      delays ? "after 1 min, 5 min, 30 min, 2 h" : "",
      failures ? `after ${failures} failures` : "",
    ]) {
      assert.ok(out.includes(fact), `${fact} in:\n${out}`);
    }
  });

  test(`${scheme.id}: as JSON it is a file for --scheme-file`, async () => {
    const { out } = await run(["schemes", scheme.id, "--json"]);
    assert.deepEqual(JSON.parse(out), scheme);
    const own = file(`${scheme.id}.json`, out);
    const secret = scheme.secret.encoding === "base64" ? "whsec_c2VjcmV0" : "x";
    const options = { input: "{}", env: { OTHER: secret } };
    const signed = await run(["sign", "--scheme-file", own, "--secret-env", "OTHER"], options);
    assert.equal(signed.code, 0, signed.err);
  });
}
