import { readFileSync } from "node:fs";

import { CommandError, systemReason, UsageError } from "../errors.js";
import { warn } from "../terminal.js";
import type { Arguments, Option } from "./arguments.js";

/** Where a command may find its secrets. */
export const SECRET_OPTIONS: readonly Option[] = [
  { name: "secret-env", value: "NAME", help: "The secret is in this environment variable" },
  { name: "secret-file", value: "FILE", help: "The secret is in this file, without its last line break" },
  { name: "secret", value: "VALUE", help: "The secret itself: others on this machine can see it" },
];

/** A secret, and what it may be called in a message. */
export interface NamedSecret {
  /** Secret. */
  readonly value: string;
  readonly name: string;
}

/**
 * The secrets, in the order in which they were given.
 *
 * A secret is easily given to the wrong option. So no message repeats what
 * stood on the command line until it has turned out to be a name.
 */
export function readSecrets(args: Arguments): NamedSecret[] {
  const secrets = args.options.flatMap(({ name, value = "" }) => {
    if (name === "secret-env") return [fromEnvironment(value)];
    if (name === "secret-file") return [fromFile(value)];
    if (name === "secret") return [fromCommandLine(value)];
    return [];
  });
  for (const { name, value } of secrets) {
    if (value === "") throw new CommandError(`the secret of ${name} is empty`);
  }
  return secrets;
}

/** The one secret that signs. */
export function readSecret(args: Arguments): NamedSecret {
  const [secret, ...more] = readSecrets(args);
  if (!secret) throw new UsageError(NO_SECRET);
  if (more.length > 0) throw new UsageError("one secret signs, and several were given");
  return secret;
}

export const NO_SECRET = "a secret is needed: --secret-env NAME, --secret-file FILE or --secret VALUE";

function fromEnvironment(variable: string): NamedSecret {
  const value = process.env[variable];
  if (value === undefined) {
    throw new CommandError("--secret-env names an environment variable that is not set");
  }
  return { value, name: variable };
}

function fromFile(file: string): NamedSecret {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    const reason = error instanceof TypeError ? "it is not UTF-8" : systemReason(error);
    throw new CommandError(`--secret-file names a file that cannot be read: ${reason}`);
  }
  const value = text.replace(/\r?\n$/, "");
  if (value !== value.trim()) {
    warn("the secret in --secret-file has white space around it, which counts");
  }
  return { value, name: file };
}

function fromCommandLine(value: string): NamedSecret {
  warn("--secret shows the secret in the list of processes: prefer --secret-env or --secret-file");
  return { value, name: "--secret" };
}
