// The page as the edge filter serves it, and as a file.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { after, before, describe, test } from "node:test";
import { gunzipSync } from "node:zlib";

import { configuration, startFilter, workspace } from "../edge/support/filter.mjs";
import { request } from "../support/providers.mjs";
import { FILE, FILE_URL, openPage, startBrowser, verdict } from "./support/browser.mjs";

const page = readFileSync(FILE);

/** Asks without a client's own doings: fetch would decompress. */
function ask(url, { method = "GET", headers = {} } = {}) {
  return new Promise((resolve, reject) => {
    httpRequest(url, { method, headers }, async (response) => {
      const chunks = [];
      for await (const chunk of response) chunks.push(chunk);
      resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) });
    })
      .on("error", reject)
      .end();
  });
}

describe("served by the filter", () => {
  let filter;
  const cleanups = [];
  const suite = { after: (cleanup) => cleanups.unshift(cleanup) };
  before(async () => {
    const config = configuration({ destinations: { app: { url: "http://127.0.0.1:9/" } } });
    filter = await startFilter(suite, await workspace(suite, config));
  });
  after(async () => {
    for (const cleanup of cleanups) await cleanup();
  });

  const at = (path) => new URL(path, filter.url).href;

  test("/debugger is the page, gzipped for clients that accept it", async () => {
    const plain = await ask(at("/debugger"));
    assert.equal(plain.status, 200);
    assert.ok(plain.body.equals(page));
    assert.equal(plain.headers["content-encoding"], undefined);
    const packed = await ask(at("/debugger?x=1"), { headers: { "accept-encoding": "br, gzip" } });
    assert.equal(packed.headers["content-encoding"], "gzip");
    assert.ok(gunzipSync(packed.body).equals(page));
    assert.equal((await ask(at("/debugger/"))).status, 200);
  });

  test("/debugger has a strict Content-Security-Policy", async () => {
    const { headers } = await ask(at("/debugger"));
    const policy = headers["content-security-policy"];
    for (const rule of ["default-src 'none'", "connect-src 'none'", "form-action 'none'", "base-uri 'none'", "frame-ancestors 'none'", "worker-src blob:"]) {
      assert.ok(policy.split("; ").includes(rule), rule);
    }
    assert.match(policy, /script-src 'sha256-[\w+/=]+' 'wasm-unsafe-eval';/);
    assert.doesNotMatch(policy, /unsafe-inline|'unsafe-eval'|https?:|\*/);
    assert.equal(headers["referrer-policy"], "no-referrer");
    assert.equal(headers["x-content-type-options"], "nosniff");
    assert.match(headers["content-type"], /^text\/html; charset=utf-8$/);
  });

  test("If-None-Match with its ETag is 304", async () => {
    const { headers } = await ask(at("/debugger"));
    assert.match(headers["cache-control"], /no-cache/);
    for (const tag of [headers.etag, `W/${headers.etag}`, `"other", ${headers.etag}`]) {
      const { status, body } = await ask(at("/debugger"), { headers: { "if-none-match": tag } });
      assert.deepEqual([status, body.length], [304, 0], tag);
    }
    assert.equal((await ask(at("/debugger"), { headers: { "if-none-match": '"other"' } })).status, 200);
    const head = await ask(at("/debugger"), { method: "HEAD" });
    assert.deepEqual([head.status, head.body.length, head.headers.etag], [200, 0, headers.etag]);
  });

  test("other methods and paths are not the page", async () => {
    const deleted = await ask(at("/debugger"), { method: "DELETE" });
    assert.deepEqual([deleted.status, deleted.headers.allow], [405, "GET, HEAD"]);
    assert.equal((await ask(at("/debugger"), { method: "POST" })).status, 404);
    assert.equal((await ask(at("/debuggers"))).status, 404);
    assert.equal((await ask(at("/hooks/debugger"))).status >= 400, true);
    const accepted = await fetch(at("/hooks/bottle"), { method: "POST", ...request("bottle") });
    assert.equal(accepted.status, 200, "and webhooks are accepted beside it");
  });

  test("the served page works", async (context) => {
    const opened = await openPage(await startBrowser(context), at("/debugger"));
    assert.match(await verdict(opened, /this is why/), /Proven/);
    assert.deepEqual(opened.faults, []);
  });
});

test("the page works from its file", async (context) => {
  const opened = await openPage(await startBrowser(context), FILE_URL);
  assert.match(await verdict(opened, /this is why/), /Proven/);
  assert.deepEqual(opened.faults, []);
});
