// The causes are the same in the core, in the types and in the documentation.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { at } from "../support/files.mjs";

const read = (path) => readFileSync(at(path), "utf8");
const pairs = (text, pattern) => [...text.matchAll(pattern)].map(([, code, title]) => [code, title]);

const inCore = pairs(read("src/explain/cause_code.rs").replaceAll("\\\\", "\\"), /^ {4}\w+ "(\w+)" "(.*)"$/gm);

test("the documentation has every cause, by its title", () => {
  assert.ok(inCore.length > 30);
  assert.deepEqual(pairs(read("docs/explain.md"), /^\| `(\w+)` \| (.*?) \| .+ \|$/gm), inCore);
});

test("the types have every cause", () => {
  const [, union] = /^export type CauseCode =\n(.*?);$/ms.exec(read("pkg/ts/explain/types.ts"));
  assert.deepEqual(pairs(union, /"(\w+)"/g).map(([code]) => code), inCore.map(([code]) => code));
});
