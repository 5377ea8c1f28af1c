import { closest } from "../../closest.js";
import { explain } from "../../index.js";
import type { Scheme } from "../../scheme.js";
import { EXIT, UsageError } from "../errors.js";
import { readInput } from "../input/read.js";
import { parseRequest } from "../input/request.js";
import type { Arguments, Command } from "../options/arguments.js";
import { type Fault, readSchemeFile, SCHEME_OPTION } from "../options/scheme.js";
import { type NamedSecret, NO_SECRET, readSecrets } from "../options/secrets.js";
import { takeTarget, targetOf } from "../options/target.js";
import { instant, tolerance } from "../options/values.js";
import { printEvidence, printSteps } from "../output/explanation.js";
import { shareable } from "../output/redact.js";
import { showScheme } from "../output/scheme.js";
import { columns, paint, print, printable, printJson, warn } from "../terminal.js";
import { checkRequest, VERIFY_OPTIONS } from "../verification.js";

export const schemeCommand: Command = {
  name: "scheme",
  synopsis: "check FILE [REQUEST --secret-env NAME] [options]",
  summary: "Checks a scheme of your own, and a request against it",
  notes: [
    "FILE has the scheme, in JSON. What is wrong with it is named by its path, as",
    "signature.prefix.",
    "",
    "REQUEST is a file as `countersign verify` reads it, or - for standard input. It",
    "is verified step by step: what was found, what was signed, and which signature",
    "that makes with each secret.",
    "",
    "The exit code is 0 for a scheme (and a request that is authentic under it), 1",
    "where either is refused, and 2 where nothing can be checked.",
  ],
  examples: [
    "countersign scheme check acme.json",
    "countersign scheme check acme.json request.txt --secret-env SECRET",
  ],
  options: VERIFY_OPTIONS.filter(({ name }) => name !== SCHEME_OPTION.name && name !== "allow-unsigned"),
  async run(args) {
    const [action, file, request, ...more] = args.positionals;
    if (action !== "check") throw new UsageError("what is to be done? `countersign scheme check FILE`");
    if (file === undefined) throw new UsageError("which FILE has the scheme?");
    if (more.length > 0) throw new UsageError("one FILE and one REQUEST are read, and more were given");
    const secrets = request === undefined ? [] : readSecrets(args);
    if (request !== undefined && secrets.length === 0) throw new UsageError(NO_SECRET);

    const read = readSchemeFile(file);
    const isJson = args.flag("json");
    if ("fault" in read) {
      if (isJson) printJson({ ok: false, fault: read.fault });
      else printFault(file, read.fault);
      return EXIT.refused;
    }
    const { scheme } = read;
    if (request !== undefined) return tryOut(args, scheme, secrets, request);
    if (isJson) {
      printJson({ ok: true, scheme });
    } else {
      print(`${paint("green", "valid")}: ${file}`);
      showScheme(scheme);
    }
    return EXIT.ok;
  },
};

function printFault(file: string, { path, reason }: Fault): void {
  print(`${paint("red", "refused")}: ${file}`);
  const meant = meantBy(reason);
  const rows = [
    ...(path === "" ? [] : [["at", printable(path, 120)]]),
    ["reason", printable(reason, 500)],
    ...(meant ? [["hint", `did you mean ${meant}?`]] : []),
  ];
  for (const line of columns(rows, "  ")) print(line);
}

/** The word that was meant in the place of an unknown one, if one is near. */
function meantBy(reason: string): string | undefined {
  const [unknown, ...known] = [...reason.matchAll(/`([^`]{1,60})`/g)].map(([, word]) => word!);
  return reason.startsWith("unknown ") && unknown ? closest(unknown, known) : undefined;
}

/** Verifies a request, and shows how. */
async function tryOut(
  args: Arguments,
  scheme: Scheme,
  secrets: readonly NamedSecret[],
  file: string,
): Promise<number> {
  const limits = { tolerance: tolerance(args), now: instant(args, "now") ?? Date.now() };
  const told = takeTarget(args);
  const request = parseRequest(await readInput(file, "a request"));
  const options = { ...limits, ...targetOf(told, request, scheme) };
  const values = secrets.map(({ value }) => value);
  const result = checkRequest(scheme, secrets, {}, request, options);
  const { headers, body } = request;
  const explanation = shareable(explain({ scheme, secret: values, headers, body, ...options }), scheme);
  const error = result.ok ? undefined : result.error;

  if (args.flag("json")) {
    const { steps, signed, received, computed: expected, causes } = explanation;
    const refusal = error && { code: error.code, message: error.message, details: error.details };
    printJson({ ok: result.ok, error: refusal, steps, signed, received, expected, causes, warnings: request.warnings });
  } else {
    request.warnings.forEach(warn);
    showScheme(scheme);
    print();
    printSteps(explanation.steps);
    printEvidence(explanation, secrets);
    print();
    print(error ? `${paint("red", "refused")}: ${error.code}: ${printable(error.message, 500)}` : paint("green", "authentic"));
    if (error) print("`countersign explain --scheme-file …` looks for the cause.");
  }
  return result.ok ? EXIT.ok : EXIT.refused;
}
