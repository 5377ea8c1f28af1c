// What some schemes ask of the filter that others do not: where a request was
// sent, a header that it passes on anyway, or to keep a secret that was sent.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";

import { configuration, startFilter, workspace } from "./support/filter.mjs";
import { startSink } from "./support/sink.mjs";
import { until } from "../support/wait.mjs";

const SECRET = "MARK-the-secret-of-the-schemes";

const hmac = (content) => createHmac("sha256", SECRET).update(content).digest("hex");

const source = (name, scheme, more = "") => `
  [vars.COUNTERSIGN.sources.${name}]
  scheme = "${scheme}"
  secrets = ["SCHEME_SECRET"]
  routes = [{ to = "app" }]
  ${more}
`;

/** A scheme of one's own, which signs `content`. */
const own = (id, content, more = "") => `
  [[vars.COUNTERSIGN.schemes]]
  id = "${id}"
  signature = { header = "Own-Signature", encoding = "hex" }
  signed_content = "${content}"
  algorithm = "hmac-sha256"
  secret = { encoding = "utf8" }
  event = { format = "json", id = "/id" }
  ${more}
`;

async function start(context, extra, answer) {
  const sink = await startSink(answer);
  context.after(sink.stop);
  const config = configuration({ destinations: { app: { url: sink.url } }, extra: extra.join("") });
  const folder = await workspace(context, config, { SCHEME_SECRET: SECRET });
  const filter = await startFilter(context, folder);
  const post = async (path, body, headers = {}) => {
    const response = await fetch(`${filter.url}/hooks/${path}`, { method: "POST", body, headers });
    return [response.status, await response.json()];
  };
  return { sink, filter, folder, post };
}

/** Everything that is on the disk, read as text. */
async function onDisk(folder) {
  const entries = await readdir(join(folder, "state"), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  return (await Promise.all(files.map((file) => readFile(file, "latin1")))).join("\n");
}

test("a token that is the secret is neither stored nor forwarded", async (context) => {
  // The first one waits for its retry, and is on the disk meanwhile.
  const { sink, folder, post } = await start(
    context,
    [
      source("token", "gitlab-token"),
      source("inline", "gitlab-token", 'mode = "inline"'),
      own("acme", "", "").replace('"hmac-sha256"', '"token"').replace(', encoding = "hex"', ', encoding = "text", more_headers = ["Own-Old"]'),
      source("own", "acme"),
    ],
    () => ({ status: 503, body: "{}" }),
  );
  const json = { "content-type": "application/json" };
  const [status, answer] = await post("token", '{"id":"BODY-MARK"}', { ...json, "x-gitlab-token": SECRET });
  assert.deepEqual([status, answer.status], [200, "accepted"]);
  await post("own", '{"id":"b"}', { "own-signature": SECRET, "own-old": SECRET });
  await post("inline", '{"id":"c"}', { ...json, "x-gitlab-token": SECRET });
  await until("the attempts", () => sink.received.length >= 3);

  for (const { headers } of sink.received) {
    assert.ok(!JSON.stringify(headers).includes(SECRET), JSON.stringify(headers));
  }
  assert.equal(sink.received[0].headers["content-type"], "application/json");
  const written = await onDisk(folder);
  assert.ok(written.includes("BODY-MARK"), "the event is on the disk");
  assert.ok(!written.includes(SECRET));
  assert.equal((await post("token", "{}", { ...json, "x-gitlab-token": `${SECRET}-` }))[0], 401);
});

test("URL and method are signed as the scheme says", async (context) => {
  const { post } = await start(context, [
    source("pandadoc", "pandadoc"),
    source("mercadopago", "mercadopago"),
    own("verb", "{method}.{body}"),
    source("verb", "verb"),
    own("tenant", "{body}", 'equal = [{ part = "query:tenant", is = "acme" }]'),
    source("tenant", "tenant"),
  ]);
  const body = '{"id":"a1"}';
  const accepted = async (...request) => {
    const [status, answer] = await post(...request);
    assert.deepEqual([status, answer.status], [200, "accepted"], `${request}: ${JSON.stringify(answer)}`);
  };
  const refused = async (...request) => {
    const [status, answer] = await post(...request);
    assert.equal(status, 401, `${request}: ${JSON.stringify(answer)}`);
  };

  await accepted(`pandadoc?signature=${hmac(body)}`, body);
  await refused(`pandadoc?signature=${hmac(`${body} `)}`, body);

  const now = Math.floor(Date.now() / 1000);
  const v1 = hmac(`id:123;request-id:r1;ts:${now};`);
  const headers = { "x-signature": `ts=${now},v1=${v1}`, "x-request-id": "r1" };
  await accepted("mercadopago?data.id=123", body, headers);
  await refused("mercadopago?data.id=124", body, headers);

  await accepted("verb", body, { "own-signature": hmac(`POST.${body}`) });
  await refused("verb", body, { "own-signature": hmac(`PUT.${body}`) });

  await accepted("tenant?tenant=acme", body, { "own-signature": hmac(body) });
  await refused("tenant?tenant=other", body, { "own-signature": hmac(body) });
});

test("a signed Content-Type is verified and forwarded", async (context) => {
  const { sink, post } = await start(context, [
    own("typed", "{header:Content-Type}|{body}"),
    source("typed", "typed"),
  ]);
  const body = '{"id":"a1"}';
  const type = "application/vnd.acme+json";
  const headers = { "content-type": type, "own-signature": hmac(`${type}|${body}`) };
  assert.deepEqual(await post("typed", body, headers), [200, { status: "accepted", id: "a1" }]);
  assert.equal((await post("typed", body, { ...headers, "content-type": "text/plain" }))[0], 401);
  await until("the event", () => sink.received.length === 1);
  assert.equal(sink.received[0].headers["content-type"], type);
});
