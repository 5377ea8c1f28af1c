import { readFileSync } from "node:fs";

import { type Scheme, VerificationError, Verifier } from "../index.js";
import { builtin } from "../scheme.js";
import type { Arguments, Option } from "./arguments.js";
import { closest } from "./closest.js";
import { CommandError, systemReason, UsageError } from "./errors.js";

export const SCHEME_OPTION: Option = {
  name: "scheme-file",
  value: "FILE",
  help: "A scheme of your own, in JSON, in place of SCHEME",
};

/** The scheme of a command line, and the positional arguments behind it. */
export function takeScheme(args: Arguments): { scheme: Scheme; rest: readonly string[] } {
  const file = args.text(SCHEME_OPTION.name);
  if (file !== undefined) return { scheme: readSchemeFile(file), rest: args.positionals };
  const [id, ...rest] = args.positionals;
  if (id === undefined) throw new UsageError("which SCHEME? `countersign schemes` lists them");
  return { scheme: builtinScheme(id), rest };
}

/** The built-in scheme of an id. What is no id is not repeated whole: it may be a secret. */
export function builtinScheme(id: string): Scheme {
  const scheme = builtin.find((candidate) => candidate.id === id);
  if (scheme) return scheme;
  const ids = builtin.map((candidate) => candidate.id);
  const meant = closest(id.toLowerCase(), ids);
  throw new UsageError(
    `no built-in scheme has this id: ${meant ? `did you mean ${meant}?` : `there are ${ids.join(", ")}`}`,
  );
}

function readSchemeFile(file: string): Scheme {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new CommandError(`cannot read the scheme ${file}: ${systemReason(error)}`);
  }
  try {
    const scheme = JSON.parse(text) as Scheme;
    check(scheme);
    return scheme;
  } catch (error) {
    const { message } = error as Error;
    throw new CommandError(`${file}: ${error instanceof SyntaxError ? `not JSON: ${message}` : message}`);
  }
}

/** Has the core look at it. Any secret will do. */
function check(scheme: Scheme): void {
  try {
    new Verifier(scheme, "c2VjcmV0");
  } catch (error) {
    if (!(error instanceof VerificationError) || error.code !== "invalid_secret") throw error;
  }
}
