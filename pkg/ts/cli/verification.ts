import { type CheckResult, VerificationError, Verifier, type VerifierOptions, type VerifyOptions } from "../index.js";
import type { Scheme } from "../scheme.js";
import { CommandError, UsageError } from "./errors.js";
import { readInput } from "./input/read.js";
import { parseRequest } from "./input/request.js";
import type { WrittenRequest } from "./input/written-request.js";
import type { Arguments, Option } from "./options/arguments.js";
import { SCHEME_OPTION, takeScheme } from "./options/scheme.js";
import { type NamedSecret, NO_SECRET, readSecrets, SECRET_OPTIONS } from "./options/secrets.js";
import { takeTarget, TARGET_OPTIONS, targetOf } from "./options/target.js";
import { instant, tolerance } from "./options/values.js";

/** The options of the commands that verify a request. */
export const VERIFY_OPTIONS: readonly Option[] = [
  ...SECRET_OPTIONS,
  SCHEME_OPTION,
  ...TARGET_OPTIONS,
  { name: "now", value: "TIME", help: "Judge as of then: milliseconds since 1970, or RFC 3339" },
  { name: "tolerance", value: "SECONDS", help: "How far the signed time may lie from now; none for any" },
  { name: "allow-unsigned", help: "Without a secret: accept unsigned, if the scheme does" },
  { name: "json", help: "Print JSON" },
];

export const VERIFY_SYNOPSIS = "SCHEME --secret-env NAME [options] [FILE]";

export const VERIFY_NOTES: readonly string[] = [
  "FILE, or standard input, has a request as HTTP has it (its first line may be",
  "missing; after the blank line, every byte is of the body), or a curl command as",
  "browsers copy it for bash. While a secret is being rotated, give both.",
  "",
  "Where the URL is signed, and --url is not given, it is that of the Host header.",
  "Behind a proxy, that is another one than the provider was told.",
  "",
  "The exit code is 0 for an authentic request, 1 for one that is refused, and 2",
  "where none can be judged.",
];

/** A request, and what a verifier makes of it. */
export interface Verification {
  readonly scheme: Scheme;
  readonly secrets: readonly NamedSecret[];
  readonly request: WrittenRequest;
  /** Where it was sent, as far as that is known. */
  readonly url: string | undefined;
  readonly result: CheckResult<Scheme>;
}

/** Reads a command line and a request, and verifies that. */
export async function verify(args: Arguments): Promise<Verification> {
  const { scheme, rest } = takeScheme(args);
  if (rest.length > 1) throw new UsageError("one FILE is read, and several were given");
  const options = { tolerance: tolerance(args), allowUnsigned: args.flag("allow-unsigned") };
  const given = instant(args, "now");
  const told = takeTarget(args);
  const secrets = readSecrets(args);
  if (secrets.length === 0 && !options.allowUnsigned) throw new UsageError(NO_SECRET);
  const request = parseRequest(await readInput(rest[0], "a request"));
  const now = given ?? Date.now();
  const target = targetOf(told, request, scheme);
  const result = checkRequest(scheme, secrets, options, request, { now, ...target });
  return { scheme, secrets, request, url: target.url, result };
}

/** What a verifier makes of a request. */
export function checkRequest(
  scheme: Scheme,
  secrets: readonly NamedSecret[],
  options: VerifierOptions,
  { body, headers }: WrittenRequest,
  { now, url, method, tolerance: limit }: VerifyOptions,
): CheckResult<Scheme> {
  return makeVerifier(scheme, secrets, options).check(body, headers, { now, url, method, tolerance: limit });
}

function makeVerifier(
  scheme: Scheme,
  secrets: readonly NamedSecret[],
  options: VerifierOptions,
): Verifier<Scheme> {
  try {
    return new Verifier(scheme, secrets.map(({ value }) => value), options);
  } catch (error) {
    if (error instanceof VerificationError || error instanceof TypeError) throw new CommandError(error.message);
    throw error;
  }
}
