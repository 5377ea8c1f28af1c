// Every built-in scheme by its name: what is sent is authentic, wherever the
// scheme has its signature, and whatever else it signs.

import assert from "node:assert/strict";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { availableParallelism } from "node:os";
import { after, test } from "node:test";

import { at } from "../support/files.mjs";
import { loadPackage } from "../support/package.mjs";
import { complaint, file, run, SECRET } from "./support/run.mjs";

const { Verifier } = (await loadPackage()).esm;

const schemes = ["schemes/builtin", "schemes/catalogue"].flatMap((folder) =>
  readdirSync(at(folder))
    .filter((name) => name.endsWith(".json"))
    .map((name) => JSON.parse(readFileSync(at(`${folder}/${name}`), "utf8"))),
);
const schemeOf = (wanted) => schemes.find(({ id }) => id === wanted);

/** A secret as the scheme has it. */
function secretOf({ secret: { encoding } }) {
  if (encoding === "base64") return "c2VjcmV0LXNlY3JldC1zZWNyZXQ=";
  return encoding === "hex" ? "00112233445566778899aabbccddeeff" : SECRET;
}

/** Where the providers believe the receiver to be. */
const PUBLIC = "https://hooks.example.com";

/** A receiver of all schemes, each on its own path. */
const events = new Map();
const server = createServer(async (request, response) => {
  const [, id] = /^\/([\w-]+)/.exec(request.url);
  const scheme = schemeOf(id);
  const body = Buffer.concat(await request.toArray());
  const options = { url: PUBLIC + request.url, method: request.method };
  const result = new Verifier(scheme, secretOf(scheme)).check(body, request.headersDistinct, options);
  if (result.ok) events.set(id, [...(events.get(id) ?? []), { ...result.event, body: body.toString(), request }]);
  response.writeHead(result.ok ? 200 : result.error.status).end(JSON.stringify({ status: result.ok ? "accepted" : result.error.code }));
}).listen(0, "127.0.0.1");
await once(server, "listening");
const origin = `http://127.0.0.1:${server.address().port}`;
after(() => server.close().closeAllConnections());

const protects = ({ algorithm, unsigned_body: isUnsigned }) => algorithm !== "token" && !isUnsigned;

test("send: each scheme's samples are authentic, and told from those that were tampered with", { concurrency: availableParallelism() }, async (context) => {
  await Promise.all(
    schemes.map((scheme) =>
      context.test(scheme.id, async () => {
        const { id } = scheme;
        const tamper = protects(scheme) ? ["--tamper", "0.5"] : [];
        const args = ["send", id, `${origin}/${id}`, "--url", `${PUBLIC}/${id}`, "--secret-env", "OTHER", "--count", "4", "--json", ...tamper];
        const { code, out, err } = await run(args, { env: { OTHER: secretOf(scheme) } });
        assert.equal(code, 0, `${out}${err}`);
        const { answers } = JSON.parse(out);
        const expected = protects(scheme) ? [["new", 2], ["tampered", 2]] : [["new", 4]];
        assert.deepEqual(answers.map(({ sent, count }) => [sent, count]), expected);
        const ids = events.get(id).map((event) => event.id);
        assert.equal(new Set(ids).size, ids.length, "each has an id of its own");
      }),
    ),
  );
});

test("send: the method is signed, and sent", async () => {
  const args = ["send", "hubspot-v3", `${origin}/hubspot-v3`, "--url", `${PUBLIC}/hubspot-v3`, "--method", "put"];
  const { code, out } = await run([...args, "--secret-env", "SECRET"]);
  assert.equal(code, 0, out);
  assert.equal(events.get("hubspot-v3").at(-1).request.method, "PUT");
});

test("send: a form where the scheme reads one", async () => {
  const { body, request } = events.get("twilio")[0];
  assert.equal(request.headers["content-type"], "application/x-www-form-urlencoded");
  assert.ok(new URLSearchParams(body).get("email"));
});

test("send: what nobody would notice is not tampered with", async () => {
  for (const id of ["telegram", "mailgun"]) {
    const args = ["send", id, `${origin}/${id}`, "--secret-env", "SECRET", "--tamper", "0.5"];
    assert.match(await complaint(args), /does not sign the body/);
  }
});

/** The request of a curl command, as it is written down. */
async function signed(id, more = [], body = '{"a":1}') {
  const args = ["sign", id, "--secret-env", "OTHER", "--format", "curl", ...more];
  const { code, out, err } = await run(args, { input: body, env: { OTHER: secretOf(schemeOf(id)) } });
  assert.equal(code, 0, err);
  return file(`${id}.sh`, out);
}

/** What the schemes need that sign more than headers and the body. */
const SIGNED = [
  ["stripe"],
  ["square"],
  ["hubspot-v2", ["--method", "PATCH"]],
  ["twilio", [], "To=%2B1555&Body=Zo%C3%AB+%26"],
  ["box"],
  ["plivo-v2", ["--header", "X-Plivo-Signature-V2-Nonce: 12345"]],
  ["pandadoc"],
  ["mailgun", [], '{"signature":{"timestamp":"1790000000","token":"t"}}'],
  ["standard-webhooks"],
];

for (const [id, more, body] of SIGNED) {
  test(`sign, verify and explain: ${id}`, async () => {
    const url = ["--url", `${PUBLIC}/hooks?a=1`];
    const now = ["--now", "1790000000000"];
    const name = await signed(id, [...url, ...now, ...(more ?? [])], body);
    const env = { OTHER: secretOf(schemeOf(id)) };
    const judge = (command, ...args) => run([command, id, "--secret-env", "OTHER", ...now, ...args, name], { env });
    const verified = await judge("verify");
    assert.equal(verified.code, 0, verified.out);
    const explained = await judge("explain");
    assert.equal(explained.code, 0, explained.out);
    assert.match(explained.out, /^authentic$/m);
    if (!JSON.stringify(schemeOf(id).signed_content).includes("{url}")) return;
    const elsewhere = await judge("verify", "--url", "https://other.example.com/hooks");
    assert.equal(elsewhere.code, 1);
    assert.match(elsewhere.out, /signature_mismatch[^]*url +https:\/\/other\.example\.com\/hooks\?a=1\n/);
  });
}

test("sign: the place of a signature that stands in no header", async () => {
  const env = { OTHER: SECRET };
  const sign = (id, input) => run(["sign", id, "--secret-env", "OTHER"], { env, input });
  assert.match((await sign("pandadoc", "[]")).out, /^query:signature: [0-9a-f]{64}\n$/);
  const body = '{"signature":{"timestamp":"1790000000","token":"t"}}';
  assert.match((await sign("mailgun", body)).out, /^\/signature\/signature: [0-9a-f]{64}\n$/);
});

test("sign: what is missing is said in the words of the command line", async () => {
  const sign = (id, input = "{}") => complaint(["sign", id, "--secret-env", "SECRET"], { input });
  assert.match(await sign("square"), /Square signs the URL that it is sent to: --url URL/);
  assert.match(await complaint(["sign", "plivo-v2", "--secret-env", "SECRET", "--url", PUBLIC], { input: "" }), /--header 'X-Plivo-Signature-V2-Nonce: …'/);
  assert.match(await sign("mailgun"), /Mailgun signs \/signature\/timestamp, and it is not there/);
});

test("verify: the Host header stands for the URL, where none is given", async () => {
  const body = '{"event_id":"e1"}';
  const { out } = await run(["sign", "square", "--secret-env", "SECRET", "--url", `${PUBLIC}/in?x=1`], { input: body });
  const written = (host) => `POST /in?x=1 HTTP/1.1\r\nHost: ${host}\r\n${out.trim()}\r\n\r\n${body}`;
  const verify = (host, ...more) => run(["verify", "square", "--secret-env", "SECRET", ...more], { input: written(host) });
  assert.equal((await verify("hooks.example.com")).code, 0);
  assert.equal((await verify("10.0.0.7:8080")).code, 1);
  assert.equal((await verify("10.0.0.7:8080", "--url", `${PUBLIC}/in`)).code, 0);
});
