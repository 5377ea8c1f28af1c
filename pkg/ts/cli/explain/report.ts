import type { Cause, Explanation, Fix } from "../../index.js";
import { describeBody } from "../body.js";
import type { WrittenRequest } from "../input/request.js";
import { grouped, paint, print, printable } from "../output.js";
import type { NamedSecret } from "../secrets.js";
import { printSteps } from "./evidence.js";

/** How many fixes for named frameworks are shown. */
const MOST_FIXES = 3;

const CERTAINTIES = {
  proven: paint("green", "PROVEN  "),
  inferred: paint("yellow", "inferred"),
  hint: paint("dim", "hint    "),
} as const satisfies Record<Cause["certainty"], string>;

/** Prints what was found, for people. */
export function printExplanation(
  explanation: Explanation,
  request: WrittenRequest,
  secrets: readonly NamedSecret[],
): void {
  const { scheme, steps, causes } = explanation;
  if (scheme) {
    const how = scheme.how === "given" ? "" : ", as its headers say";
    print(`${paint("bold", printable(scheme.title))} (${scheme.id})${how}`);
  }
  print(`body: ${describeBody(request.body)}`);
  for (const [index, { name }] of secrets.entries()) print(`secret ${index + 1}: ${printable(name)}`);
  print();
  printSteps(steps);
  for (const cause of causes) printCause(cause);
  printSearch(explanation);
  print();
}

function printCause({ code, certainty, with: other, title, finding, fixes, repair }: Cause): void {
  const beside = other ? `, together with ${other}` : "";
  print();
  print(`${CERTAINTIES[certainty]}  ${paint("bold", title)} (${code}${beside})`);
  print(`          ${printable(finding.message, 1000)}`);
  const general = fixes.filter(({ framework }) => framework === "any");
  const others = fixes.filter(({ framework }) => framework !== "any");
  for (const fix of [...general, ...others.slice(0, MOST_FIXES)]) printFix(fix);
  if (others.length > MOST_FIXES) {
    const names = others.slice(MOST_FIXES).map(({ framework }) => framework);
    print(`          ${paint("dim", `--json has it for ${names.join("; ")}, too`)}`);
  }
  if (repair?.now !== undefined) {
    print(`          To look into it as of then: --now ${new Date(repair.now).toISOString()}`);
  }
}

function printFix({ framework, text, code }: Fix): void {
  print(`          ${framework === "any" ? "" : `${framework}: `}${text}`);
  for (const line of code?.split("\n") ?? []) print(`            ${paint("dim", line)}`);
}

function printSearch({ search, causes }: Explanation): void {
  if (!search.ran) return;
  print();
  const kinds = search.kinds.map(({ code, tried }) => `${code} ${grouped(tried)}`);
  print(
    `Hypotheses that were tried: ${grouped(search.hypotheses)}, ${grouped(search.pairs)} of them with two faults.`,
  );
  if (search.conclusion === null) return;
  print(paint("bold", search.conclusion));
  print(`Tried: ${kinds.join(", ")}.`);
  print("Not covered:");
  for (const line of search.uncovered) print(`  ${line}`);
  if (causes.every(({ certainty }) => certainty === "hint")) {
    print("Nothing is proven: what is named above, if anything, is a guess.");
  }
}
