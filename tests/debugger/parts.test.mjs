// The page's parts that need no browser.

import assert from "node:assert/strict";
import { randomBytes, randomInt } from "node:crypto";
import { test } from "node:test";

import { diff } from "../../pages/debugger/src/engine/diff.ts";
import { inspectBody } from "../../pages/debugger/src/engine/body-facts.ts";
import { fromField, toField, warningsOf } from "../../pages/debugger/src/state/secrets.ts";

const bytes = (text) => new TextEncoder().encode(text);

/** What the hunks make of the first. */
function patched(before, after, hunks) {
  const parts = [];
  let at = 0;
  for (const hunk of hunks) {
    parts.push(before.subarray(at, hunk.before[0]), after.subarray(...hunk.after));
    at = hunk.before[1];
  }
  return Buffer.concat([...parts, before.subarray(at)]);
}

test("the hunks of a diff turn one text into the other", () => {
  for (let count = 0; count < 2000; count++) {
    const before = randomBytes(randomInt(0, 60)).map((byte) => byte % 4);
    const after = Buffer.from(before);
    const changed = [];
    for (const byte of after) {
      if (randomInt(5) > 0) changed.push(byte);
      if (randomInt(9) === 0) changed.push(randomInt(4));
    }
    const hunks = diff(before, Buffer.from(changed));
    assert.deepEqual(patched(before, Buffer.from(changed), hunks), Buffer.from(changed));
  }
});

test("reserialised JSON differs in white space alone", () => {
  const value = { id: "evt_1", list: [1, 2.5, { é: "a b  c" }], empty: {} };
  const [pretty, compact] = [bytes(JSON.stringify(value, undefined, 2)), bytes(JSON.stringify(value))];
  const hunks = diff(pretty, compact);
  assert.deepEqual(patched(pretty, compact, hunks), Buffer.from(compact));
  for (const { before, after } of hunks) {
    assert.match(new TextDecoder().decode(pretty.subarray(...before)), /^\s+$/);
    assert.deepEqual(after[1] - after[0], 0);
  }
});

test("megabytes without anything in common are compared", () => {
  const [one, other] = [randomBytes(2_000_000), randomBytes(2_000_000)];
  assert.deepEqual(patched(one, other, diff(one, other)), other);
});

test("invisible properties of a body are listed", () => {
  const facts = (text) => inspectBody(typeof text === "string" ? bytes(text) : text);
  assert.deepEqual(facts(""), { size: 0, lineEnding: "none", charset: "ASCII", hasByteOrderMark: false, endsWithLineBreak: false, format: "empty" });
  assert.equal(facts("a\r\nb\n").lineEnding, "mixed");
  assert.equal(facts("a\r\nb\r\n").lineEnding, "CRLF");
  assert.equal(facts("a\rb").lineEnding, "CR");
  assert.equal(facts("\ufeff{}").hasByteOrderMark, true);
  assert.equal(facts('{"é":1}').charset, "UTF-8");
  assert.equal(facts(Uint8Array.of(0xe9)).charset, "not UTF-8");
  assert.equal(facts(Uint8Array.of(0xff, 0xfe, 0x41, 0)).charset, "UTF-16");
  assert.equal(facts("a=1&b=%20").format, "form");
});

test("a secret survives its field unchanged", () => {
  for (const secret of ["plain", "ends\r\n", "\ttab", "in\nside", ""]) assert.equal(fromField(toField(secret)), secret);
  assert.doesNotMatch(toField("a\r\nb\t"), /[\r\n\t]/);
});

test("a suspicious secret is warned of without being shown", () => {
  const said = {
    "secret-value\r\n": /ends with CR LF/,
    " secret-value": /begins with white space/,
    "secret-value ": /ends with white space/,
    '"secret-value"': /in quotes/,
    "“secret-value”": /typographic quotes/,
    "secret\u200bvalue": /invisible/,
    sk_live_abcdefgh: /API key/,
    "https://example.com/hook": /URL/,
    "<your secret>": /placeholder/,
    WEBHOOK_SECRET: /variable/,
    "process.env.SECRET": /variable/,
  };
  for (const [secret, expected] of Object.entries(said)) {
    const warnings = warningsOf(secret).join(" ");
    assert.match(warnings, expected);
    assert.ok(!warnings.includes(secret.trim()));
  }
  for (const fine of ["", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "9f27c1e4ab", "a secret of words"]) assert.deepEqual(warningsOf(fine), []);
});
