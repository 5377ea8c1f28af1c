// The document: one section for each bench, between marks, so that each makes
// its own anew and leaves the others alone.

import { existsSync, readFileSync, writeFileSync } from "node:fs";

const HEADING = "# Benchmarks\n";

/** Puts a section into a file, in place of the one of that name. */
export function writeSection(path, name, section) {
  const text = existsSync(path) ? readFileSync(path, "utf8") : HEADING;
  writeFileSync(path, replaceSection(text, name, section));
}

/** A document with its section of that name replaced, or added at the end. */
export function replaceSection(text, name, section) {
  const start = `<!-- made by \`cargo xtask bench ${name}\`: change nothing here -->`;
  const end = `<!-- end of ${name} -->`;
  const whole = `${start}\n\n${section.trim()}\n\n${end}`;
  const from = text.indexOf(start);
  if (from < 0) return `${text.trimEnd()}\n\n${whole}\n`;
  const to = text.indexOf(end, from);
  if (to < 0) throw new Error(`the section ${name} of the document has no end`);
  return text.slice(0, from) + whole + text.slice(to + end.length);
}

/** A table in Markdown: names to the left, numbers to the right. */
export function markdownTable({ head, lines }) {
  const row = (cells) => `| ${cells.join(" | ")} |`;
  return [row(head), row(head.map((_, i) => (i === 0 ? "---" : "---:"))), ...lines.map(row)].join("\n");
}
