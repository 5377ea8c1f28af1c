import { isUtf8 } from "node:buffer";

import type { Cause, ExplainStep, Explanation, Fix } from "../../index.js";
import type { WrittenRequest } from "../input/written-request.js";
import type { NamedSecret } from "../options/secrets.js";
import { columns, counted, grouped, paint, print, printable } from "../terminal.js";

/** How many fixes for named frameworks are shown. */
const MAX_FIXES = 3;

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
  for (const fix of [...general, ...others.slice(0, MAX_FIXES)]) printFix(fix);
  if (others.length > MAX_FIXES) {
    const names = others.slice(MAX_FIXES).map(({ framework }) => framework);
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

const MARKS = {
  pass: paint("green", "ok     "),
  fail: paint("red", "FAILED "),
  skip: paint("dim", "-      "),
} as const satisfies Record<ExplainStep["state"], string>;

/** How much is shown of what is signed, in characters. */
const MAX_CONTENT = 300;

/** Prints what was done, step by step. */
export function printSteps(steps: readonly ExplainStep[]): void {
  const lines = columns(steps.map(({ input, message }) => [printable(input), printable(message, 500)]));
  for (const [index, line] of lines.entries()) print(`${MARKS[steps[index]!.state]}${line}`);
}

/** Prints what was signed, and the signatures: those that came, and those that are expected. */
export function printEvidence(
  { signed, received, computed }: Explanation,
  secrets: readonly NamedSecret[],
): void {
  const rows = [
    ...(signed ? [["signed", printable(Buffer.from(signed.base64, "base64").toString(), MAX_CONTENT)]] : []),
    ...received.map(({ text }) => ["received", printable(text)]),
    ...computed.map(({ secret, text }) => ["expected", `${printable(text)} (${printable(secrets[secret]?.name ?? "")})`]),
  ];
  if (rows.length > 0) print();
  for (const line of columns(rows)) print(line);
}

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** What of a body is not seen when it is printed, and counts all the same. */
export function describeBody(body: Buffer): string {
  const facts = [counted(body.length, "byte")];
  if (body.subarray(0, 3).equals(BYTE_ORDER_MARK)) facts.push("begins with a byte order mark");
  if (body.at(-1) === 0x0a) facts.push("ends with a line break");
  if (body.includes("\r\n")) facts.push("has CRLF line breaks");
  if (!isUtf8(body)) facts.push("is not UTF-8");
  return facts.join(", ");
}
