// The command `countersign`.

import { readFileSync } from "node:fs";

import { closest } from "../closest.js";
import { VerificationError } from "../index.js";
import { explainCommand } from "./commands/explain.js";
import { schemeCommand } from "./commands/scheme.js";
import { schemesCommand } from "./commands/schemes.js";
import { sendCommand } from "./commands/send.js";
import { signCommand } from "./commands/sign.js";
import { verifyCommand } from "./commands/verify.js";
import { CommandError, EXIT, UsageError } from "./errors.js";
import { Arguments, type Command } from "./options/arguments.js";
import { helpOf, overview } from "./options/help.js";
import { note, paint, print } from "./terminal.js";



const COMMANDS = [schemesCommand, schemeCommand, signCommand, sendCommand, verifyCommand, explainCommand];

// Who reads the output may stop reading, as `head` does. That is no failure.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit();
    throw error;
  });
}

// What is thrown where nothing awaits it, too, is one line.
process.on("uncaughtException", (error) => process.exit(complain(error, undefined)));

// Set, and not called for: what is still to be written to a pipe gets there.
process.exitCode = await main(process.argv.slice(2));

async function main([name, ...argv]: readonly string[]): Promise<number> {
  let command: Command | undefined;
  try {
    if (name === "--version") return print(version()), EXIT.ok;
    if (name === undefined || name === "help" || name === "--help" || name === "-h") {
      const topic = name === "help" && argv[0] ? find(argv[0]) : undefined;
      print(topic ? helpOf(topic) : overview(COMMANDS));
      return name === undefined ? EXIT.usage : EXIT.ok;
    }
    command = find(name);
    const args = new Arguments(command, argv);
    if (args.flag("help")) return print(helpOf(command)), EXIT.ok;
    return await command.run(args);
  } catch (error) {
    return complain(error, command);
  }
}

function find(name: string): Command {
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (command) return command;
  const names = COMMANDS.map((candidate) => candidate.name);
  const meant = closest(name, names);
  throw new UsageError(
    `there is no such command: ${meant ? `did you mean ${meant}?` : `there are ${names.join(", ")}`}`,
  );
}

/** Says in one line what is wrong. */
function complain(error: unknown, command: Command | undefined): number {
  const { message } = error as Error;
  const isForeseen = error instanceof CommandError || error instanceof VerificationError;
  const line = message.split("\n", 1)[0]!;
  note(`${paint("red", "error:", process.stderr)} ${isForeseen ? line : `unexpected: ${line}`}`);
  if (error instanceof UsageError) {
    note(`Try \`countersign${command ? ` ${command.name}` : ""} --help\`.`);
  }
  return error instanceof CommandError ? error.exitCode : EXIT.usage;
}

function version(): string {
  const manifest = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
}
