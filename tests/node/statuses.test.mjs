// What answers a request that is refused: the same for every code, here and in
// the README's table.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { at } from "../support/files.mjs";
import { loadPackage } from "../support/package.mjs";

const { Verifier, VerificationError, sign } = (await loadPackage()).esm;
const { square } = (await loadPackage("countersign/schemes")).esm;

const SECRET = "a secret";
const BODY = '{"id":"evt_1","type":"lead.created"}';
const HEADER = "x-bottlecrm-signature";
const HOUR = 3_600_000;

const bottlecrm = new Verifier("bottlecrm", SECRET);
const headers = sign("bottlecrm", SECRET, BODY);
const timed = (options) => {
  const signed = sign("whitelabelcro", SECRET, BODY, options);
  return (changes) => new Verifier("whitelabelcro", SECRET).verify(BODY, { ...signed, ...changes });
};

/** What leads to each code: before the signature holds, behind it, and without a request. */
const causes = {
  missing_header: () => bottlecrm.verify(BODY, {}),
  missing_part: () => new Verifier(square, SECRET).verify(BODY, sign(square, SECRET, BODY, { url: "https://a.example/" })),
  ambiguous_header: () => bottlecrm.verify(BODY, { [HEADER]: [headers[HEADER], headers[HEADER]] }),
  malformed_signature: () => bottlecrm.verify(BODY, { [HEADER]: "invalid" }),
  malformed_timestamp: () => timed({})({ "x-webhook-timestamp": "yesterday" }),
  timestamp_too_old: timed({ now: Date.now() - HOUR }),
  timestamp_too_new: timed({ now: Date.now() + HOUR }),
  signature_mismatch: () => bottlecrm.verify(`${BODY} `, headers),
  unsigned: () => new Verifier("customermates", []).verify(BODY, {}),
  malformed_payload: () => bottlecrm.verify("[]", sign("bottlecrm", SECRET, "[]")),
  body_too_large: () => new Verifier("bottlecrm", SECRET, { maxBody: 1 }).verify(BODY, headers),
  unknown_scheme: () => new Verifier("acme", SECRET),
  invalid_scheme: () => new Verifier({ id: "acme" }, SECRET),
  invalid_secret: () => new Verifier("bottlecrm", ""),
};

/** The status by code, as the README has it. */
const table = Object.fromEntries(
  [...readFileSync(at("pkg/README.md"), "utf8").matchAll(/^\| `(\w+)` \| (\d{3}) \|/gm)].map(
    ([, code, status]) => [code, Number(status)],
  ),
);

const OF_CODE = { malformed_payload: 400, event_too_old: 400, body_too_large: 413 };
const OWN = ["unknown_scheme", "invalid_scheme", "invalid_secret"];
const expected = (code) => OF_CODE[code] ?? (OWN.includes(code) ? 500 : 401);

for (const [code, cause] of Object.entries(causes)) {
  test(`${code} is answered with ${expected(code)}`, () => {
    assert.throws(cause, (error) => {
      assert.ok(error instanceof VerificationError);
      assert.equal(error.code, code);
      assert.deepEqual([error.statusCode, error.status], [expected(code), expected(code)]);
      return true;
    });
  });
}

test("the README has every code with its status", () => {
  // The edge filter alone bounds the age of events.
  const codes = [...Object.keys(causes), "event_too_old"];
  assert.deepEqual(table, Object.fromEntries(codes.map((code) => [code, expected(code)])));
});
