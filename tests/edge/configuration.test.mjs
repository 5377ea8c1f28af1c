// A wrong configuration stops `serve` with one line that names the key. The
// whole table of what is wrong is tested beside the code that reads it.

import assert from "node:assert/strict";
import { test } from "node:test";

import { configuration, refusal, workspace } from "./support/filter.mjs";

const good = configuration({ destinations: { app: { url: "https://app.example.com/" } } });

for (const [what, from, to, path] of [
  ["an unknown scheme", 'scheme = "salesos"', 'scheme = "saleos"', "sources.sales.scheme"],
  ["a missing secret", '["BOTTLE_SECRET"]', '["BOTLE_SECRET"]', "sources.bottle.secrets[0]"],
  ["an unknown destination", '{ to = "app" }', '{ to = "ap" }', "sources.bottle.routes[0].to"],
  ["a misspelt key of a source", "\nsecrets", "\nsecret", "sources.bottle.secret"],
  ["a misspelt key of a destination", "\nsign_with", "\nsign_wiht", "destinations.app.sign_wiht"],
  ["a misspelt section", "COUNTERSIGN.destinations", "COUNTERSIGN.destination", "destination"],
]) {
  test(`${what} stops serve`, async (context) => {
    assert.ok(good.includes(from));
    const folder = await workspace(context, good.replace(from, to));
    const { code, stdout, stderr } = await refusal(folder);
    assert.equal(code, 1);
    assert.equal(stdout, "");
    assert.equal(stderr.trim().split("\n").length, 1, stderr);
    // The first source in the file is not the first by name, so only the key is compared.
    const key = path.split(".").at(-1);
    assert.match(stderr, new RegExp(`wrangler\\.toml: vars\\.COUNTERSIGN\\.\\S*${RegExp.escape?.(key) ?? key.replace(/[[\]]/g, "\\$&")}: `));
  });
}
