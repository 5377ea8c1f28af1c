import { existsSync } from "node:fs";

import { explain, VerificationError, Verifier } from "../../index.js";
import { builtin, type Scheme } from "../../scheme.js";
import { EXIT, UsageError } from "../errors.js";
import { readInput } from "../input/read.js";
import { parseRequest } from "../input/request.js";
import type { WrittenRequest } from "../input/written-request.js";
import type { Arguments, Command } from "../options/arguments.js";
import { SCHEME_OPTION, takeScheme } from "../options/scheme.js";
import { type NamedSecret, NO_SECRET, readSecrets } from "../options/secrets.js";
import { takeTarget, type Target, targetOf } from "../options/target.js";
import { instant, tolerance } from "../options/values.js";
import { printExplanation } from "../output/explanation.js";
import { shareable } from "../output/redact.js";
import { paint, print, printJson, warn } from "../terminal.js";
import { VERIFY_OPTIONS } from "../verification.js";

export const explainCommand: Command = {
  name: "explain",
  synopsis: "[SCHEME] --secret-env NAME [options] [FILE]",
  summary: "Says why a request fails, and proves it",
  notes: [
    "FILE, or standard input, has a request as HTTP has it (its first line may be",
    "missing; after the blank line, every byte is of the body), or a curl command as",
    "browsers copy it for bash. Where SCHEME is left out, the headers say it.",
    "",
    "Where the signature differs, it searches for what was done differently. What",
    "makes the received signature again is proven. Several secrets are all tried: the",
    "one in use comes first. No secret is printed.",
    "",
    "The exit code is 0 for an authentic request, 1 for one that is refused, and 2",
    "where none can be judged.",
  ],
  examples: [
    "countersign explain whitelabelcro --secret-env SECRET request.txt",
    "pbpaste | countersign explain --secret-env SECRET --secret-env OLD_SECRET",
  ],
  options: VERIFY_OPTIONS.filter(({ name }) => name !== "allow-unsigned"),
  async run(args) {
    const { scheme, file } = takeInput(args);
    const secrets = readSecrets(args);
    if (secrets.length === 0) throw new UsageError(NO_SECRET);
    const limits = { tolerance: tolerance(args), now: instant(args, "now") ?? Date.now() };
    const told = takeTarget(args);
    const request = parseRequest(await readInput(file, "a request"));
    const target = targetOf(told, request, scheme);
    const explanation = explain({
      scheme,
      secret: secrets.map(({ value }) => value),
      headers: request.headers,
      body: request.body,
      ...target,
      ...limits,
    });
    const checked = scheme ?? builtin.find(({ id }) => id === explanation.scheme?.id);
    const shown = shareable(explanation, checked);
    const error = checked && refusal(checked, secrets, request, { ...limits, ...targetOf(told, request, checked) });

    if (args.flag("json")) {
      const { method, target, body } = request;
      printJson({
        request: { method, target, bodyBytes: body.length },
        ...shown,
        error: error && { code: error.code, message: error.message, details: error.details },
        warnings: request.warnings,
      });
    } else {
      request.warnings.forEach(warn);
      printExplanation(shown, request, secrets);
      const code = error?.code ?? "unknown_scheme";
      print(explanation.ok ? paint("green", "authentic") : `${paint("red", "refused")}: ${code}`);
    }
    return explanation.ok ? EXIT.ok : EXIT.refused;
  },
};

/** The scheme, if there is one, and the file. One word alone may be either. */
function takeInput(args: Arguments): { scheme: Scheme | undefined; file: string | undefined } {
  const [first, ...more] = args.positionals;
  const isGiven = args.text(SCHEME_OPTION.name) !== undefined;
  const isScheme = builtin.some(({ id }) => id === first);
  const isFile = first === undefined || first === "-" || existsSync(first);
  if (!isGiven && !isScheme && isFile && more.length === 0) return { scheme: undefined, file: first };
  const { scheme, rest } = takeScheme(args);
  if (rest.length > 1) throw new UsageError("one FILE is read, and several were given");
  return { scheme, file: rest[0] };
}

/** What a verifier says against the request. */
function refusal(
  scheme: Scheme,
  secrets: readonly NamedSecret[],
  { body, headers }: WrittenRequest,
  { tolerance: limit, ...options }: { now: number; tolerance: number | undefined } & Target,
): VerificationError | undefined {
  try {
    const verifier = new Verifier(scheme, secrets.map(({ value }) => value), { tolerance: limit });
    const result = verifier.check(body, headers, options);
    return result.ok ? undefined : result.error;
  } catch (error) {
    if (error instanceof VerificationError) return error;
    throw error;
  }
}
