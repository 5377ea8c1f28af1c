// The files that make a project report on the package, and what it must report.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { at, readVectors } from "../../support/files.mjs";
import { documentedNames, EFFECTS, exported } from "./entries.mjs";

const vectors = readVectors();

const COMMON = {
  "trial.mjs": readFileSync(at("tests/package/support/trial.mjs"), "utf8"),
  "vectors.mjs": readFileSync(at("tests/support/vectors.mjs"), "utf8"),
  "files.mjs": `export default ${JSON.stringify(vectors)};\n`,
};

const members = exported.map((path, index) => `${JSON.stringify(path)}: m${index}`).join(", ");

/** A project whose `main.mjs` imports everything and does this with its report. */
export function importing(statement) {
  const imports = exported.map((path, index) => `import * as m${index} from "${path}";\n`);
  return {
    ...COMMON,
    "main.mjs":
      `${imports.join("")}import files from "./files.mjs";\nimport { trial } from "./trial.mjs";\n` +
      `const report = () => trial({ ${members} }, files);\n${statement}\n`,
  };
}

/** A project whose `main.cjs` requires everything, and prints its report. */
export function requiring() {
  const requires = exported.map((path, index) => `const m${index} = require("${path}");\n`);
  return {
    ...COMMON,
    "main.cjs":
      `${requires.join("")}Promise.all([import("./files.mjs"), import("./trial.mjs")]).then(\n` +
      `  ([files, { trial }]) => console.log(JSON.stringify(trial({ ${members} }, files.default))),\n);\n`,
  };
}

/** What prints the report. */
export const PRINT = "console.log(JSON.stringify(report()));";

/** Holds a report, as an object or as its JSON, against the vectors and the README. */
export function assertReport(given) {
  const report = typeof given === "string" ? JSON.parse(given) : given;
  assert.deepEqual(report.failures, []);
  // Every project imports all, so they are known by name.
  assert.deepEqual(report.byName, ["stripe", "x-twitter"]);
  assert.equal(report.byItself, "stripe");
  const builtin = new Set(vectors.map(({ scheme }) => scheme).filter((scheme) => typeof scheme === "string"));
  assert.deepEqual(report.schemes, [...builtin].sort());
  const expected = vectors.map(({ id, cases }) => {
    const { event } = cases.find(({ name }) => name === "authentic").expect;
    return [id, event.id, "signature_mismatch", ["proven body_trimmed"]];
  });
  assert.deepEqual(report.answers, expected);

  assert.deepEqual(Object.keys(report.names).sort(), exported);
  for (const path of exported) {
    const documented = documentedNames(path);
    if (EFFECTS.includes(path)) continue;
    assert.ok(documented.length > 0, `the README imports nothing from ${path}`);
    for (const name of documented) assert.ok(report.names[path].includes(name), `${path} has no ${name}`);
  }
}
