import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

import { at } from "../support/files.mjs";
import { loadPackage } from "../support/package.mjs";
import { file, run } from "./support/run.mjs";

const { schemes } = (await loadPackage()).esm;
const files = readdirSync(at("src/schemes")).filter((name) => name.endsWith(".json"));
const builtin = files.map((name) => JSON.parse(readFileSync(at(`src/schemes/${name}`), "utf8")));

test("the list has every scheme", async () => {
  const { code, out } = await run(["schemes"]);
  assert.equal(code, 0);
  const [head, ...rows] = out.trimEnd().split("\n");
  assert.match(head, /^SCHEME +PROVIDER +SIGNATURE/);
  assert.deepEqual(rows.map((row) => row.split(" ")[0]), builtin.map(({ id }) => id).sort());
});

test("the list as JSON is what the package says", async () => {
  const { out } = await run(["schemes", "--json"]);
  assert.deepEqual(JSON.parse(out), JSON.parse(JSON.stringify(schemes)));
});

for (const scheme of builtin) {
  test(`${scheme.id}: everything about it is shown`, async () => {
    const { code, out } = await run(["schemes", scheme.id]);
    assert.equal(code, 0);
    const headers = [scheme.signature, scheme.timestamp, scheme.message_id].flatMap((part) => part?.header ?? []);
    const { attempts, delays_s: delays, disabled_after_failures: failures } = scheme.retries;
    for (const fact of [
      scheme.name,
      scheme.source,
      ...headers,
      scheme.signed_content,
      scheme.algorithm,
      ...scheme.event.types,
      scheme.timestamp ? "5 min, past or future" : "verifies for ever",
      attempts ? `up to ${attempts}` : "",
      delays ? "after 1 min, 5 min, 30 min, 2 h" : "",
      failures ? `after ${failures} failures` : "",
    ]) {
      assert.ok(out.includes(fact), `${fact} in:\n${out}`);
    }
  });

  test(`${scheme.id}: as JSON it is a file for --scheme-file`, async () => {
    const { out } = await run(["schemes", scheme.id, "--json"]);
    assert.deepEqual(JSON.parse(out), scheme);
    const own = file(`${scheme.id}.json`, out);
    const secret = scheme.secret.encoding === "base64" ? "whsec_c2VjcmV0" : "x";
    const options = { input: "{}", env: { OTHER: secret } };
    const signed = await run(["sign", "--scheme-file", own, "--secret-env", "OTHER"], options);
    assert.equal(signed.code, 0, signed.err);
  });
}
