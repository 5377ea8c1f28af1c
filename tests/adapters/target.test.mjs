// Schemes that sign where a request is sent: the URL is that of the
// configuration, and never what a sender says.

import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { text } from "node:stream/consumers";
import { once } from "node:events";
import { after, test } from "node:test";

import { at } from "../support/files.mjs";
import { loadPackage } from "../support/package.mjs";
import { FRAMEWORKS } from "./support/frameworks.mjs";

const { Verifier } = (await loadPackage()).esm;
const { webhook } = (await loadPackage("countersign/node")).esm;

const SECRET = "a secret";
const PUBLIC = "https://hooks.example.com/in";

const builtin = (id) => JSON.parse(readFileSync(at(`schemes/catalogue/${id}.json`), "utf8"));
const mac = (algorithm, content) => createHmac(algorithm, SECRET).update(content).digest("base64");
const now = () => String(Date.now());

/** A request as each provider signs it for a URL. */
const PROVIDERS = {
  twilio(url) {
    const fields = { To: "+15551234567", Body: "Zoë & 1+1", From: "+15557654321" };
    const sorted = Object.keys(fields).sort().map((name) => name + fields[name]).join("");
    return {
      headers: {
        "x-twilio-signature": mac("sha1", url + sorted),
        "content-type": "application/x-www-form-urlencoded",
      },
      body: new URLSearchParams(fields).toString(),
    };
  },
  square(url) {
    const body = '{"event_id":"e1","type":"payment.updated"}';
    return { headers: { "x-square-hmacsha256-signature": mac("sha256", url + body) }, body };
  },
  "hubspot-v3"(url, method) {
    const [body, time] = ['[{"eventId":1}]', now()];
    return {
      headers: {
        "x-hubspot-signature-v3": mac("sha256", method + url + body + time),
        "x-hubspot-request-timestamp": time,
      },
      body,
    };
  },
};

/** Sends a request to the letter: `fetch` would write the Host by itself. */
async function send(url, { method = "POST", headers, body }) {
  const outgoing = httpRequest(url, { method, headers: { ...headers, "content-length": Buffer.byteLength(body) } });
  outgoing.end(body);
  const [response] = await once(outgoing, "response");
  return [response.statusCode, await text(response)];
}

for (const [framework, start] of Object.entries(FRAMEWORKS)) {
  async function serve(id, options) {
    const server = await start(new Verifier(builtin(id), SECRET), () => "handled", options);
    after(server.close);
    return `${server.url}hooks`;
  }

  for (const [id, signed] of Object.entries(PROVIDERS)) {
    test(`${framework}: ${id} signs the URL that it was told`, async () => {
      const url = await serve(id, { publicUrl: PUBLIC });
      assert.deepEqual(await send(`${url}?a=1&b=%20`, signed(`${PUBLIC}?a=1&b=%20`, "POST")), [200, "handled"]);
      assert.deepEqual(await send(url, signed(PUBLIC, "POST")), [200, "handled"]);

      // Another query, the server's own URL, and what a sender says of itself.
      for (const [other, headers] of [
        [`${PUBLIC}?a=2`, {}],
        [`${url}?a=1`, {}],
        ["https://evil.example/hooks?a=1", { host: "evil.example", "x-forwarded-proto": "https" }],
        [
          "https://evil.example/hooks?a=1",
          { "x-forwarded-host": "evil.example", forwarded: "host=evil.example;proto=https" },
        ],
      ]) {
        const request = signed(other, "POST");
        const [status, answer] = await send(`${url}?a=1`, { ...request, headers: { ...request.headers, ...headers } });
        assert.deepEqual([status, JSON.parse(answer).code], [401, "signature_mismatch"], other);
      }
    });
  }

  test(`${framework}: the method is the request's own`, async () => {
    const url = await serve("hubspot-v3", { publicUrl: PUBLIC });
    const signed = PROVIDERS["hubspot-v3"](PUBLIC, "PUT");
    assert.deepEqual(await send(url, { ...signed, method: "PUT" }), [200, "handled"]);
    assert.equal((await send(url, signed))[0], 401);
  });

  test(`${framework}: a function makes the URL of a request`, async () => {
    const url = await serve("square", { publicUrl: () => `${PUBLIC}/tenant?x=1` });
    assert.equal((await send(`${url}?a=1`, PROVIDERS.square(`${PUBLIC}/tenant?x=1`)))[0], 200);
    assert.equal((await send(`${url}?a=1`, PROVIDERS.square(`${PUBLIC}?a=1`)))[0], 401);
  });

  test(`${framework}: a configured query stays`, async () => {
    const url = await serve("square", { publicUrl: `${PUBLIC}?key=1` });
    assert.equal((await send(`${url}?a=1`, PROVIDERS.square(`${PUBLIC}?key=1`)))[0], 200);
  });

  test(`${framework}: a hash in a signed query`, async () => {
    const url = await serve("twilio-json", { publicUrl: PUBLIC });
    const body = '{"a":1}';
    const query = `?bodySHA256=${createHash("sha256").update(body).digest("hex")}`;
    const headers = { "x-twilio-signature": mac("sha1", PUBLIC + query) };
    assert.equal((await send(url + query, { headers, body }))[0], 200);
    assert.equal((await send(url + query, { headers, body: '{"a":2}' }))[0], 401);
  });

  test(`${framework}: a signature in the query needs no URL`, async () => {
    const url = await serve("pandadoc", {});
    const body = '[{"event":"document_updated"}]';
    const signature = createHmac("sha256", SECRET).update(body).digest("hex");
    assert.equal((await send(`${url}?signature=${signature}`, { body }))[0], 200);
    assert.equal((await send(`${url}?signature=${signature}`, { body: `${body} ` }))[0], 401);
    assert.deepEqual(JSON.parse((await send(url, { body }))[1]).code, "missing_part");
  });
}

test("who does not say the URL is told at once", () => {
  const verifier = new Verifier(builtin("twilio"), SECRET);
  const start = (options) => webhook(verifier, () => {}, options);
  assert.throws(() => start({}), { name: "TypeError", message: /Twilio .* signs the URL/ });
  for (const publicUrl of ["hooks.example.com", "ftp://a.example/", "https://", "https://a b/", `${PUBLIC}#a`, 1, null, {}]) {
    assert.throws(() => start({ publicUrl }), { name: "TypeError", message: /publicUrl/ }, String(publicUrl));
  }
});
