// What every adapter does, whatever the framework.

import assert from "node:assert/strict";
import { Agent } from "node:http";
import { after, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";

import { loadPackage } from "../../support/package.mjs";
import { dial, post } from "./client.mjs";

const { Verifier, VerificationError, sign } = (await loadPackage()).esm;

const SECRET = "a secret";
const BODY = '{"id":"evt_1","type":"lead.created","data":{"name":"Zoë 🙂"}}';
const MIB = 2 ** 20;

/** Signs any bytes at all, as this scheme's events need not be JSON. */
const ANY = { scheme: "standard-webhooks", secret: "whsec_c2VjcmV0" };

/**
 * @param start Serves webhooks with a framework: `({ verifier, handle, options,
 * onFailure })` to `{ url, close }`. It passes the options to the adapter, each
 * event to `handle`, answers 200 with what that returns as text, and passes
 * what the framework makes of an exception to `onFailure`, and answers 500.
 * @param doubled The code for a signature header that is there twice.
 */
export function behaves(name, start, { doubled }) {
  /** A server, what its handler has seen, and what was refused. */
  async function serve(settings = {}) {
    const { scheme = "bottlecrm", secret = SECRET, maxBody, handle = (event) => event.id } = settings;
    const seen = { events: [], refused: [], failures: [] };
    const server = await start({
      verifier: new Verifier(scheme, secret),
      handle(event) {
        seen.events.push(event);
        return handle(event);
      },
      options: {
        maxBody,
        onReject: async (error, request) => {
          await wait(1);
          seen.refused.push({ error, request });
        },
      },
      onFailure: (error) => seen.failures.push(error),
    });
    after(server.close);
    return Object.assign(seen, { url: server.url });
  }

  const signed = (body) => sign("bottlecrm", SECRET, body);
  const signedAny = (body) => sign(ANY.scheme, ANY.secret, body);
  const it = (what, run) => test(`${name}: ${what}`, run);

  /** Refused with this status and code, as it should be, and not handled. */
  function assertRefused(answer, server, status, code) {
    // Fastify adds a charset to all JSON.
    assert.match(answer.headers["content-type"], /^application\/problem\+json(; charset=utf-8)?$/);
    const problem = JSON.parse(answer.text);
    const { error, request } = server.refused.at(-1);
    assert.deepEqual([answer.status, problem.code], [status, code]);
    assert.deepEqual(problem, {
      type: `urn:countersign:error:${code}`,
      title: { 400: "Bad Request", 401: "Unauthorized", 413: "Content Too Large" }[status],
      status,
      code,
      detail: error.message,
    });
    assert.ok(error instanceof VerificationError);
    assert.equal(error.code, code);
    assert.equal(typeof request, "object");
    assert.deepEqual(server.events, []);
    assert.deepEqual(server.failures, []);
  }

  it("an authentic request is handled", async () => {
    const server = await serve();
    const answer = await post(server.url, { headers: signed(BODY), body: BODY });
    assert.deepEqual([answer.status, answer.text], [200, "evt_1"]);
    const [event] = server.events;
    assert.equal(event.type, "lead.created");
    assert.deepEqual(event.data, { name: "Zoë 🙂" });
    assert.deepEqual(server.refused, []);
  });

  it("a body that was tampered with is refused", async () => {
    const server = await serve();
    const answer = await post(server.url, { headers: signed(BODY), body: `${BODY} ` });
    assertRefused(answer, server, 401, "signature_mismatch");
  });

  it("a malformed signature is refused", async () => {
    const server = await serve();
    const headers = { "X-BottleCRM-Signature": "sha256=zz" };
    assertRefused(await post(server.url, { headers, body: BODY }), server, 401, "malformed_signature");
  });

  it("a request without a signature is refused", async () => {
    const server = await serve();
    assertRefused(await post(server.url, { body: BODY }), server, 401, "missing_header");
  });

  it("a signature header that is there twice is refused", async () => {
    const server = await serve();
    const line = Object.entries(signed(BODY)).flat();
    const answer = await post(server.url, { headers: [...line, ...line], body: BODY });
    assertRefused(answer, server, 401, doubled);
  });

  it("an authentic body that is no event is refused", async () => {
    const server = await serve();
    const answer = await post(server.url, { headers: signed("{}"), body: "{}" });
    assertRefused(answer, server, 400, "malformed_payload");
  });

  for (const [what, body] of [
    ["a byte order mark", Buffer.from('\ufeff{"a":1}')],
    ["invalid UTF-8", Buffer.from([0x7b, 0xff, 0xc3, 0x28, 0xed, 0xa0, 0x80, 0x00])],
    ["emoji and line endings", Buffer.from('{ "a" : "🙂",\r\n"b":1.0}\r\n')],
    ["what looks compressed", Buffer.from([0x1f, 0x8b, 0x08, 0x00])],
    ["nothing", Buffer.alloc(0)],
    ["every byte, in many chunks", Buffer.from(Array.from({ length: 100_000 }, (_, i) => i % 256))],
  ]) {
    it(`a body of ${what} is verified to the byte`, async () => {
      const server = await serve(ANY);
      const half = body.length >> 1;
      const chunks = [body.subarray(0, half), body.subarray(half)].filter(({ length }) => length > 0);
      for (const sent of [body, chunks]) {
        const answer = await post(server.url, { headers: signedAny(body), body: sent });
        assert.equal(answer.status, 200, answer.text);
        assert.ok(body.equals(server.events.at(-1).body));
      }
    });
  }

  it("the content type does not matter", async () => {
    const server = await serve();
    for (const type of [
      "application/json",
      "application/json; charset=utf-16",
      "application/x-www-form-urlencoded",
      "multipart/form-data; boundary=x",
      "text/plain",
      "application/cloudevents+json",
    ]) {
      const headers = { ...signed(BODY), "content-type": type };
      const answer = await post(server.url, { headers, body: BODY });
      assert.equal(answer.status, 200, `${type}: ${answer.text}`);
      assert.ok(Buffer.from(BODY).equals(server.events.at(-1).body));
    }
  });

  it("a request that says nothing of a body has an empty one", async () => {
    const server = await serve(ANY);
    const lines = Object.entries(signedAny("")).map(([header, value]) => `${header}: ${value}\r\n`);
    const connection = await dial(
      server.url,
      `POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${lines.join("")}\r\n`,
    );
    await connection.closed;
    assert.match(connection.received, /^HTTP\/1\.1 200 /);
    assert.equal(server.events[0].body.length, 0);
  });

  it("a body of the largest size is read, and none larger", async () => {
    const server = await serve({ maxBody: 64 });
    const body = `{"id":"${"x".repeat(64 - 9)}"}`;
    const larger = `${body} `;
    for (const chunked of [false, true]) {
      server.events.length = 0;
      const refused = await post(server.url, { headers: signed(larger), body: chunked ? [larger] : larger });
      assertRefused(refused, server, 413, "body_too_large");
      assert.deepEqual(server.refused.at(-1).error.details, { size: 65, limit: 64 });
      const taken = await post(server.url, { headers: signed(body), body: chunked ? [body] : body });
      assert.equal(taken.status, 200, taken.text);
    }
  });

  it("by default, a body has at most 1 MiB", async () => {
    const server = await serve();
    const body = `{"id":"a"}${" ".repeat(MIB - 10)}`;
    const larger = `${body} `;
    const taken = await post(server.url, { headers: signed(body), body });
    assert.equal(taken.status, 200, taken.text);
    server.events.length = 0;
    assertRefused(await post(server.url, { headers: signed(larger), body: larger }), server, 413, "body_too_large");
  });

  it("one who sends too much gets to read the answer, and may go on", async () => {
    const server = await serve();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    after(() => agent.destroy());
    const piece = Buffer.alloc(2 ** 16);
    const pieces = Array.from({ length: 64 }, () => piece);
    for (const body of [Buffer.alloc(4 * MIB), pieces]) {
      server.events.length = 0;
      assertRefused(await post(server.url, { body, agent }), server, 413, "body_too_large");
      const next = await post(server.url, { headers: signed(BODY), body: BODY, agent });
      assert.equal(next.status, 200);
    }
  });

  it("a body that never ends is refused at once, and cut off after a while", async () => {
    const server = await serve();
    const head = "POST / HTTP/1.1\r\nHost: localhost\r\n";
    const waiting = await dial(server.url, `${head}Content-Length: 10000000000\r\n\r\n{`);
    const endless = await dial(server.url, `${head}Transfer-Encoding: chunked\r\n\r\n`);
    let isClosed = false;
    void endless.closed.then(() => (isClosed = true));
    const chunk = Buffer.concat([Buffer.from("10000\r\n"), Buffer.alloc(0x10000), Buffer.from("\r\n")]);
    const began = Date.now();
    while (!isClosed && Date.now() - began < 60_000) {
      if (endless.socket.writable) endless.socket.write(chunk);
      await wait(5);
    }
    assert.ok(isClosed, "the connection is still open");
    await waiting.closed;
    for (const { received } of [waiting, endless]) assert.match(received, /^HTTP\/1\.1 413 /);
    assert.deepEqual(server.refused.map(({ error }) => error.code), ["body_too_large", "body_too_large"]);
    assert.ok(server.refused.every(({ error }) => error.details.limit === MIB));
  });

  it("a sender that goes away is no event, and does no harm", async () => {
    const server = await serve();
    const { socket, closed } = await dial(
      server.url,
      "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{",
    );
    await wait(50);
    socket.destroy();
    await closed;
    await wait(50);
    for (const what of ["events", "refused", "failures"]) assert.deepEqual(server[what], []);
    const answer = await post(server.url, { headers: signed(BODY), body: BODY });
    assert.equal(answer.status, 200);
  });

  it("what the handler throws goes to the framework", async () => {
    const failure = new Error("the database is down");
    const server = await serve({
      handle: async () => {
        await wait(1);
        throw failure;
      },
    });
    const answer = await post(server.url, { headers: signed(BODY), body: BODY });
    assert.equal(answer.status, 500);
    assert.deepEqual(server.failures, [failure]);
    assert.deepEqual(server.refused, []);
  });
}
