// `scheme check`: what is wrong with a scheme, and what comes of a request.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { at } from "../support/files.mjs";
import { loadPackage } from "../support/package.mjs";
import { complaint, file, run, SECRET } from "./support/run.mjs";
import { ACME, FAULTS } from "./support/wrong-schemes.mjs";

const { sign, Verifier } = (await loadPackage()).esm;

const NOW = 1_790_000_000_000;
const BODY = '{"id":"e1","type":"anvil.dropped"}';

const check = (scheme, ...more) =>
  run(["scheme", "check", file("acme.json", typeof scheme === "string" ? scheme : JSON.stringify(scheme)), ...more]);

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

test("a scheme file or a request that cannot be read is named in one line", async () => {
  assert.match(await complaint(["scheme", "check", "nowhere.json"]), /cannot read the scheme nowhere\.json: no such file/);
  assert.match(await complaint(["scheme", "check", file("acme.json", JSON.stringify(ACME)), "nowhere.txt", ...withSecret]), /cannot read nowhere\.txt/);
});
