// The package inside workerd, as its `workerd` export, against the vectors.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { at, readRequests, readVectors, readWycheproof } from "../support/files.mjs";
import { loadPackage } from "../support/package.mjs";
import { serveWorker } from "../support/workerd.mjs";

const ANSWER_WITHIN_MS = 60_000;

let worker;
before(async () => {
  worker = await serveWorker(at("tests/workerd/worker.mjs"));
});
after(() => worker?.stop());

async function ask(path, init) {
  const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
  const response = await fetch(worker.url + path, { method: "POST", signal, ...init });
  assert.equal(response.status, 200, await response.clone().text());
  return response.json();
}

for (const file of [...readVectors(), ...readWycheproof()]) {
  test(`workerd: ${file.id}`, async () => {
    assert.deepEqual(await ask("/vectors", { body: JSON.stringify(file) }), []);
  });
}

for (const name of ["published", "independent"]) {
  test(`workerd: ${name} requests of the catalogue`, async () => {
    assert.deepEqual(await ask("/catalogue", { body: JSON.stringify(readRequests(name)) }), []);
  });
}

test("workerd: a request's own headers and body", async () => {
  const { sign } = (await loadPackage()).esm;
  const body = '{"id":"evt_1"}';
  const headers = sign("bottlecrm", "a secret", body);
  assert.deepEqual(await ask("/verify", { headers, body }), { id: "evt_1", payload: { id: "evt_1" } });
  const { code, status } = await ask("/verify", { headers, body: `${body}\n` });
  assert.deepEqual([code, status], ["signature_mismatch", 401]);
});

test("workerd: signing", async () => {
  const headers = await ask("/sign");
  assert.deepEqual(Object.keys(headers), ["webhook-id", "webhook-timestamp", "webhook-signature"]);
});
