// Tables on a terminal.

import { styleText } from "node:util";

import { plain } from "./format.mjs";

/** Prints a table under a title, its columns aligned. */
export function printTable(title, { head, lines }) {
  const rows = [head, ...lines].map((line) => line.map(plain));
  const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const pad = (row) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join("  ");

  const [first, ...rest] = rows.map(pad);
  console.log(`\n${paint("bold", title)}\n${paint("dim", first)}`);
  for (const line of rest) console.log(line.endsWith("MISSED") ? paint("red", line) : line);
}

function paint(style, text) {
  return process.stdout.isTTY && !process.env.NO_COLOR ? styleText(style, text) : text;
}
