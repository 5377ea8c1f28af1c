// What providers ask before they send events, as their documents show it; and
// schemes of one's own, which sign where a request was sent.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";

import { ASKED, SECRET, SIGNED, VERIFY_TOKEN } from "../support/handshakes.mjs";
import { configuration, startFilter, workspace } from "./support/filter.mjs";
import { startSink } from "./support/sink.mjs";

const source = (name, scheme, more = "") => `
  [vars.COUNTERSIGN.sources.${name}]
  scheme = "${scheme}"
  secrets = ["HANDSHAKE_SECRET"]
  routes = [{ to = "app" }]
  ${more}
`;

async function start(context, extra) {
  const sink = await startSink();
  context.after(sink.stop);
  const config = configuration({ destinations: { app: { url: sink.url } }, extra });
  const folder = await workspace(context, config, { HANDSHAKE_SECRET: SECRET, VERIFY_TOKEN });
  return { sink, filter: await startFilter(context, folder) };
}

test("an authentic challenge is answered and a forged one is 401", async (context) => {
  const schemes = [...Object.keys(SIGNED), ...Object.keys(ASKED)].filter((scheme) => scheme !== "meta");
  const sources = schemes.map((scheme) => source(scheme, scheme));
  const meta = source("meta", "meta", 'verify_token = "VERIFY_TOKEN"');
  const { sink, filter } = await start(context, [...sources, meta].join("\n"));
  const url = (name) => `${filter.url}/hooks/${name}`;

  for (const [name, { body, headers, answer, type, old: time }] of Object.entries(SIGNED)) {
    const post = (headers) => fetch(url(name), { method: "POST", body, headers });
    const response = await post(headers(body));
    assert.deepEqual([response.status, await response.text()], [200, answer], name);
    assert.equal(response.headers.get("content-type"), type);
    assert.equal(response.headers.get("x-content-type-options"), "nosniff");

    const forged = await post(headers(`${body} `));
    assert.deepEqual([forged.status, (await forged.json()).code], [401, "signature_mismatch"], name);
    const old = await post(headers(body, time));
    assert.deepEqual([old.status, (await old.json()).code], [401, "timestamp_too_old"], name);
  }
  for (const [name, { query, answer, forged }] of Object.entries(ASKED)) {
    const response = await fetch(`${url(name)}?${query}`);
    assert.deepEqual([response.status, await response.text()], [200, answer], name);
    for (const other of forged) {
      const refused = await fetch(`${url(name)}?${other}`);
      assert.equal(refused.status, 401, `${name}: ${other}`);
      assert.ok(!(await refused.text()).includes("sha256="));
    }
    const without = await fetch(url(name));
    assert.deepEqual([without.status, (await without.json()).code], [405, "method_not_allowed"], name);
  }
  assert.equal(sink.received.length, 0);
});

test("a custom scheme verifies against public_url", async (context) => {
  const { sink, filter } = await start(
    context,
    `
      [[vars.COUNTERSIGN.schemes]]
      id = "acme"
      signature = { header = "Acme-Signature", encoding = "base64" }
      signed_content = "{method}|{url}|{body}"
      algorithm = "hmac-sha512"
      secret = { encoding = "utf8" }
      event = { format = "json", id = "/id", type = "/type" }
    ` + source("acme", "acme", 'public_url = "https://hooks.example.com/in"'),
  );
  const body = '{"id":"a1","type":"thing.done"}';
  const sign = (url) => createHmac("sha512", SECRET).update(`POST|${url}|${body}`).digest("base64");
  const post = (url) =>
    fetch(`${filter.url}/hooks/acme?a=1`, { method: "POST", body, headers: { "acme-signature": sign(url) } });

  assert.equal((await post(`${filter.url}/hooks/acme?a=1`)).status, 401);
  assert.equal((await post("https://hooks.example.com/in?a=2")).status, 401);
  const response = await post("https://hooks.example.com/in?a=1");
  assert.deepEqual([response.status, await response.json()], [200, { status: "accepted", id: "a1" }]);
  assert.equal((await (await post("https://hooks.example.com/in?a=1")).json()).status, "duplicate");
  await sink.waitFor?.(1);
});

test("a challenge response that no header can hold is refused and the next request works", async (context) => {
  const { filter } = await start(
    context,
    `
      [[vars.COUNTERSIGN.schemes]]
      id = "echo"
      signature = { header = "Echo-Signature", encoding = "hex" }
      signed_content = "{body}"
      algorithm = "hmac-sha256"
      secret = { encoding = "utf8" }
      event = { format = "json", id = "/id" }
      handshakes = [{ method = "GET", when = [{ part = "query:ask" }], answer = { headers = { X-Echo = "{query:ask}" } } }]
    ` + source("echo", "echo") + source("inline", "echo", 'mode = "inline"'),
  );
  for (const name of ["echo", "inline"]) {
    const ask = (text) => fetch(`${filter.url}/hooks/${name}?ask=${encodeURIComponent(text)}`);
    for (const wrong of ["a\r\nSet-Cookie: b", "a\nb", "a\0b"]) {
      const refused = await ask(wrong);
      assert.deepEqual([refused.status, refused.headers.get("set-cookie")], [400, null], JSON.stringify(wrong));
      assert.match((await refused.json()).type, /^urn:countersign:error:/);
    }
    const good = await ask("a-b");
    assert.deepEqual([good.status, good.headers.get("x-echo")], [200, "a-b"]);
  }
  assert.ok(!filter.output.stdout.includes('"outcome":"unavailable"'), filter.output.stdout);
});
