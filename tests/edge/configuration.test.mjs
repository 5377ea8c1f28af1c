// A wrong configuration stops `serve` with one line that names the key. The
// whole table of what is wrong is tested beside the code that reads it, and so are
// placeholders.

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
  test(`${what} is refused at start in one line`, async (context) => {
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

for (const [what, name, value, path] of [
  ["a provider's secret", "OPTIMO_SECRET", "whsec_…", "sources.optimo.secrets[0]"],
  ["a countersigning secret", "SINK_SECRET", "changeme", "destinations.app.sign_with"],
  ["a bearer token", "APP_TOKEN", "YOUR_API_KEY", "destinations.app.bearer"],
  ["an admin token", "ADMIN_TOKEN", "not-a-real-secret", "admin.token"],
]) {
  test(`a placeholder for ${what} is refused at start in one line without it`, async (context) => {
    const config = good.replace("sign_with", 'bearer = "APP_TOKEN"\nsign_with');
    const admin = '[vars.COUNTERSIGN.admin]\ntoken = "ADMIN_TOKEN"\n';
    const tokens = { APP_TOKEN: "8c0e1fa4d2", ADMIN_TOKEN: "5b1d8c0e1fa4d296" };
    const folder = await workspace(context, config + admin, { ...tokens, [name]: value });
    const { code, stdout, stderr } = await refusal(folder);
    assert.equal(code, 1);
    assert.equal(stdout, "");
    const start = `${folder}/wrangler.toml: vars.COUNTERSIGN.${path}: the secret "${name}" is a placeholder; `;
    assert.equal(stderr.slice(0, start.length), start);
    assert.match(stderr, /make one: openssl rand/);
    assert.ok(!stderr.includes(value));
    assert.equal(stderr.indexOf("\n"), stderr.length - 1, stderr);
  });
}
