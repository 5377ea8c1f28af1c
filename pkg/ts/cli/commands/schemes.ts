import { closest } from "../../closest.js";
import { builtin, type Scheme } from "../../scheme.js";
import { EXIT, UsageError } from "../errors.js";
import { describe } from "../facade.js";
import type { Arguments, Command } from "../options/arguments.js";
import { placeOf, showScheme } from "../output/scheme.js";
import { columns, counted, note, paint, print, printJson } from "../terminal.js";

const SIGNED = ["time", "url", "method"] as const;

export const schemesCommand: Command = {
  name: "schemes",
  synopsis: "[SCHEME | WORD…] [options]",
  summary: "Lists the built-in schemes, or shows one",
  notes: [
    "What is no scheme's id is looked for in the ids, the names and the headers; of",
    "several words, all have to be there.",
    "",
    "With SCHEME and --json, the scheme itself is printed, in the form that",
    "--scheme-file takes: a beginning for one of your own.",
  ],
  examples: [
    "countersign schemes stripe",
    "countersign schemes hub --algorithm hmac-sha1",
    "countersign schemes --header X-Hub-Signature",
  ],
  options: [
    { name: "header", value: "NAME", help: "Those that read this header" },
    { name: "algorithm", value: "NAME", help: "Those of this algorithm, as hmac-sha256 or token" },
    { name: "signs", value: "WHAT", help: `Those that sign the ${SIGNED.join(", the ")}` },
    { name: "handshakes", help: "Those whose provider asks before it sends events" },
    { name: "json", help: "Print JSON" },
  ],
  run(args) {
    const isJson = args.flag("json");
    const [id, ...more] = args.positionals;
    const one = more.length === 0 && builtin.find((scheme) => scheme.id === id);
    if (one && !isFiltered(args)) {
      isJson ? printJson(one) : showScheme(one);
      return EXIT.ok;
    }
    const found = select(args);
    if (isJson) printJson(found.map(describe));
    else list(found);
    if (found.length < builtin.length) note(`${counted(found.length, "scheme")} of ${builtin.length}`);
    return EXIT.ok;
  },
};

const FILTERS = ["header", "algorithm", "signs", "handshakes"];

function isFiltered(args: Arguments): boolean {
  return args.options.some(({ name }) => FILTERS.includes(name));
}

/** The schemes that a command line asks for; there is one at least. */
function select(args: Arguments): readonly Scheme[] {
  const words = args.positionals.map((word) => word.toLowerCase());
  const header = args.text("header")?.toLowerCase();
  const algorithm = args.text("algorithm");
  const signs = args.text("signs") === undefined ? undefined : args.choice("signs", SIGNED, "time");
  const found = builtin.filter((scheme) => {
    const { headers, signsTime, target, handshakes } = describe(scheme);
    const text = [scheme.id, scheme.name, ...headers].join(" ").toLowerCase();
    return (
      words.every((word) => text.includes(word)) &&
      (header === undefined || headers.some((name) => name.toLowerCase() === header)) &&
      (algorithm === undefined || scheme.algorithm === algorithm) &&
      (signs === undefined || (signs === "time" ? signsTime : target.includes(signs))) &&
      (!args.flag("handshakes") || handshakes.length > 0)
    );
  });
  if (found.length > 0) return found;
  const [word = ""] = words;
  const meant = closest(word, builtin.map(({ id }) => id));
  throw new UsageError(`no built-in scheme is like that${meant ? `: did you mean ${meant}?` : ""}`);
}

function list(found: readonly Scheme[]): void {
  const [head, ...rows] = columns([
    ["SCHEME", "PROVIDER", "SIGNATURE", "SIGNS", "EVENT TYPES"],
    ...found.map((scheme) => [
      scheme.id,
      scheme.name ?? scheme.id,
      placeOf(scheme.signature),
      scheme.algorithm === "token" ? "nothing: a token" : scheme.signed_content,
      String(scheme.event.types?.length || "any"),
    ]),
  ]);
  print(paint("bold", head!));
  rows.forEach((row) => print(row));
}
