// An id that is not known: the error says what to import, or what was meant.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { builtinSchemes } from "../support/files.mjs";
import { loadPackage, projectFolder } from "../support/package.mjs";

const main = await loadPackage();
const exported = Object.fromEntries(
  Object.entries((await loadPackage("countersign/schemes")).esm).map(([name, { id }]) => [id, name]),
);

const SECRET = "a secret";

/** What takes a scheme's id. */
const entries = {
  Verifier: ({ Verifier }, id) => new Verifier(id, SECRET),
  sign: ({ sign }, id) => sign(id, SECRET, "{}"),
  explain: ({ explain }, id) => explain({ scheme: id, secret: SECRET, headers: {}, body: "{}" }),
};

for (const kind of ["esm", "cjs"]) {
  const named = new Set(main[kind].schemes.map(({ id }) => id));

  for (const [entry, call] of Object.entries(entries)) {
    const messageOf = (id) => {
      try {
        call(main[kind], id);
      } catch (error) {
        assert.ok(error instanceof main[kind].VerificationError);
        assert.deepEqual([error.code, error.statusCode, error.details], ["unknown_scheme", 500, { id }]);
        return error.message;
      }
      assert.fail(`${id} is known`);
    };

    test(`${kind}: ${entry} says how each scheme of the catalogue is imported`, () => {
      const ids = builtinSchemes().map(({ id }) => id).filter((id) => !named.has(id));
      assert.ok(ids.length >= 100);
      for (const id of ids) {
        const name = exported[id];
        const message = messageOf(id);
        assert.ok(message.includes(`import { ${name} } from "countersign/schemes"`), message);
        const required = `const { ${name} } = require("countersign/schemes")`;
        assert.equal(message.includes(required), kind === "cjs", message);
      }
    });

    test(`${kind}: ${entry} says what was probably meant`, () => {
      const ofCatalogue = messageOf("stripee");
      assert.match(ofCatalogue, /did you mean `stripe`\? Then import \{ stripe \} from "countersign\/schemes"/);
      assert.match(messageOf("Stripe"), /did you mean `stripe`\?/);
      assert.match(messageOf("botlecrm"), /did you mean `bottlecrm`\?$/);
      assert.match(messageOf("twitter"), /did you mean `x-twitter`\? Then import \{ xTwitter \}/);
      assert.match(messageOf("hubspot"), /did you mean `hubspot-v1` or `hubspot-v2` or `hubspot-v3`\? For the first, import/);
      for (const id of ["acme", "", "constructor", "__proto__"]) {
        assert.match(messageOf(id), /no built-in scheme is called .* `npx countersign schemes` lists them/);
      }
    });
  }
}

test("what is known by name needs no import", () => {
  const folder = projectFolder();
  const file = join(folder, "all.mjs");
  writeFileSync(
    file,
    `import { Verifier } from "countersign";
    import "countersign/schemes/all";
    try { new Verifier("stripee", "a secret"); } catch ({ message }) { console.log(message); }`,
  );
  const message = String(execFileSync(process.execPath, [file]));
  assert.match(message, /did you mean `stripe`\?\n$/);
});
