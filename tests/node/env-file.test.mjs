// What `start.mjs` of the edge filter's folder reads its secrets with is Node's own
// reader. `cargo xtask serve` has one in Rust, and the same cases in its tests.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { parseEnv } from "node:util";

const cases = JSON.parse(readFileSync(new URL("../support/env-file-cases.json", import.meta.url), "utf8"));

for (const { name, text, variables } of cases) {
  test(`a file of secrets: ${name}`, () => {
    assert.deepEqual({ ...parseEnv(text) }, variables);
  });
}
