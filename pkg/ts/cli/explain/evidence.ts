import type { ExplainStep, Explanation } from "../../index.js";
import { columns, paint, print, printable } from "../output.js";
import type { NamedSecret } from "../secrets.js";

const MARKS = {
  pass: paint("green", "ok     "),
  fail: paint("red", "FAILED "),
  skip: paint("dim", "-      "),
} as const satisfies Record<ExplainStep["state"], string>;

/** How much is shown of what is signed, in characters. */
const MOST_CONTENT = 300;

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
    ...(signed ? [["signed", printable(Buffer.from(signed.base64, "base64").toString(), MOST_CONTENT)]] : []),
    ...received.map(({ text }) => ["received", printable(text)]),
    ...computed.map(({ secret, text }) => ["expected", `${printable(text)} (${printable(secrets[secret]?.name ?? "")})`]),
  ];
  if (rows.length > 0) print();
  for (const line of columns(rows)) print(line);
}
