import { CommandError } from "../errors.js";

/** A command line of sh or bash, split into its words. */
export interface CommandLine {
  readonly words: readonly string[];
  /** Variables that the shell would have put in, as `$TOKEN`. */
  readonly variables: readonly string[];
  /** What follows the command, if it is not what its output is piped to. */
  readonly rest: string;
}

/**
 * Splits the first command of a script as sh does, with bash's `$'…'`. Nothing
 * is expanded: a variable stays as it is written, and is reported.
 *
 * @param source - A character is a byte, and so it is in the words.
 */
export function splitCommand(source: string): CommandLine {
  return new Splitter(source).split();
}

const ESCAPES: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  e: "\x1b",
  E: "\x1b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

class Splitter {
  #at = 0;
  /** `undefined` between words: an empty word is one too. */
  #word: string | undefined;
  readonly #source: string;
  readonly #words: string[] = [];
  readonly #variables = new Set<string>();

  constructor(source: string) {
    this.#source = source;
  }

  split(): CommandLine {
    while (this.#at < this.#source.length && !this.#isEnd()) this.#step();
    this.#endWord();
    const rest = this.#source.slice(this.#at).replace(/^\|[^\n]*/, "");
    return { words: this.#words, variables: [...this.#variables], rest: rest.replace(/^[\s;&]+/, "") };
  }

  #isEnd(): boolean {
    return /[\n|;&]/.test(this.#source[this.#at]!);
  }

  #step(): void {
    const character = this.#source[this.#at]!;
    if (/[ \t\r]/.test(character)) {
      this.#at++;
      this.#endWord();
    } else if (character === "'") this.#singleQuoted();
    else if (character === '"') this.#doubleQuoted();
    else if (character === "\\") this.#escaped();
    else if (character === "#" && this.#word === undefined) this.#match(/[^\n]*/y);
    else if (character === "<" || character === ">") this.#redirection();
    else if (this.#source.startsWith("$'", this.#at)) this.#ansiQuoted();
    else if (this.#source.startsWith('$"', this.#at)) this.#at++;
    else this.#plain();
  }

  #add(text: string): void {
    this.#word = (this.#word ?? "") + text;
  }

  #endWord(): void {
    if (this.#word !== undefined) this.#words.push(this.#word);
    this.#word = undefined;
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#source)?.[0] ?? "";
    this.#at += found.length;
    return found;
  }

  #plain(): void {
    const character = this.#source[this.#at]!;
    if (character === "$" || character === "`") this.#expansion();
    else this.#add(this.#match(/[^\s'"\\$`|;&<>]+/y) || this.#source[this.#at++]!);
  }

  #escaped(): void {
    this.#at++;
    const isContinued = this.#match(/\r?\n/y) !== "";
    if (/^\s*$/.test(this.#source.slice(this.#at))) {
      throw new CommandError("the curl command ends with a backslash: it was cut off");
    }
    if (!isContinued) this.#add(this.#source[this.#at++]!);
  }

  #singleQuoted(): void {
    const start = this.#at++;
    this.#add(this.#match(/[^']*/y));
    this.#close("'", start);
  }

  #doubleQuoted(): void {
    const start = this.#at++;
    this.#add("");
    for (;;) {
      this.#add(this.#match(/[^"\\$`]*/y));
      const character = this.#source[this.#at];
      if (character === "$" || character === "`") this.#expansion();
      else if (character === "\\") {
        this.#at++;
        if (this.#match(/\r?\n/y)) continue;
        this.#add(this.#match(/["\\$`]/y) || "\\");
      } else return this.#close('"', start);
    }
  }

  /** bash's `$'…'`. */
  #ansiQuoted(): void {
    const start = this.#at;
    this.#at += 2;
    this.#add("");
    for (;;) {
      this.#add(this.#match(/[^'\\]*/y));
      if (this.#source[this.#at] !== "\\") return this.#close("'", start);
      this.#at++;
      this.#add(this.#ansiEscape());
    }
  }

  #ansiEscape(): string {
    const digits = this.#match(/[0-7]{1,3}|x[\da-fA-F]{1,2}|u[\da-fA-F]{1,4}|U[\da-fA-F]{1,8}|c[@-~]/y);
    const kind = digits[0];
    let text: string;
    if (kind === undefined) {
      const character = this.#source[this.#at++] ?? "";
      return ESCAPES[character] ?? (/['"\\?]/.test(character) ? character : `\\${character}`);
    } else if (kind === "u" || kind === "U") {
      const code = Number.parseInt(digits.slice(1), 16);
      text = code > 0x10ffff ? "\ufffd" : String.fromCodePoint(code);
      text = Buffer.from(text).toString("latin1");
    } else if (kind === "x") text = String.fromCharCode(Number.parseInt(digits.slice(1), 16));
    else if (kind === "c") text = String.fromCharCode(digits.charCodeAt(1) & 0x1f);
    else text = String.fromCharCode(Number.parseInt(digits, 8) & 0xff);
    if (text === "\0") throw new CommandError("the curl command has a NUL in $'…', where the shell would cut it off");
    return text;
  }

  #expansion(): void {
    const variable = this.#match(/\$(?:\w+|\{[^}]*\}|[@*#?!-])/y);
    if (variable) {
      this.#variables.add(variable);
      this.#add(variable);
    } else if (this.#source[this.#at] === "`" || this.#source.startsWith("$(", this.#at)) {
      throw new CommandError(
        "the curl command has another command in it, $(…) or `…`: put in what that one prints",
      );
    } else this.#add(this.#source[this.#at++]!);
  }

  /** Where output goes makes no difference; input would be a body that is not here. */
  #redirection(): void {
    if (this.#source.startsWith("<<", this.#at)) {
      throw new CommandError("the curl command takes its data from a here-document: save it, and give it as @FILE");
    }
    if (/^\d$/.test(this.#word ?? "")) this.#word = undefined;
    this.#endWord();
    this.#match(/[<>]+[&|]?[ \t]*/y);
    const kept = this.#words.length;
    while (this.#at < this.#source.length && !/[\s|;&<>]/.test(this.#source[this.#at]!)) this.#step();
    this.#endWord();
    this.#words.length = kept;
  }

  #close(quote: string, start: number): void {
    if (this.#source[this.#at] === quote) {
      this.#at++;
      return;
    }
    const before = this.#source.slice(0, start).split("\n");
    throw new CommandError(
      `the curl command is unfinished: the quote ${quote} at line ${before.length}, ` +
        `column ${before.at(-1)!.length + 1} is not closed`,
    );
  }
}

/** A word as sh reads it back. */
export function quote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
