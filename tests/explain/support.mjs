// What the tests of `explain` share.

import { existsSync, readFileSync } from "node:fs";

import { at, ownScheme } from "../support/files.mjs";

const corpus = JSON.parse(readFileSync(at("tests/explain/corpus.json"), "utf8"));

/** When the corpus is judged. */
export const now = corpus.now;

/** The broken requests, as the package is given them; see generate.py. */
export const cases = corpus.cases.map(({ scheme, body, body_base64: base64, ...rest }) => ({
  ...rest,
  name: `${scheme} / ${rest.codes} ${rest.what}`,
  scheme: scheme === "acme" ? ownScheme(scheme) : scheme,
  body: base64 === undefined ? Buffer.from(body) : Buffer.from(base64, "base64"),
}));

/** A broken request as `explain` takes it. */
export function inputOf({ scheme, secrets, headers, body, url, method }) {
  return { scheme, secret: secrets, headers, body, url, method, now };
}

/** A built-in scheme by its id: the package itself knows by name what was imported. */
function builtin(id) {
  const file = ["builtin", "catalogue"].map((folder) => at(`schemes/${folder}/${id}.json`)).find(existsSync);
  return JSON.parse(readFileSync(file, "utf8"));
}

/** A request with everything changed that a repair says. */
export function repaired(input, repair) {
  const { body, secret, scheme, headers = [], url, now } = repair;
  const isChanged = ([name]) => headers.some(([other]) => other.toLowerCase() === name.toLowerCase());
  return {
    ...input,
    headers: [
      ...input.headers.filter((line) => !isChanged(line)),
      ...headers.filter(([, value]) => value !== null),
    ],
    ...(body !== undefined && { body: Buffer.from(body, "base64") }),
    ...(secret !== undefined && { secret }),
    ...(scheme !== undefined && { scheme: typeof scheme === "string" ? builtin(scheme) : scheme }),
    ...(url !== undefined && { url }),
    ...(now !== undefined && { now }),
  };
}
