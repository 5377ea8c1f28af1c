import assert from "node:assert/strict";
import { test } from "node:test";

import { loadPackage } from "../support/package.mjs";
import { run, SECRET } from "./support/run.mjs";

const { sign } = (await loadPackage()).esm;

const NOW = 1_790_000_000_000;
const BODY = '{"id":"evt_1","type":"client.created"}';

/** Explains a request, and returns its steps by turns: `headers passed`. */
async function explain(scheme, { headers, body = BODY, now = NOW, secret = SECRET, change = (text) => text }) {
  const signed = headers ?? sign(scheme, secret, body, { now });
  const lines = Object.entries(signed).map(([name, value]) => `${name}: ${value}\n`);
  const input = change(`Host: localhost\n${lines.join("")}\n${body}`);
  const args = ["explain", scheme, "--secret-env", "SECRET", "--now", String(NOW)];
  const json = await run([...args, "--json"], { input });
  const text = await run(args, { input });
  assert.equal(text.code, json.code);
  const answer = JSON.parse(json.out);
  assert.equal(answer.ok, json.code === 0);
  return { ...answer, outcomes: answer.steps.map(({ outcome }) => outcome), text: text.out };
}

const [passed, failed, skipped] = ["passed", "failed", "skipped"];

for (const [name, options, outcomes, code] of [
  ["an authentic request", {}, [passed, passed, passed, passed, passed], undefined],
  ["no headers", { headers: {} }, [failed, skipped, skipped, skipped, skipped], "missing_header"],
  [
    "a malformed signature",
    { change: (text) => text.replace("sha256=", "sha1=") },
    [passed, failed, skipped, skipped, skipped],
    "malformed_signature",
  ],
  [
    "a malformed timestamp",
    { change: (text) => text.replace(/timestamp: \d+/, "timestamp: soon") },
    [passed, failed, skipped, skipped, skipped],
    "malformed_timestamp",
  ],
  ["an old request", { now: NOW - 301_000 }, [passed, passed, failed, passed, passed], "timestamp_too_old"],
  ["a request of the future", { now: NOW + 302_000 }, [passed, passed, failed, passed, passed], "timestamp_too_new"],
  [
    "an old request, forged",
    { now: NOW - 301_000, secret: "another" },
    [passed, passed, failed, failed, skipped],
    "timestamp_too_old",
  ],
  [
    "an old request that is no event",
    { now: NOW - 301_000, body: "{}" },
    [passed, passed, failed, passed, failed],
    "timestamp_too_old",
  ],
  ["a forged request", { secret: "another" }, [passed, passed, passed, failed, skipped], "signature_mismatch"],
  ["no event", { body: "[]" }, [passed, passed, passed, passed, failed], "malformed_payload"],
]) {
  test(`${name}: which step fails`, async () => {
    const answer = await explain("whitelabelcro", options);
    assert.deepEqual(answer.outcomes, outcomes);
    assert.equal(answer.error?.code, code);
    assert.match(answer.text, code ? new RegExp(`^refused: ${code}\\n$`, "m") : /^authentic$/m);
    assert.equal(answer.text.match(/^FAILED /gm)?.length ?? 0, outcomes.filter((outcome) => outcome === failed).length);
  });
}

test("what was found is shown", async () => {
  const { text } = await explain("whitelabelcro", { now: NOW - 301_000, body: `\ufeff${BODY}\r\n` });
  for (const fact of [
    "X-Webhook-Timestamp: 1789999699",
    /X-Webhook-Signature: sha256=[0-9a-f]{64}/,
    "expected: X-Webhook-Signature: sha256=<hex>",
    "timestamp_too_old: the request was signed 301 s ago, and 300 s are tolerated",
    "signed at 2026-09-21T14:08:19.000Z",
    "judged at 2026-09-21T14:13:20.000Z",
    "hmac-sha256 of {timestamp}.{body}, in hex",
    "body: 43 bytes, begins with a byte order mark, ends with a line break, has CRLF line breaks",
    "1 secret: SECRET",
  ]) {
    if (fact instanceof RegExp) assert.match(text, fact);
    else assert.ok(text.includes(fact), `${fact} in:\n${text}`);
  }
});

test("a header that is missing or doubled is named", async () => {
  const { text: missing } = await explain("bottlecrm", { headers: {} });
  assert.match(missing, /X-BottleCRM-Signature is missing/);
  const { text: doubled, error } = await explain("bottlecrm", { change: (text) => text.replace(/^x-.*\n/im, "$&$&") });
  assert.equal(error.code, "ambiguous_header");
  assert.match(doubled, /X-BottleCRM-Signature: sha256=\w+, X-BottleCRM-Signature: sha256=/);
});

test("where no time is signed, that is what is said", async () => {
  const { text, outcomes } = await explain("salesos", {});
  assert.deepEqual(outcomes, [passed, passed, passed, passed, passed]);
  assert.match(text, /SalesOS signs no time: there is nothing to test/);
});

test("a header that steers a terminal is written out", async () => {
  const { text } = await explain("salesos", { headers: { "x-webhook-signature": "\x1b[31m" } });
  assert.doesNotMatch(text, /\x1b/);
  assert.match(text, /\\u001b\[31m/);
});
