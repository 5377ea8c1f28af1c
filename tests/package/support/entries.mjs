// What the package can be imported as: what its manifest exports, and what its
// README shows.

import { readFileSync } from "node:fs";

import { at } from "../../support/files.mjs";

const manifest = JSON.parse(readFileSync(at("pkg/package.json"), "utf8"));
const readme = readFileSync(at("pkg/README.md"), "utf8");

/** The manifest itself, which is exported for tools, and is no module. */
const MANIFEST = "countersign/package.json";

/** Every path that is exported, as it is imported. */
export const exported = Object.keys(manifest.exports)
  .map((path) => path.replace(".", "countersign"))
  .filter((path) => path !== MANIFEST)
  .sort();

/** What is imported for what it does, and has no names. */
export const EFFECTS = ["countersign/schemes/all"];

/**
 * Every path that the README names: in an import, in full in its text, or as
 * `/path` after another one.
 */
export const documented = [...new Set(readme.match(/(?<=[`"])countersign(\/[\w-]+)*(?=[`"])/g))].sort();

/** The names that the README imports of a path. */
export function documentedNames(path) {
  const imports = readme.matchAll(new RegExp(`^import \\{ (.*) \\} from "${path}";$`, "gm"));
  return [...new Set([...imports].flatMap(([, names]) => names.split(", ").map((name) => name.split(" as ")[0])))];
}
