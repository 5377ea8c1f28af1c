import assert from "node:assert/strict";
import { test } from "node:test";

import { ownScheme } from "../support/files.mjs";
import { loadPackage } from "../support/package.mjs";

const { Verifier, schemes, sign } = (await loadPackage()).esm;

const NOW = 1_790_000_000_000;
const BODY = '{"id":"evt_1","type":"a","meta":{"event/id":"evt_1"}}';
const SECRET = "c2VjcmV0IHNlY3JldA=="; // text for some schemes, base64 for others

for (const scheme of [...schemes.map(({ id }) => id), ownScheme("acme")]) {
  test(`${scheme.id ?? scheme}: what is signed verifies`, () => {
    const verifier = new Verifier(scheme, SECRET);
    const headers = sign(scheme, SECRET, BODY, { now: NOW });
    const names = verifier.scheme.headers.map((name) => name.toLowerCase());
    assert.deepEqual(Object.keys(headers).sort(), names.sort());
    assert.equal(verifier.verify(BODY, headers, { now: NOW }).body.length, BODY.length);
    assert.equal(verifier.check(`${BODY} `, headers, { now: NOW }).error.code, "signature_mismatch");
  });
}

test("the time is now, where none is given", () => {
  const before = Date.now();
  const time = Number(sign("optimocms", SECRET, BODY)["x-optimocms-timestamp"]);
  assert.ok(before <= time && time <= Date.now(), `${time}`);
});

test("the id is a new one, where none is given", () => {
  const id = () => sign("standard-webhooks", SECRET, BODY)["webhook-id"];
  assert.match(id(), /^msg_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  assert.notEqual(id(), id());
});

test("the same arguments make the same headers", () => {
  const make = () => sign("standard-webhooks", SECRET, BODY, { now: NOW, id: "msg_1" });
  assert.deepEqual(make(), make());
  assert.equal(make()["webhook-id"], "msg_1");
  assert.equal(make()["webhook-timestamp"], "1790000000");
});

test("text that a template would stumble over is signed as it is", () => {
  for (const body of ["$&", "$$", "{body}", "{timestamp}.{body}", "\0"]) {
    const headers = sign("standard-webhooks", SECRET, body);
    assert.ok(new Verifier("standard-webhooks", SECRET).check(body, headers).ok, body);
  }
});

test("an id that could not stand in a header is refused", () => {
  for (const id of ["", "a b", "a\r\nX-Other: 1", "é", "\ud800", 7, null, Symbol("x"), {}]) {
    assert.throws(() => sign("standard-webhooks", SECRET, BODY, { id }), TypeError);
  }
});

test("a time that is no number is refused", () => {
  for (const now of [NaN, Infinity, -Infinity, "1790000000000", new Date(), 1n, null]) {
    assert.throws(() => sign("optimocms", SECRET, BODY, { now }), TypeError);
  }
});

test("a secret or scheme that is none is refused", () => {
  assert.throws(() => sign("bottlecrm", "", BODY), { code: "invalid_secret", status: 500 });
  assert.throws(() => sign("standard-webhooks", "not base64!", BODY), { code: "invalid_secret" });
  assert.throws(() => sign("none", SECRET, BODY), { code: "unknown_scheme" });
  for (const secret of [undefined, null, [SECRET], Buffer.from(SECRET), 1]) {
    assert.throws(() => sign("bottlecrm", secret, BODY), TypeError);
  }
});
