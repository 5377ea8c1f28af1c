import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { test } from "node:test";

import { ownScheme } from "../support/files.mjs";
import { loadPackage } from "../support/package.mjs";
import { startReceiver } from "./support/receiver.mjs";
import { complaint, ended, file, folder, run, SECRET } from "./support/run.mjs";

const { schemes, sign } = (await loadPackage()).esm;

const BODY = '{"id":"evt_1","note":"it\'s ünïcode ☎"}\n';
const NOW = 1_790_000_000_000;
const OF_SECRET = ["--secret-env", "SECRET"];

/** Header lines, their names in lower case. */
const parsed = (out) =>
  Object.fromEntries(
    out.trimEnd().split("\n").map((line) => {
      const [, name, value] = /^([\w-]+): (.+)$/.exec(line);
      return [name.toLowerCase(), value];
    }),
  );

for (const { id, headers } of schemes) {
  test(`${id}: the headers are those that the package makes`, async () => {
    const secret = id === "standard-webhooks" ? "whsec_c2VjcmV0LXNlY3JldA==" : SECRET;
    const args = ["sign", id, ...OF_SECRET, "--now", String(NOW), "--id", "msg_1"];
    const { code, out } = await run(args, { input: BODY, env: { SECRET: secret } });
    assert.equal(code, 0);
    assert.deepEqual(parsed(out), sign(id, secret, BODY, { now: NOW, id: "msg_1" }));
    for (const header of headers) assert.ok(out.includes(`${header}: `), "as the provider writes it");
  });
}

test("the time may be written in RFC 3339", async () => {
  const args = ["sign", "whitelabelcro", ...OF_SECRET];
  for (const now of ["2026-01-02T03:04:05Z", "2026-01-02T04:04:05+01:00", "1767323045000"]) {
    const { out } = await run([...args, "--now", now], { input: BODY });
    assert.equal(parsed(out)["x-webhook-timestamp"], "1767323045");
  }
});

test("every byte of the body counts, from a file or standard input", async () => {
  const bytes = Buffer.from([0xef, 0xbb, 0xbf, 0xff, 0x00, 0x0d, 0x0a]);
  const expected = sign("bottlecrm", SECRET, bytes);
  const args = ["sign", "bottlecrm", ...OF_SECRET];
  for (const [more, input] of [
    [[], bytes],
    [["--body", "-"], bytes],
    [["--body", file("body.bin", bytes)], ""],
  ]) {
    assert.deepEqual(parsed((await run([...args, ...more], { input })).out), expected);
  }
});

test("a secret file loses its last line break, and nothing else", async () => {
  const args = ["sign", "bottlecrm", "--secret-file"];
  for (const [name, content, secret] of [
    ["plain", SECRET, SECRET],
    ["lf", `${SECRET}\n`, SECRET],
    ["crlf", `${SECRET}\r\n`, SECRET],
    ["two", `${SECRET}\n\n`, `${SECRET}\n`],
    ["space", ` ${SECRET}`, ` ${SECRET}`],
  ]) {
    const { out, err } = await run([...args, file(`secret-${name}`, content)], { input: BODY });
    assert.deepEqual(parsed(out), sign("bottlecrm", secret, BODY), name);
    assert.equal(/white space/.test(err), secret !== SECRET);
  }
  assert.match(await complaint([...args, file("secret-empty", "\n")]), /is empty/);
  assert.match(await complaint([...args, file("secret-bytes", Buffer.from([0xff]))]), /it is not UTF-8/);
});

test("one secret signs", async () => {
  assert.match(await complaint(["sign", "bottlecrm", ...OF_SECRET, ...OF_SECRET]), /several/);
});

test("a secret that is none of the scheme's is refused", async () => {
  assert.match(await complaint(["sign", "standard-webhooks", ...OF_SECRET]), /secret .* is invalid/);
});

test("a scheme of one's own signs", async () => {
  const scheme = file("acme.json", JSON.stringify(ownScheme("acme")));
  const env = { OTHER: "c2VjcmV0" };
  const args = ["sign", "--scheme-file", scheme, "--secret-env", "OTHER", "--now", String(NOW)];
  const { out } = await run(args, { input: BODY, env });
  assert.deepEqual(parsed(out), sign(ownScheme("acme"), "c2VjcmV0", BODY, { now: NOW }));
});

test("as JSON", async () => {
  const { out } = await run(["sign", "bottlecrm", ...OF_SECRET, "--format", "json"], { input: BODY });
  const [value] = Object.values(sign("bottlecrm", SECRET, BODY));
  assert.deepEqual(JSON.parse(out), { headers: { "X-BottleCRM-Signature": value } });
});

const hasCurl = spawnSync("curl", ["--version"]).status === 0;

for (const [name, body, isFile] of [
  ["text", BODY],
  ["what looks like a file", "@body.bin"],
  ["text from a file", BODY, true],
  ["bytes from a file", Buffer.from([0x00, 0xff, 0x0a]), true],
]) {
  test(`the curl command sends ${name}`, { skip: !hasCurl && "curl is not here" }, async (context) => {
    const { url, requests } = await startReceiver(context, "optimocms");
    const args = ["sign", "optimocms", ...OF_SECRET, "--format", "curl", "--url", `${url}?a=b&c='d'`];
    const more = isFile ? ["--body", file("it's a body", body)] : [];
    const { out } = await run([...args, ...more], { input: body });
    const sent = await shell(out);
    assert.equal(sent.code, 0);
    assert.deepEqual(requests[0].body, Buffer.from(body));
    assert.notEqual(requests[0].result.error?.code, "signature_mismatch");
    assert.equal(requests[0].headers["content-type"], "application/json");

    // And the command reads its own command.
    const verified = await run(["verify", "optimocms", ...OF_SECRET, "--json"], { input: out });
    assert.equal(JSON.parse(verified.out).error?.code, requests[0].result.error?.code);
  });
}

test("a body that no command can hold has to be a file", async () => {
  const args = ["sign", "bottlecrm", ...OF_SECRET, "--format", "curl", "--url", "http://localhost"];
  for (const input of [Buffer.from([0]), Buffer.from([0xff]), "x".repeat(200_000)]) {
    assert.match(await complaint(args, { input }), /--body FILE/);
  }
});

function shell(script) {
  return ended(spawn("bash", ["-c", script], { cwd: folder }));
}
