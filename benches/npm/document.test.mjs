import assert from "node:assert/strict";
import { test } from "node:test";

import { markdownTable, replaceSection } from "./report/document.mjs";

test("a section is added once, then replaced, and the rest stays", () => {
  const one = replaceSection("# Title\n\nBy hand.\n", "npm", "first");
  const two = replaceSection(one, "edge", "of another");
  const three = replaceSection(two, "npm", "second $& $1");
  assert.match(two, /By hand\.[^]*first[^]*of another/);
  assert.match(three, /By hand\.[^]*second \$& \$1[^]*of another/);
  assert.doesNotMatch(three, /first/);
  assert.equal(replaceSection(three, "npm", "second $& $1"), three);
});

test("a section without an end is an error", () => {
  const text = replaceSection("", "npm", "first").replace("<!-- end of npm -->", "");
  assert.throws(() => replaceSection(text, "npm", "second"));
});

test("a table has names to the left and numbers to the right", () => {
  assert.equal(
    markdownTable({ head: ["a", "b"], lines: [["x", "1"]] }),
    "| a | b |\n| --- | ---: |\n| x | 1 |",
  );
});
