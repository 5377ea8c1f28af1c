import assert from "node:assert/strict";
import { after, test } from "node:test";

import { loadPackage } from "../support/package.mjs";
import { behaves } from "./support/behaviour.mjs";
import { post } from "./support/client.mjs";
import { listen } from "./support/serve.mjs";

const { Verifier, VerificationError, sign } = (await loadPackage()).esm;
const { readBody, webhook } = (await loadPackage("countersign/node")).esm;

const BODY = '{"id":"evt_1"}';
const headers = sign("bottlecrm", "a secret", BODY);
const verifier = new Verifier("bottlecrm", "a secret");

async function serve(listener) {
  const server = await listen(listener);
  after(server.close);
  return server.url;
}

behaves(
  "node",
  ({ verifier, handle, options, onFailure }) =>
    listen(
      webhook(
        verifier,
        async (event, _request, response) => response.end(await handle(event)),
        { ...options, onError: onFailure },
      ),
    ),
  { doubled: "ambiguous_header" },
);

test("a handler that does not answer has answered 200, without a body", async () => {
  const url = await serve(webhook(verifier, () => {}));
  const { status, text } = await post(url, { headers, body: BODY });
  assert.deepEqual([status, text], [200, ""]);
});

test("a handler may leave it at a status and headers", async () => {
  const url = await serve(
    webhook(verifier, (_event, _request, response) => {
      response.statusCode = 202;
      response.setHeader("x-own", "1");
    }),
  );
  const answer = await post(url, { headers, body: BODY });
  assert.deepEqual([answer.status, answer.headers["x-own"], answer.text], [202, "1", ""]);
});

test("a handler may answer as it likes", async () => {
  const url = await serve(webhook(verifier, (_event, _request, response) => response.writeHead(202).end("later")));
  const { status, text } = await post(url, { headers, body: BODY });
  assert.deepEqual([status, text], [202, "later"]);
});

test("what the handler throws is written to the console by default", async (context) => {
  const log = context.mock.method(console, "error", () => {});
  const failure = new Error("no");
  const url = await serve(webhook(verifier, () => Promise.reject(failure)));
  assert.equal((await post(url, { headers, body: BODY })).status, 500);
  assert.deepEqual(log.mock.calls.map((call) => call.arguments), [[failure]]);
});

test("an answer that breaks off is cut off", { timeout: 60_000 }, async () => {
  const failures = [];
  const fail = async (_event, _request, response) => {
    response.writeHead(200, { "content-length": 100 }).write("half");
    throw new Error("no");
  };
  const url = await serve(webhook(verifier, fail, { onError: (error) => failures.push(error.message) }));
  await assert.rejects(post(url, { headers, body: BODY }), { code: "ECONNRESET" });
  assert.deepEqual(failures, ["no"]);
});

test("readBody reads the bytes, up to a limit", async () => {
  const url = await serve(async (request, response) => {
    try {
      const event = verifier.verify(await readBody(request, 20), request.headersDistinct);
      response.end(event.id);
    } catch (error) {
      response.writeHead(error instanceof VerificationError ? error.status : 500).end(error.code);
    }
  });
  const good = await post(url, { headers, body: BODY });
  assert.deepEqual([good.status, good.text], [200, "evt_1"]);
  const large = await post(url, { headers, body: "x".repeat(21) });
  assert.deepEqual([large.status, large.text], [413, "body_too_large"]);
});

for (const [name, meddle] of [
  ["has been read", (request) => request.toArray()],
  ["is being read", (request) => void request.on("data", () => {})],
  ["is read as text", (request) => void request.setEncoding("utf8")],
]) {
  test(`a body that ${name} is the developer's mistake`, async () => {
    const failures = [];
    const handler = webhook(verifier, () => {}, { onError: (error) => failures.push(error.message) });
    const url = await serve(async (request, response) => {
      await meddle(request);
      await new Promise(setImmediate);
      await handler(request, response);
    });
    assert.equal((await post(url, { headers, body: BODY })).status, 500);
    assert.match(failures[0], /was read before/);
  });
}

test("what is no verifier, and no limit, is said at once", async () => {
  assert.throws(() => webhook("bottlecrm", () => {}), { name: "TypeError", message: /Verifier/ });
  for (const maxBody of [-1, 1.5, NaN, "1mb", 2 ** 31]) {
    assert.throws(() => webhook(verifier, () => {}, { maxBody }), { name: "TypeError", message: /maxBody/ });
  }
  await assert.rejects(readBody({ readableDidRead: false, readableEncoding: null, headers: {} }, NaN), TypeError);
});

test("headers of a request that was made, and not received, are found", async () => {
  const url = await serve((request, response) => {
    // As hosts without servers do it.
    Object.assign(request, { headers: { ...request.headers }, rawHeaders: [] });
    return webhook(verifier, () => {})(request, response);
  });
  assert.equal((await post(url, { headers, body: BODY })).status, 200);
});
