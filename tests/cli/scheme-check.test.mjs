// `scheme check`: what is wrong with a scheme, and what comes of a request.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { at } from "../support/files.mjs";
import { loadPackage } from "../support/package.mjs";
import { complaint, file, run, SECRET } from "./support/run.mjs";

const { sign, Verifier } = (await loadPackage()).esm;

const ACME = {
  id: "acme",
  name: "Acme",
  signature: { header: "Acme-Signature", prefix: "sha256=", encoding: "hex" },
  timestamp: { header: "Acme-Time", unit: "s" },
  signed_content: "{timestamp}.{body}",
  algorithm: "hmac-sha256",
  secret: { encoding: "utf8" },
  event: { format: "json", id: "/id", type: "/type" },
};
const NOW = 1_790_000_000_000;
const BODY = '{"id":"e1","type":"anvil.dropped"}';

const check = (scheme, ...more) =>
  run(["scheme", "check", file("acme.json", typeof scheme === "string" ? scheme : JSON.stringify(scheme)), ...more]);

const fields = (separators) => ({ separators, assign: "=", signature: "v1", timestamp: "t" });

/** Every way in which a scheme may be wrong, with the path of the fault, and what is said of it. */
const FAULTS = [
  ["a wrong key", { ...ACME, tolerance: 300 }, "tolerance", /unknown field `tolerance`[^]*did you mean tolerance_s\?/],
  ["a wrong key within", { ...ACME, signature: { ...ACME.signature, prefx: "v" } }, "signature.prefx", /did you mean prefix\?/],
  ["a missing key", { ...ACME, event: undefined }, "", /missing field `event`/],
  ["a wrong type", { ...ACME, tolerance_s: "300" }, "tolerance_s", /a whole number/],
  ["a brace that is not closed", { ...ACME, signed_content: "{timestamp}.{body" }, "signed_content", /not closed/],
  ["a part that there is not", { ...ACME, signed_content: "{nonce}{timestamp}.{body}" }, "signed_content", /`nonce`/],
  ["a time that is not signed", { ...ACME, signed_content: "{body}" }, "signed_content", /need each other/],
  ["a body that is not signed", { ...ACME, signed_content: "{timestamp}" }, "signed_content", /would not be protected/],
  ["an unknown algorithm", { ...ACME, algorithm: "md5" }, "algorithm", /`hmac-sha256`/],
  ["an unknown unit", { ...ACME, timestamp: { header: "T", unit: "h" } }, "timestamp.unit", /`rfc3339`/],
  [
    "what would be a bomb as a regular expression",
    { ...ACME, timestamp: { unit: "s" }, signature: { ...ACME.signature, fields: fields(`(${"a+)+".repeat(10_000)}$`) } },
    "signature.fields.separators",
    /a signature may contain it/,
  ],
  ["10,000 segments", { ...ACME, signed_content: `{timestamp}.{body}${"{url}".repeat(10_000)}` }, "signed_content", /64/],
  ["10,000 optional parts", { ...ACME, signed_content: `${"{[}".repeat(10_000)}{body}` }, "signed_content", /optional/],
  ["a list that is as deep as a file", "[".repeat(30_000) + "]".repeat(30_000), "", /./],
  ["no JSON", '{"id": "acme",', "", /not JSON/],
  ["a list", "[]", "", /must be/],
  ["a file of another size", " ".repeat(2 ** 16) + JSON.stringify(ACME), "", /larger than 65,536 bytes/],
];

for (const [what, scheme, path, reason] of FAULTS) {
  test(`${what} is refused with the path of the fault`, async () => {
    const { code, out } = await check(scheme);
    assert.equal(code, 1, out);
    assert.match(out, /^refused: acme\.json\n/);
    assert.match(out, reason);
    assert.equal(/^  at +(.*)$/m.exec(out)?.[1] ?? "", path);
    const { ok, fault } = JSON.parse((await check(scheme, "--json")).out);
    assert.deepEqual([ok, fault.path], [false, path]);
    assert.ok(fault.reason.length > 0 && out.length < 2_000, out);
  });
}

test("each of them is refused in less than 10 ms", () => {
  new Verifier("bottlecrm", "x"); // compiles the core
  for (const [what, scheme] of FAULTS) {
    const text = typeof scheme === "string" ? scheme : JSON.stringify(scheme);
    if (text.length > 2 ** 16) continue; // is not looked at
    const times = Array.from({ length: 5 }, () => {
      const began = performance.now();
      assert.throws(() => new Verifier(JSON.parse(text), "x"), what);
      return performance.now() - began;
    });
    // The machine may be busy with something else.
    assert.ok(Math.min(...times) < 10, `${what}: ${times}`);
  }
});

test("a scheme is shown as it was understood", async () => {
  const { code, out } = await check(ACME);
  assert.equal(code, 0);
  for (const fact of [
    /^valid: acme\.json\nAcme \(acme\)$/m,
    /signature +Acme-Signature: sha256=<hex>/,
    /timestamp +Acme-Time: <seconds since the epoch>/,
    /event id +\/id/,
  ]) {
    assert.match(out, fact);
  }
  assert.equal(JSON.parse((await check(ACME, "--json")).out).ok, true);
});

/** A file with a request. */
function written(headers, body = BODY, first = "POST /hooks HTTP/1.1") {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return file("request.txt", `${first}\r\n${lines.join("")}\r\n${body}`);
}

const withSecret = ["--secret-env", "SECRET", "--now", String(NOW)];

test("a request is verified step by step", async () => {
  const headers = sign(ACME, SECRET, BODY, { now: NOW });
  const { code, out } = await check(ACME, written(headers), ...withSecret);
  assert.equal(code, 0, out);
  assert.match(out, /^ok +Acme-Signature +it is there/m);
  assert.match(out, /^ok +Acme-Time +it is there: 1790000000$/m);
  const signature = headers["acme-signature"];
  assert.ok(out.includes(`signed    1790000000.${BODY}\nreceived  ${signature}\nexpected  ${signature} (SECRET)\n`), out);
  assert.match(out, /^authentic$/m);
});

test("a request that is refused: which step, and what was expected", async () => {
  const headers = sign(ACME, SECRET, BODY, { now: NOW });
  const altered = BODY.replace("e1", "e2");
  const { code, out } = await check(ACME, written(headers, altered), ...withSecret);
  assert.equal(code, 1);
  assert.match(out, /^FAILED signature /m);
  const expected = sign(ACME, SECRET, altered, { now: NOW })["acme-signature"];
  assert.ok(out.includes(`received  ${headers["acme-signature"]}\nexpected  ${expected} (SECRET)\n`), out);
  assert.match(out, /^refused: signature_mismatch: /m);

  const missing = await check(ACME, written({ "acme-time": headers["acme-time"] }), ...withSecret);
  assert.equal(missing.code, 1);
  assert.match(missing.out, /^FAILED Acme-Signature +it is missing/m);
  assert.match(missing.out, /^refused: missing_header: /m);

  const stale = await check(ACME, written(headers), "--secret-env", "SECRET", "--now", String(NOW + 301_000));
  assert.equal(stale.code, 1);
  assert.match(stale.out, /^FAILED Acme-Time /m);
  assert.match(stale.out, /^refused: timestamp_too_old: /m);
});

test("the same as JSON", async () => {
  const headers = sign(ACME, SECRET, BODY, { now: NOW });
  const { out } = await check(ACME, written(headers, `${BODY} `), ...withSecret, "--json");
  const { ok, error, steps, signed, received, expected } = JSON.parse(out);
  assert.deepEqual([ok, error.code], [false, "signature_mismatch"]);
  assert.equal(Buffer.from(signed.base64, "base64").toString(), `1790000000.${BODY} `);
  assert.equal(received[0].text, headers["acme-signature"]);
  assert.match(expected[0].text, /^sha256=/);
  assert.ok(steps.length > 5);
});

test("a scheme that signs the URL takes it from the command line, or from the request", async () => {
  const scheme = { ...ACME, signed_content: "{method}|{url}|{timestamp}|{body}" };
  const url = "https://hooks.example.com/in?a=1";
  const headers = sign(scheme, SECRET, BODY, { now: NOW, url, method: "PUT" });
  const at = (host) => written({ host, ...headers }, BODY, "PUT /in?a=1 HTTP/1.1");
  assert.equal((await check(scheme, at("hooks.example.com"), ...withSecret)).code, 0);
  const behindProxy = await check(scheme, at("10.0.0.7"), ...withSecret);
  assert.equal(behindProxy.code, 1);
  assert.match(behindProxy.out, /signed +PUT\|https:\/\/10\.0\.0\.7\/in\?a=1\|/);
  const told = ["--url", "https://hooks.example.com/in"];
  assert.equal((await check(scheme, at("10.0.0.7"), ...told, ...withSecret)).code, 0);
  assert.equal((await check(scheme, at("10.0.0.7"), ...told, "--method", "POST", ...withSecret)).code, 1);
});

test("where the provider sends the secret itself, it is not printed", async () => {
  const scheme = JSON.parse(readFileSync(at("schemes/catalogue/telegram.json"), "utf8"));
  const request = written({ "x-telegram-bot-api-secret-token": SECRET });
  for (const more of [[], ["--json"]]) {
    assert.equal((await check(scheme, request, "--secret-env", "SECRET", ...more)).code, 0); // run() looks for it
    assert.equal((await run(["explain", "telegram", "--secret-env", "SECRET", ...more, request])).code, 0);
    const env = { OTHER: "another" };
    const other = await run(["explain", "telegram", "--secret-env", "OTHER", ...more, request], { env });
    assert.equal(other.code, 1);
  }
});

test("what cannot be checked is said in a line", async () => {
  assert.match(await complaint(["scheme", "check", "nowhere.json"]), /cannot read the scheme nowhere\.json: no such file/);
  assert.match(await complaint(["scheme", "check", file("acme.json", JSON.stringify(ACME)), "nowhere.txt", ...withSecret]), /cannot read nowhere\.txt/);
});
