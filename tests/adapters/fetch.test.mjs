import assert from "node:assert/strict";
import { test } from "node:test";

import { loadPackage } from "../support/package.mjs";
import { behaves } from "./support/behaviour.mjs";
import { listenFetch } from "./support/serve.mjs";

const { Verifier, sign } = (await loadPackage()).esm;
const { webhook } = (await loadPackage("countersign/fetch")).esm;

const BODY = '{"id":"evt_1"}';
const verifier = new Verifier("bottlecrm", "a secret");
const request = (init) =>
  new Request("http://localhost/hooks", {
    method: "POST",
    headers: sign("bottlecrm", "a secret", BODY),
    body: BODY,
    ...init,
  });

// `POST` is what a route.ts of Next.js exports.
behaves(
  "fetch",
  ({ verifier, handle, options, onFailure }) => {
    const POST = webhook(verifier, async (event) => new Response(await handle(event)), options);
    return listenFetch(POST, onFailure);
  },
  { doubled: "malformed_signature" },
);

test("a handler that returns nothing has answered 200, without a body", async () => {
  const { status, body } = await webhook(verifier, () => {})(request());
  assert.deepEqual([status, body], [200, null]);
});

test("the handler gets whatever the host passes", async () => {
  const handler = webhook(verifier, (event, request, env, context) =>
    Response.json([event.id, request.method, env, context]),
  );
  const response = await handler(request(), { KEY: 1 }, "context");
  assert.deepEqual(await response.json(), ["evt_1", "POST", { KEY: 1 }, "context"]);
});

test("a body that has been read is the developer's mistake", async () => {
  const handler = webhook(verifier, () => {}, { onReject: () => assert.fail("it is no rejection") });
  const read = request();
  await read.json();
  await assert.rejects(handler(read), /was read before/);
});

test("a body that is read as text chunks cannot pass", async () => {
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(BODY);
      controller.close();
    },
  });
  await assert.rejects(webhook(verifier, () => {})(request({ body, duplex: "half" })), TypeError);
});

test("a request without a body has an empty one", async () => {
  const response = await webhook(verifier, () => {})(request({ body: undefined }));
  assert.equal((await response.json()).code, "signature_mismatch");
});

test("what onReject throws goes to the host", async () => {
  const failure = new Error("no");
  const handler = webhook(verifier, () => {}, { onReject: () => Promise.reject(failure) });
  await assert.rejects(handler(request({ headers: {} })), failure);
});
