import { columns, paint } from "../terminal.js";
import { type Command, COMMON } from "./arguments.js";

/** The help of the whole. */
export function overview(commands: readonly Command[]): string {
  return [
    "Verifies the signatures of webhooks, and makes such signatures.",
    "",
    `${heading("Usage:")} countersign COMMAND …`,
    "",
    heading("Commands:"),
    ...columns(commands.map(({ name, summary }) => [name, summary]), "  "),
    "",
    heading("Options:"),
    ...columns([["-h, --help", "Show this help, or that of a command"], ["    --version", "Show the version"]], "  "),
    "",
    "`countersign COMMAND --help` tells all about a command.",
  ].join("\n");
}

/** The help of one command. */
export function helpOf(command: Command): string {
  const options = [...command.options, ...COMMON].map(({ name, value, help }) => [
    `${name === "help" ? "-h, " : ""}--${name}${value ? ` ${value}` : ""}`,
    help,
  ]);
  return [
    `${command.summary}.`,
    "",
    `${heading("Usage:")} countersign ${command.name} ${command.synopsis}`,
    "",
    heading("Options:"),
    ...columns(options, "  "),
    ...(command.notes ? ["", ...command.notes] : []),
    ...(command.examples
      ? ["", heading("Examples:"), ...command.examples.map((example) => `  ${example}`)]
      : []),
  ].join("\n");
}

function heading(text: string): string {
  return paint("bold", text);
}
