// In a Worker, where nothing may be compiled from bytes: both adapters find the
// core that the host has compiled.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import { at } from "../support/files.mjs";
import { loadPackage } from "../support/package.mjs";
import { serveWorker } from "../support/workerd.mjs";
import { post } from "./support/client.mjs";

const { sign } = (await loadPackage()).esm;

const BODY = '{"id":"evt_1"}';
const headers = sign("bottlecrm", "a secret", BODY);
const worker = await serveWorker(at("tests/adapters/support/worker.mjs"));
after(worker.stop);

for (const path of ["fetch", "hono"]) {
  const url = `${worker.url}/${path}`;

  test(`${path}: what is authentic is handled, and nothing else`, async () => {
    const good = await post(url, { headers, body: BODY });
    assert.deepEqual([good.status, good.text], [200, "evt_1"]);
    const bad = await post(url, { headers, body: `${BODY} ` });
    assert.deepEqual([bad.status, JSON.parse(bad.text).code], [401, "signature_mismatch"]);
    assert.equal(bad.headers["content-type"], "application/problem+json");
  });

  test(`${path}: what is too large is refused`, async () => {
    for (const body of ["x".repeat(101), ["x".repeat(101)]]) {
      const { status, text } = await post(url, { headers, body });
      assert.deepEqual([status, JSON.parse(text).code], [413, "body_too_large"]);
    }
  });
}
