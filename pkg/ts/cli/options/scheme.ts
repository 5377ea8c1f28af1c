import { readFileSync, statSync } from "node:fs";

import { closest } from "../../closest.js";
import { VerificationError, Verifier } from "../../index.js";
import { builtin, type Scheme } from "../../scheme.js";
import { CommandError, systemReason, UsageError } from "../errors.js";
import { variantOf } from "../facade.js";
import { counted, printable } from "../terminal.js";
import type { Arguments, Option } from "./arguments.js";

export const SCHEME_OPTION: Option = {
  name: "scheme-file",
  value: "FILE",
  help: "A scheme of your own, in JSON, in place of SCHEME",
};

/** Ten times what any provider needs, in bytes. */
const MAX_FILE_BYTES = 2 ** 16;

/** The scheme of a command line, and the positional arguments behind it. */
export function takeScheme(args: Arguments): { scheme: Scheme; rest: readonly string[] } {
  const file = args.text(SCHEME_OPTION.name);
  if (file !== undefined) return { scheme: usable(file), rest: args.positionals };
  const [id, ...rest] = args.positionals;
  if (id === undefined) throw new UsageError("which SCHEME? `countersign schemes` lists them");
  return { scheme: builtinScheme(id), rest };
}

/** The built-in scheme of an id. What is no id is not repeated whole: it may be a secret. */
function builtinScheme(id: string): Scheme {
  const scheme = builtin.find((candidate) => candidate.id === id);
  if (scheme) return scheme;
  const meant = closest(id.toLowerCase(), builtin.map((candidate) => candidate.id));
  throw new UsageError(
    `no built-in scheme has this id: ${meant ? `did you mean ${meant}?` : "`countersign schemes` lists them"}`,
  );
}

/** What is wrong with a scheme. */
export interface Fault {
  /** Where, as `signature.prefix`. Nothing where it is all of the file. */
  readonly path: string;
  readonly reason: string;
}

/** A scheme in a file, or what is wrong with it. */
export function readSchemeFile(file: string): { readonly scheme: Scheme } | { readonly fault: Fault } {
  let text: string;
  try {
    if (statSync(file).size > MAX_FILE_BYTES) {
      return { fault: { path: "", reason: `it is larger than ${counted(MAX_FILE_BYTES, "byte")}` } };
    }
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new CommandError(`cannot read the scheme ${file}: ${systemReason(error)}`);
  }
  return parseScheme(text.replace(/^\ufeff/, ""));
}

/** A scheme that is written as JSON, or what is wrong with it. */
export function parseScheme(text: string): { readonly scheme: Scheme } | { readonly fault: Fault } {
  let scheme: Scheme;
  try {
    scheme = JSON.parse(text) as Scheme;
  } catch (error) {
    return { fault: { path: "", reason: `not JSON: ${(error as Error).message}` } };
  }
  const fault = faultOf(scheme);
  return fault ? { fault } : { scheme };
}

/** What the core finds wrong. Any secret will do: it looks at the scheme first. */
function faultOf(scheme: Scheme): Fault | undefined {
  try {
    new Verifier(scheme, "c2VjcmV0");
    return undefined;
  } catch (error) {
    if (error instanceof TypeError) return { path: "", reason: error.message };
    if (!(error instanceof VerificationError)) throw error;
    if (error.code === "invalid_secret") return undefined;
    const { path = "", reason = error.message } = error.details;
    return { path: String(path), reason: String(reason) };
  }
}

function usable(file: string): Scheme {
  const read = readSchemeFile(file);
  if ("scheme" in read) return read.scheme;
  const { path, reason } = read.fault;
  throw new CommandError(`${file}: ${path === "" ? "" : `${printable(path)}: `}${printable(reason, 500)}`);
}

export const VARIANT_OPTION: Option = {
  name: "variant",
  value: "ID",
  help: "Another form of the scheme's, as `schemes` shows them",
};

/** The form of a scheme that is asked for: a variant's, or its own. */
export function takeForm(args: Arguments, scheme: Scheme): { form: Scheme; variant: string | undefined } {
  const id = args.text(VARIANT_OPTION.name);
  if (id === undefined) return { form: scheme, variant: undefined };
  const { variants = [] } = scheme;
  if (variants.some((variant) => variant.id === id)) return { form: variantOf(scheme, id), variant: id };
  const name = scheme.name ?? scheme.id;
  if (variants.length === 0) throw new UsageError(`${name} has no variants`);
  throw new UsageError(`${name} has no such variant: there is ${variants.map((one) => one.id).join(", ")}`);
}
