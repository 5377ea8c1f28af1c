// Prints the rows: what was sent, what should come of it, and what did.

const onTerminal = process.stdout.isTTY && !process.env.NO_COLOR;
const paint = (code) => (text) => (onTerminal ? `\x1b[${code}m${text}\x1b[0m` : text);
const green = paint(32);
const red = paint(31);
const dim = paint(2);
const bold = paint(1);

const HEAD = ["provider", "case", "expected", "answer", "receiver got"];

export function printTable(rows) {
  const lines = rows.map((row) => [
    nameOf(row.provider),
    row.test.name,
    `${row.test.status} ${row.test.answer}, ${row.test.forwarded ? "forwarded once" : "not forwarded"}`,
    `${row.answer.status} ${row.answer.word}`.trimEnd(),
    receipt(row),
  ]);
  const widths = HEAD.map((head, i) => Math.max(head.length, ...lines.map((line) => line[i].length)));
  const pad = (line) => line.map((cell, i) => cell.padEnd(widths[i])).join("  ").trimEnd();

  console.log(`\n   ${bold(pad(HEAD))}`);
  lines.forEach((line, i) => {
    const first = i === 0 || lines[i - 1][0] !== line[0];
    const cells = first ? line : ["", ...line.slice(1)];
    if (first) console.log(dim(`   ${"-".repeat(pad(HEAD).length)}`));
    console.log(rows[i].right ? ` ${green("✓")} ${pad(cells)}` : ` ${red("✗")} ${red(pad(cells))}`);
  });

  const wrong = rows.filter((row) => !row.right).length;
  const verdict = wrong ? red(`${wrong} of ${rows.length} are not`) : green(`all ${rows.length} are`);
  console.log(`\n${verdict} as expected`);
}

function nameOf({ scheme, variant }) {
  return variant === undefined ? scheme : `${scheme}, ${variant}`;
}

function receipt({ receipts }) {
  if (receipts.length === 0) return "nothing";
  const faults = receipts.map((receipt) => receipt.fault).filter(Boolean);
  return faults.length ? `${receipts.length}: ${faults[0]}` : `${receipts.length}, countersigned`;
}
