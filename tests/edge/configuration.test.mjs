// A wrong configuration stops `serve` with one line that names the key. The
// whole table of what is wrong is tested beside the code that reads it.

import assert from "node:assert/strict";
import { test } from "node:test";

import { configuration, refusal, workspace } from "./support/filter.mjs";

const good = configuration({ destinations: { app: { url: "https://app.example.com/" } } });

// What is replaced stands first in the source `optimo`.
for (const [what, from, to, path] of [
  ["an unknown scheme", '"optimocms"', '"optimo"', "sources.optimo.scheme"],
  ["a missing secret", '["OPTIMO_SECRET"]', '["OPTIMA_SECRET"]', "sources.optimo.secrets[0]"],
  ["an unknown destination", '{ to = "app" }', '{ to = "ap" }', "sources.optimo.routes[0].to"],
  ["a misspelt key of a source", "\nsecrets", "\nsecret", "sources.optimo.secret"],
  ["a misspelt key of a destination", "\nsign_with", "\nsign_wiht", "destinations.app.sign_wiht"],
  ["a misspelt section", "COUNTERSIGN.destinations", "COUNTERSIGN.destination", "destination"],
]) {
  test(`${what} stops serve with one line`, async (context) => {
    assert.ok(good.includes(from));
    const folder = await workspace(context, good.replace(from, to));
    const { code, stdout, stderr } = await refusal(folder);
    assert.equal(code, 1);
    assert.equal(stdout, "");
    const where = `${folder}/wrangler.toml: vars.COUNTERSIGN.${path}: `;
    assert.equal(stderr.slice(0, where.length), where);
    assert.equal(stderr.indexOf("\n"), stderr.length - 1, stderr);
  });
}
