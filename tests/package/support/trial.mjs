// What every project runs. It knows no runtime.

import { failures } from "./vectors.mjs";

/**
 * What the package's entries export, and how it answers.
 *
 * @param entries The modules, by the path that each was imported as.
 * @param files The vectors.
 */
export function trial(entries, files) {
  const names = Object.entries(entries).map(([path, module]) => [path, exportsOf(module)]);
  return {
    names: Object.fromEntries(names),
    schemes: entries.countersign.schemes.map(({ id }) => id),
    byName: ["stripe", "x-twitter"].map((id) => new entries.countersign.Verifier(id, "secret").scheme.id),
    byItself: new entries.countersign.Verifier(entries["countersign/schemes"].stripe, "secret").scheme.id,
    answers: files.map((file) => answers(entries.countersign, file)),
    failures: files.flatMap((file) => failures(entries.countersign, file)),
  };
}

/** What `require` gives as a module has these two beside, by some bundlers. */
function exportsOf(module) {
  return Object.keys(module).filter((name) => name !== "default" && name !== "module.exports").sort();
}

/** To an authentic request, and to the same with a blank more; and why the last fails. */
function answers({ Verifier, explain }, { id, scheme, now, cases }) {
  const { secrets, headers, body } = cases.find(({ name }) => name === "authentic");
  const verifier = new Verifier(scheme, secrets);
  const answer = (body) => {
    const result = verifier.check(body, headers, { now });
    return result.ok ? result.event.id : result.error.code;
  };
  const { causes } = explain({ scheme, secret: secrets, headers, body: `${body} `, now });
  return [id, answer(body), answer(`${body} `), causes.map(({ code, certainty }) => `${certainty} ${code}`)];
}
