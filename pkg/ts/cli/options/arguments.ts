import { parseArgs } from "node:util";

import { closest } from "../../closest.js";
import { UsageError } from "../errors.js";

/** An option of a command. One without a `value` is a flag. */
export interface Option {
  readonly name: string;
  /** What the help calls its value, as `FILE`. */
  readonly value?: string;
  readonly help: string;
}

/** A command: what its help says, and what it does. */
export interface Command {
  readonly name: string;
  /** What follows the name on a command line. */
  readonly synopsis: string;
  /** One line. */
  readonly summary: string;
  /** What else is to be known, in lines that fit a terminal. */
  readonly notes?: readonly string[];
  readonly examples?: readonly string[];
  readonly options: readonly Option[];
  /** Resolves to the exit code. */
  run(args: Arguments): Promise<number> | number;
}

/** Options of every command. */
export const COMMON: readonly Option[] = [{ name: "help", help: "Show this help" }];

/** A command line, split. */
export class Arguments {
  readonly positionals: readonly string[];
  /** The options in the order in which they were given. */
  readonly options: readonly { readonly name: string; readonly value: string | undefined }[];

  constructor(command: Command, argv: readonly string[]) {
    const known = new Map([...command.options, ...COMMON].map((option) => [option.name, option]));
    const { tokens } = parseArgs({
      args: [...argv],
      options: {
        ...Object.fromEntries(
          [...known].map(([name, { value }]) => [
            name,
            { type: value ? ("string" as const) : ("boolean" as const) },
          ]),
        ),
        help: { type: "boolean", short: "h" },
      },
      // What is wrong is said here: Node's own messages take several lines.
      strict: false,
      tokens: true,
    });
    const positionals: string[] = [];
    const options: { name: string; value: string | undefined }[] = [];
    for (const token of tokens) {
      if (token.kind === "positional") positionals.push(token.value);
      if (token.kind !== "option") continue;
      const option = known.get(token.name);
      if (!option) throw new UsageError(unknownOption(token.rawName, [...known.keys()]));
      check(option, token.value, token.inlineValue ?? false);
      options.push({ name: token.name, value: token.value });
    }
    this.positionals = positionals;
    this.options = options;
  }

  flag(name: string): boolean {
    return this.options.some((option) => option.name === name);
  }

  /** The value of an option; the last one's where it is there several times. */
  text(name: string): string | undefined {
    return this.options.findLast((option) => option.name === name)?.value;
  }

  /** One of several words. */
  choice<T extends string>(name: string, words: readonly T[], otherwise: T): T {
    const text = this.text(name) ?? otherwise;
    const word = words.find((candidate) => candidate === text);
    if (word) return word;
    throw new UsageError(`--${name} is one of ${words.join(", ")}`);
  }
}

function check(option: Option, value: string | undefined, isInline: boolean): void {
  if (!option.value) {
    if (value !== undefined) throw new UsageError(`--${option.name} takes no value`);
    return;
  }
  if (value === undefined || (!isInline && value.startsWith("--"))) {
    throw new UsageError(
      `--${option.name} needs a value, ${option.value}` +
        (value === undefined ? "" : ` (one that begins with dashes is written --${option.name}=…)`),
    );
  }
}

/** The value is left out: it may be a secret behind a mistyped name. */
function unknownOption(rawName: string, names: readonly string[]): string {
  const meant = closest(rawName.replace(/^-+/, ""), names);
  return `unknown option ${rawName}${meant ? `: did you mean --${meant}?` : ""}`;
}
