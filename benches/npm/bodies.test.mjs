import assert from "node:assert/strict";
import { test } from "node:test";

import { makeBody } from "./requests/bodies.mjs";

for (const envelope of ["first", "last"]) {
  test(`a body has the size that is asked for, and its envelope ${envelope}`, () => {
    for (const size of [256, 257, 1024, 4096, 65_536, 1_048_576]) {
      const body = makeBody(size, 7, envelope);
      assert.equal(body.length, size);
      const { id, type, createdUtc, payload } = JSON.parse(body);
      assert.deepEqual([id, type, createdUtc], [480_000_007, "client.updated", "2026-09-21T14:13:18Z"]);
      assert.equal(payload.client_id, 7007);
      assert.equal(body.indexOf('"id":480') < 10, envelope === "first");
    }
  });
}

test("no two bodies are alike, and one that cannot be is refused", () => {
  const bodies = Array.from({ length: 64 }, (_, number) => makeBody(1024, number).toString());
  assert.equal(new Set(bodies).size, 64);
  assert.throws(() => makeBody(50, 0), RangeError);
});
