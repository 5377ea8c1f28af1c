import assert from "node:assert/strict";
import { test } from "node:test";

import { loadPackage } from "../support/package.mjs";
import { complaint, file, run, SECRET } from "./support/run.mjs";

const { sign } = (await loadPackage()).esm;

const NOW = 1_790_000_000_000;
const BODY = '{"id":"evt_1","type":"client.created"}';

/** A request as it is written down. */
function written(headers, body) {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\n`);
  return `POST /hooks HTTP/1.1\nHost: localhost\n${lines.join("")}\n${body}`;
}

/** Explains a request, as JSON and as a text. */
async function explain(scheme, { headers, body = BODY, now = NOW, secret = SECRET, change = (text) => text, args = [] }) {
  const signed = headers ?? sign(scheme, secret, body, { now });
  const input = change(written(signed, body));
  const line = ["explain", scheme, "--secret-env", "SECRET", "--now", String(NOW), ...args];
  const json = await run([...line, "--json"], { input });
  const text = await run(line, { input });
  assert.equal(text.code, json.code);
  const answer = JSON.parse(json.out);
  assert.equal(answer.ok, json.code === 0);
  const failed = answer.steps.filter(({ state }) => state === "fail").map(({ task }) => task);
  assert.equal(text.out.match(/^FAILED /gm)?.length ?? 0, failed.length);
  return { ...answer, failed, text: text.out, codes: answer.causes.map(({ code }) => code) };
}

for (const [name, options, failed, code, causes] of [
  ["an authentic request", {}, [], undefined, []],
  ["no headers", { headers: {} }, ["headers", "headers"], "missing_header", ["header_missing", "header_missing"]],
  [
    "another prefix",
    { change: (text) => text.replace("sha256=", "v9=") },
    ["parse"],
    "malformed_signature",
    ["signature_prefix"],
  ],
  [
    "a malformed timestamp",
    { change: (text) => text.replace(/timestamp: \d+/, "timestamp: soon") },
    ["parse", "compare"],
    "malformed_timestamp",
    ["timestamp_format"],
  ],
  ["an old request", { now: NOW - 301_000 }, ["freshness"], "timestamp_too_old", ["stale"]],
  ["a request of the future", { now: NOW + 302_000 }, ["freshness"], "timestamp_too_new", ["clock_skew"]],
  [
    "an old request, forged",
    { now: NOW - 301_000, secret: "another" },
    ["compare", "freshness"],
    "timestamp_too_old",
    ["stale"],
  ],
  ["a forged request", { secret: "another" }, ["compare"], "signature_mismatch", []],
  ["no event", { body: "[]" }, ["payload"], "malformed_payload", []],
  [
    "a line break that was lost",
    { body: `${BODY}\n`, change: (text) => text.trimEnd() },
    ["compare"],
    "signature_mismatch",
    ["body_trailing_newline"],
  ],
]) {
  test(`${name}: which steps fail, and why`, async () => {
    const answer = await explain("whitelabelcro", options);
    assert.deepEqual(answer.failed, failed);
    assert.equal(answer.error?.code, code);
    assert.deepEqual(answer.codes, causes);
    for (const cause of causes) assert.match(answer.text, new RegExp(`\\(${cause}[,)]`));
    assert.match(answer.text, code ? new RegExp(`^refused: ${code}\\n$`, "m") : /^authentic$/m);
  });
}

test("a proven cause is shown with its fix", async () => {
  const spaced = BODY.replaceAll(/([:,])/g, "$1 ");
  const { text } = await explain("whitelabelcro", { body: spaced, change: (text) => text.replace(spaced, BODY) });
  for (const part of [
    /^PROVEN +The body was parsed and written again \(body_reserialized\)$/m,
    /as Python's json\.dumps does: \d+ bytes, where \d+ arrived/,
    /Express: express\.json\(\) ran before the route/,
    /app\.post\("\/webhooks", express\.raw\(/,
    /--json has it for .*Laravel/,
    /^Hypotheses that were tried: [\d,]+, [\d,]+ of them with two faults\.$/m,
  ]) {
    assert.match(text, part);
  }
});

test("where nothing is found, that is what is said, and what was tried", async () => {
  const { text } = await explain("whitelabelcro", { secret: "another" });
  assert.match(text, /^None of \d+ hypotheses makes the received signature: either the secret is another one/m);
  assert.match(text, /^Tried: .*body_reserialized \d+/m);
  assert.match(text, /^Not covered:\n {2}/m);
});

test("the secret that a repair would have is not printed", async () => {
  const headers = sign("salesos", "the right one", BODY);
  const args = ["explain", "salesos", "--secret-env", "OLD", "--json"];
  const { out } = await run(args, { input: written(headers, BODY), env: { OLD: " the right one\n" } });
  const { causes } = JSON.parse(out);
  assert.deepEqual(causes.map(({ code }) => code), ["secret_whitespace"]);
  assert.ok(!out.includes("the right one"));
});

test("without a scheme, the headers say it", async () => {
  const input = written(sign("bottlecrm", SECRET, BODY), BODY);
  for (const name of [[], ["-"], [file("request.txt", input)]]) {
    const { code, out } = await run(["explain", ...name, "--secret-env", "SECRET"], { input });
    assert.equal(code, 0, out);
    assert.match(out, /^BottleCRM \(bottlecrm\), as its headers say$/m);
  }
  const { code, out } = await run(["explain", "--secret-env", "SECRET"], { input: written({}, BODY) });
  assert.equal(code, 1);
  assert.match(out, /^refused: unknown_scheme$/m);
});

test("a curl command, with the address that was signed", async () => {
  const headers = sign("salesos", SECRET, `https://hooks.example.com/in${BODY}`);
  const lines = Object.entries(headers).map(([name, value]) => `-H '${name}: ${value}'`);
  const input = `curl 'http://hooks.example.com/in' ${lines.join(" ")} --data-raw '${BODY}'`;
  const { out } = await run(["explain", "salesos", "--secret-env", "SECRET", "--json"], { input });
  const codes = JSON.parse(out).causes.map(({ code }) => code);
  assert.deepEqual(codes, ["content_template", "url_mismatch"]);
});

test("a header that steers a terminal is written out", async () => {
  const { text } = await explain("salesos", { headers: { "x-webhook-signature": "\x1b[31m" } });
  assert.doesNotMatch(text, /\x1b/);
  assert.match(text, /\\u\{?001b|\\u\{1b\}/);
});

test("explain without a secret or a known scheme exits with 2", async () => {
  assert.match(await complaint(["explain", "salesos"]), /a secret is needed/);
  assert.match(await complaint(["explain", "salesoz", "--secret-env", "SECRET"]), /did you mean salesos/);
  assert.match(await complaint(["explain", "salesos", "a", "b", "--secret-env", "SECRET"]), /several were given/);
});
