// The corpus of broken requests, through the npm package.

import assert from "node:assert/strict";
import { test } from "node:test";

import { loadPackage } from "../support/package.mjs";
import { cases, inputOf, repaired } from "./support.mjs";

const { explain, Verifier } = (await loadPackage()).esm;

/** What is wrong with what is said of a case. */
function complaint(broken) {
  const input = inputOf(broken);
  const said = explain(input);
  const found = said.causes.map(({ code, certainty }) => `${certainty} ${code}`);
  const sure = said.causes.filter(({ certainty }) => certainty !== "hint").map(({ code }) => code);
  const [first] = said.causes;
  const isRight = {
    single: () => first?.code === broken.codes[0] && first.certainty === broken.certainty,
    pair: () => broken.codes.every((code) => sure.includes(code)) && broken.codes.includes(first.code),
    wrong: () =>
      said.causes.every(({ certainty, repair }) => certainty !== "proven" && repair === undefined) &&
      said.signature !== "matches" &&
      (!said.search.ran || said.search.conclusion !== null),
  }[broken.kind]();
  if (!isRight) return `${broken.name}: found ${found}`;
  for (const { repair } of said.causes) {
    const remaining = repair && refusal(repaired(input, repair));
    if (remaining) return `${broken.name}: the repair leaves ${remaining}`;
  }
  return undefined;
}

/** Why a verifier refuses a request, but for its payload. */
function refusal({ scheme, secret, headers, body, url, method, now }) {
  const result = new Verifier(scheme, secret).check(body, headers, { url, method, now });
  return result.ok || result.error.code === "malformed_payload" ? undefined : result.error.message;
}

for (const [kind, what, least] of [
  ["single", "one fault: its cause comes first", 300],
  ["pair", "two faults: both are named", 100],
  ["wrong", "a wrong secret: nothing is proven", 200],
]) {
  test(what, () => {
    const all = cases.filter((broken) => broken.kind === kind);
    assert.ok(all.length >= least, `${all.length} cases`);
    assert.deepEqual(all.map(complaint).filter(Boolean), []);
  });
}
