// What is Express's own, in both of its versions.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import { loadPackage } from "../../support/package.mjs";
import { behaves } from "./behaviour.mjs";
import { post } from "./client.mjs";
import { listen } from "./serve.mjs";

const { Verifier, sign } = (await loadPackage()).esm;
const { webhook } = (await loadPackage("countersign/express")).esm;

const BODY = '{"id":"evt_1"}';
const headers = { ...sign("bottlecrm", "a secret", BODY), "content-type": "application/json" };
const verifier = new Verifier("bottlecrm", "a secret");

export function testExpress(name, express) {
  behaves(
    name,
    ({ verifier, handle, options, onFailure }) => {
      const app = express();
      app.post("/", webhook(verifier, options), async (request, response, next) => {
        try {
          response.send(await handle(request.webhook));
        } catch (error) {
          next(error);
        }
      });
      app.use((error, _request, response, _next) => {
        onFailure(error);
        response.sendStatus(500);
      });
      return listen(app);
    },
    { doubled: "ambiguous_header" },
  );

  /** What is answered behind other middleware. */
  async function answerBehind(before, { send = {}, options } = {}) {
    const app = express();
    const failures = [];
    app.use(...before);
    app.post("/", webhook(verifier, options), (request, response) => response.send(request.webhook.id));
    app.use((error, _request, response, _next) => {
      failures.push(error);
      response.sendStatus(error.status ?? 500);
    });
    const server = await listen(app);
    after(server.close);
    const { status, text } = await post(server.url, { headers, body: BODY, ...send });
    return { status, text, failures };
  }

  for (const [what, parser, type] of [
    ["json()", express.json(), "application/json"],
    ["urlencoded()", express.urlencoded({ extended: false }), "application/x-www-form-urlencoded"],
    ["text()", express.text(), "text/plain"],
  ]) {
    test(`${name}: express.${what} before it is the developer's mistake`, async () => {
      const send = { headers: { ...headers, "content-type": type } };
      const { status, failures } = await answerBehind([parser], { send });
      assert.equal(status, 500);
      assert.match(failures[0].message, /was read before.*express\.json.*rawBody = bytes/);
    });
  }

  test(`${name}: a parser that leaves the body alone does no harm`, async () => {
    const send = { headers: { ...headers, "content-type": "text/plain" } };
    const { status, text } = await answerBehind([express.json()], { send });
    assert.deepEqual([status, text], [200, "evt_1"]);
  });

  test(`${name}: a parser after it does no harm to either`, async () => {
    const app = express();
    app.post("/hooks", webhook(verifier), (request, response) => response.send(request.webhook.id));
    app.use(express.json());
    app.post("/api", (request, response) => response.send(request.body.id));
    const server = await listen(app);
    after(server.close);
    for (const path of ["hooks", "api"]) {
      const answer = await post(server.url + path, { headers, body: BODY });
      assert.deepEqual([answer.status, answer.text], [200, "evt_1"]);
    }
  });

  test(`${name}: the bytes of express.raw() are taken`, async () => {
    const raw = [express.raw({ type: "*/*" })];
    const { status, text } = await answerBehind(raw);
    assert.deepEqual([status, text], [200, "evt_1"]);
    assert.equal((await answerBehind(raw, { send: { body: `${BODY} ` } })).status, 401);
    assert.equal((await answerBehind(raw, { options: { maxBody: 5 } })).status, 413);
  });

  test(`${name}: the bytes that a parser or a host has kept are taken`, async () => {
    const verify = (request, _response, bytes) => {
      request.rawBody = bytes;
    };
    const kept = [express.json({ verify })];
    const { status, text } = await answerBehind(kept);
    assert.deepEqual([status, text], [200, "evt_1"]);
    assert.equal((await answerBehind(kept, { send: { body: `${BODY} ` } })).status, 401);
  });

  test(`${name}: of bytes that a host keeps in shared memory, the event has a copy`, async () => {
    const memory = new SharedArrayBuffer(BODY.length);
    const keep = (request, _response, next) => {
      request.rawBody = Buffer.from(memory);
      request.rawBody.write(BODY);
      next();
    };
    const app = express();
    app.post("/hooks", keep, webhook(verifier), (request, response) => {
      request.rawBody.fill(0x20);
      response.send(request.webhook.payload.id);
    });
    const server = await listen(app);
    after(server.close);
    const { status, text } = await post(`${server.url}hooks`, { headers, body: BODY });
    assert.deepEqual([status, text], [200, "evt_1"]);
  });
}
