// The catalogue's schemes in the package: against what providers publish and
// what another program made, each by itself and all by name.

import assert from "node:assert/strict";
import { test } from "node:test";

import { catalogueFailures } from "../support/catalogue.mjs";
import { builtinSchemes, readRequests } from "../support/files.mjs";
import { loadPackage } from "../support/package.mjs";

/** One by every scheme's rules. */
const SECRET = "5a17c0ffee00112233445566778899aabbccddeeff001122";

const main = await loadPackage();
const catalogue = await loadPackage("countersign/schemes");

for (const kind of ["esm", "cjs"]) {
  const byId = Object.fromEntries(Object.values(catalogue[kind]).map((scheme) => [scheme.id, scheme]));

  for (const file of ["published", "independent"]) {
    test(`${kind}: ${file} requests verify, and none that is altered`, () => {
      assert.deepEqual(catalogueFailures(main[kind], byId, readRequests(file)), []);
    });
  }

  test(`${kind}: every scheme of the core is there, as it is written`, () => {
    const written = builtinSchemes();
    assert.ok(written.length >= 100);
    for (const { $schema, ...scheme } of written) assert.deepEqual(byId[scheme.id], scheme);
    assert.equal(Object.keys(byId).length, written.length);
    assert.equal(catalogue[kind].xTwitter.id, "x-twitter");
  });
}

test("a scheme of the catalogue is known by name once all are imported", async () => {
  for (const kind of ["esm", "cjs"]) {
    const { Verifier } = main[kind];
    const make = () => new Verifier("stripe", "whsec_secret");
    assert.throws(make, { code: "unknown_scheme" });
    assert.equal(new Verifier("standard-webhooks", "c2VjcmV0").scheme.id, "standard-webhooks");
    // Who freezes all that can be reached does not keep others from being added.
    for (const key of Reflect.ownKeys(main[kind].schemes)) Object.freeze(main[kind].schemes[key]);
  }
  await loadPackage("countersign/schemes/all");
  for (const kind of ["esm", "cjs"]) {
    for (const { id } of builtinSchemes()) {
      assert.equal(new main[kind].Verifier(id, SECRET).scheme.id, id);
    }
  }
});

test("what verifies by name is what verifies by itself", async () => {
  await loadPackage("countersign/schemes/all");
  const byName = Object.fromEntries(builtinSchemes().map(({ id }) => [id, id]));
  for (const request of readRequests("published")) {
    const { scheme, secret, headers, body, url, method } = request;
    const verifier = new main.esm.Verifier(byName[scheme], secret, { tolerance: Infinity });
    assert.ok(verifier.check(body, headers, { url, method }).ok, scheme);
  }
});
