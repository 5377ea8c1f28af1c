import type { WriteStream } from "node:tty";

/** Writes a line to standard output. */
export function print(line = ""): void {
  process.stdout.write(`${line}\n`);
}

/** Writes a line about the command's own doings, which is not its result. */
export function note(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Says what the reader should know, and goes on. */
export function warn(line: string): void {
  note(`${paint("yellow", "warning:", process.stderr)} ${line}`);
}

const COLORS = { bold: [1, 22], dim: [2, 22], red: [31, 39], green: [32, 39], yellow: [33, 39] } as const;

/** Colours text where the stream is a terminal that has colours, and NO_COLOR is not set. */
export function paint(
  color: keyof typeof COLORS,
  text: string,
  stream: NodeJS.WriteStream = process.stdout,
): string {
  if (!stream.isTTY || !(stream as WriteStream).hasColors()) return text;
  const [on, off] = COLORS[color];
  return `\x1b[${on}m${text}\x1b[${off}m`;
}

/**
 * Text of someone else's, as it may be shown: what would steer a terminal is
 * written out.
 */
export function printable(text: string, most = 200): string {
  const cut = text.length > most ? `${text.slice(0, most)}…` : text;
  return cut.replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu,
    (character) => `\\u${character.codePointAt(0)!.toString(16).padStart(4, "0")}`,
  );
}

/** Rows in columns as wide as they need to be. The last one is not padded. */
export function columns(rows: readonly (readonly string[])[], indent = ""): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [index, cell] of row.entries()) {
      widths[index] = Math.max(widths[index] ?? 0, cell.length);
    }
  }
  return rows.map((row) =>
    `${indent}${row.map((cell, index) => cell.padEnd(widths[index]!)).join("  ")}`.trimEnd(),
  );
}

/** A number with its thousands apart. */
export function grouped(number: number): string {
  return number.toLocaleString("en-US");
}

/** `1 byte`, `2 bytes`. */
export function counted(number: number, noun: string): string {
  return `${grouped(number)} ${noun}${number === 1 ? "" : "s"}`;
}

/** JSON as it is read by people and by machines. */
export function printJson(value: unknown): void {
  print(JSON.stringify(value, undefined, 2));
}
