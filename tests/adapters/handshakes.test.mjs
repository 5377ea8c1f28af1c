// What providers ask before they send events is answered, over real HTTP, by
// each of the adapters.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { after, test } from "node:test";

import { at } from "../support/files.mjs";
import { ASKED, SECRET, SIGNED, VERIFY_TOKEN } from "../support/handshakes.mjs";
import { loadPackage } from "../support/package.mjs";
import { FRAMEWORKS } from "./support/frameworks.mjs";

const { Verifier, sign } = (await loadPackage()).esm;
const { webhook } = (await loadPackage("countersign/node")).esm;

const builtin = (id) => JSON.parse(readFileSync(at(`schemes/catalogue/${id}.json`), "utf8"));

/** The rest of the schemes that have a handshake, by what is asked, the answer, and its headers. */
const OTHERS = {
  asana: [
    { method: "POST", headers: { "x-hook-secret": "b537207f20cbfa02" }, body: "{}" },
    "",
    { "x-hook-secret": "b537207f20cbfa02" },
  ],
  front: [{ method: "POST", headers: { "x-front-challenge": "8a7f" }, body: "{}" }, "8a7f"],
  mandrill: [{ method: "HEAD" }, ""],
  nylas: [{ method: "GET", query: "?challenge=b1946ac9" }, "b1946ac9"],
  trello: [{ method: "HEAD" }, ""],
};

test("there is a request for every built-in scheme that has a handshake", () => {
  const ids = readdirSync(at("schemes/catalogue")).map((file) => file.replace(".json", ""));
  const shaking = ids.filter((id) => builtin(id).handshakes !== undefined);
  assert.deepEqual(shaking.sort(), [SIGNED, ASKED, OTHERS].flatMap(Object.keys).sort());
});

for (const [framework, start] of Object.entries(FRAMEWORKS)) {
  /** A server for a scheme, with the events and the refusals that it has seen. */
  async function serve(id, more) {
    const seen = { events: [], refused: [] };
    const handle = (event) => (seen.events.push(event.id), "handled");
    const options = {
      onReject: (error) => seen.refused.push(error.code),
      publicUrl: "https://hooks.example.com/hooks",
      ...more,
    };
    const server = await start(new Verifier(builtin(id), SECRET), handle, options);
    after(server.close);
    return Object.assign(seen, { url: `${server.url}hooks` });
  }

  for (const [id, { body, headers, answer, type, old }] of Object.entries(SIGNED)) {
    test(`${framework}: ${id} asks, signed`, async () => {
      const server = await serve(id);
      const post = (headers) => fetch(server.url, { method: "POST", body, headers });
      const response = await post(headers(body));
      assert.deepEqual([response.status, await response.text()], [200, answer]);
      // Fastify adds a charset to JSON.
      assert.ok(response.headers.get("content-type").startsWith(type));
      assert.equal(response.headers.get("x-content-type-options"), "nosniff");
      assert.deepEqual(server.refused, []);

      for (const [forged, code] of [
        [headers(`${body} `), "signature_mismatch"],
        [headers(body, old), "timestamp_too_old"],
        [{}, "missing_header"],
      ]) {
        // What tells Twitch's from an event stands in a header, and is not signed.
        const response = await post({ ...pick(headers(body), "twitch-eventsub-message-type"), ...forged });
        const text = await response.text();
        assert.deepEqual([response.status, JSON.parse(text).code], [401, code], text);
        assert.ok(!text.includes(answer));
        assert.equal(server.refused.at(-1), code);
      }
      assert.deepEqual(server.events, []);
    });
  }

  for (const [id, { query, answer, forged }] of Object.entries(ASKED)) {
    test(`${framework}: ${id} asks by GET`, async () => {
      const server = await serve(id, { verifyToken: VERIFY_TOKEN });
      const response = await fetch(`${server.url}?${query}`);
      assert.deepEqual([response.status, await response.text()], [200, answer]);
      for (const other of [...forged, "other=1"]) {
        const refused = await fetch(`${server.url}?${other}`);
        assert.equal(refused.status, 401, other);
        assert.ok(!(await refused.text()).includes("sha256="));
      }
      assert.equal(server.refused.length, forged.length + 1);
      assert.deepEqual(server.events, []);
    });
  }

  test(`${framework}: who has told no token believes none`, async () => {
    const server = await serve("meta");
    for (const query of [ASKED.meta.query, "hub.mode=subscribe&hub.challenge=1&hub.verify_token="]) {
      const response = await fetch(`${server.url}?${query}`);
      assert.deepEqual([response.status, server.refused.pop()], [401, "signature_mismatch"]);
    }
  });

  for (const [id, [{ query = "", ...request }, answer, shown = {}]] of Object.entries(OTHERS)) {
    test(`${framework}: ${id} asks`, async () => {
      const server = await serve(id);
      const response = await fetch(server.url + query, request);
      assert.deepEqual([response.status, await response.text()], [200, answer]);
      for (const [name, value] of Object.entries(shown)) assert.equal(response.headers.get(name), value);
      const event = await fetch(server.url, { method: "POST", body: "{}" });
      assert.deepEqual([event.status, server.refused], [401, ["missing_header"]]);
      assert.deepEqual(server.events, []);
    });
  }

  test(`${framework}: events come through beside them`, async () => {
    const server = await serve("slack");
    const body = '{"type":"event_callback","event":{"type":"message"}}';
    const headers = sign(builtin("slack"), SECRET, body);
    const response = await fetch(server.url, { method: "POST", body, headers });
    assert.deepEqual([response.status, await response.text()], [200, "handled"]);
    assert.equal(server.events.length, 1);
  });
}

function pick(headers, name) {
  return name in headers ? { [name]: headers[name] } : {};
}

test("a token that is no text is said at once", () => {
  assert.throws(() => webhook(new Verifier(builtin("meta"), SECRET), () => {}, { verifyToken: 1 }), {
    name: "TypeError",
    message: /verifyToken/,
  });
});
