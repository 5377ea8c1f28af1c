import { type Scheme, schemes } from "../../index.js";
import { builtin } from "../../scheme.js";
import type { Command } from "../arguments.js";
import { EXIT, UsageError } from "../errors.js";
import { columns, paint, print, printJson } from "../output.js";
import { builtinScheme } from "../scheme.js";
import { duration, headerFormats, secretForm } from "../scheme-text.js";

export const schemesCommand: Command = {
  name: "schemes",
  synopsis: "[SCHEME] [--json]",
  summary: "Lists the built-in schemes, or shows one",
  notes: [
    "With SCHEME and --json, the scheme itself is printed, in the form that",
    "--scheme-file takes: a beginning for one of your own.",
  ],
  options: [{ name: "json", help: "Print JSON" }],
  run(args) {
    const [id, ...rest] = args.positionals;
    if (rest.length > 0) throw new UsageError("one SCHEME is shown, and several were given");
    const isJson = args.flag("json");
    if (id === undefined) isJson ? printJson(schemes) : list();
    else isJson ? printJson(builtinScheme(id)) : show(builtinScheme(id));
    return EXIT.ok;
  },
};

function list(): void {
  const [head, ...rows] = columns([
    ["SCHEME", "PROVIDER", "SIGNATURE", "SIGNS", "EVENT TYPES"],
    ...builtin.map((scheme) => [
      scheme.id,
      scheme.name,
      scheme.signature.header,
      scheme.signed_content,
      String(scheme.event.types?.length || "any"),
    ]),
  ]);
  print(paint("bold", head!));
  rows.forEach((row) => print(row));
}

function show(scheme: Scheme): void {
  print(`${paint("bold", scheme.name)} (${scheme.id})`);
  for (const line of columns(facts(scheme), "  ")) print(line);
  const types = scheme.event.types ?? [];
  if (types.length === 0) return;
  print(`  event types (${types.length})`);
  for (const type of types) print(`    ${type}`);
}

function facts(scheme: Scheme): string[][] {
  const { event } = scheme;
  return [
    ["source", scheme.source],
    ...headerFormats(scheme).map(({ part, header, form }) => [part, `${header}: ${form}`]),
    ["signed content", scheme.signed_content],
    ["algorithm", scheme.algorithm],
    ["secret", secretForm(scheme)],
    [
      "tolerance",
      scheme.timestamp
        ? `${duration(scheme.tolerance_s ?? 300)}, past or future`
        : "none: the time of sending is not signed, so a captured request verifies for ever",
    ],
    ["event id", event.id],
    ...(["type", "time", "tenant", "data"] as const).flatMap((part) =>
      event[part] === undefined ? [] : [[`event ${part}`, event[part]]],
    ),
    ["retries", retries(scheme)],
  ];
}

function retries({ retries: documented = {} }: Scheme): string {
  const { attempts, delays_s: delays, answer_within_s: within, disabled_after_failures: failures } = documented;
  const parts = [
    ...(attempts === undefined ? [] : [attempts === 0 ? "none" : `up to ${attempts}`]),
    ...(delays?.length ? [`after ${delays.map(duration).join(", ")}`] : []),
    ...(within === undefined ? [] : [`an answer is wanted within ${duration(within)}`]),
    ...(failures === undefined ? [] : [`given up for good after ${failures} failures in a row`]),
  ];
  return parts.join("; ") || "not documented";
}
