import { isUtf8 } from "node:buffer";

import { type Scheme, sign } from "../../index.js";
import type { Command } from "../arguments.js";
import { CommandError, EXIT, UsageError } from "../errors.js";
import { readInput } from "../input/read.js";
import { instant } from "../numbers.js";
import { print, printJson } from "../output.js";
import { SCHEME_OPTION, takeScheme } from "../scheme.js";
import { headerFormats } from "../scheme-text.js";
import { readSecret, SECRET_OPTIONS } from "../secrets.js";
import { quote } from "../quote.js";

/** Longer ones are refused as an argument by Linux. */
const LONGEST_ARGUMENT = 100_000;

export const signCommand: Command = {
  name: "sign",
  synopsis: "SCHEME --secret-env NAME [--body FILE] [options]",
  summary: "Signs a body as the provider would, and prints the headers",
  examples: [
    "countersign sign bottlecrm --secret-env SECRET --body event.json",
    "countersign sign optimocms --secret-env SECRET --body event.json \\",
    "  --format curl --url http://localhost:3000/webhooks | sh",
  ],
  options: [
    ...SECRET_OPTIONS,
    SCHEME_OPTION,
    { name: "body", value: "FILE", help: "The body, byte for byte; standard input by default" },
    { name: "now", value: "TIME", help: "When it is sent: milliseconds since 1970, or RFC 3339" },
    { name: "id", value: "ID", help: "The message's id, where the scheme signs one" },
    { name: "format", value: "FORMAT", help: "headers (default), curl or json" },
    { name: "url", value: "URL", help: "Where the curl command sends to" },
  ],
  async run(args) {
    const { scheme, rest } = takeScheme(args);
    if (rest.length > 0) throw new UsageError("something follows SCHEME: the body is given as --body FILE");
    const format = args.choice("format", ["headers", "curl", "json"], "headers");
    const url = args.text("url");
    if (format === "curl" && url === undefined) throw new UsageError("a curl command needs --url");
    const id = args.text("id");
    if (id !== undefined && !/^[!-~]+$/.test(id)) throw new UsageError("--id is visible ASCII characters");
    const now = instant(args, "now");
    const secret = readSecret(args);

    const file = args.text("body");
    const body = await readInput(file, "the body");
    const headers = asWritten(scheme, sign(scheme, secret.value, body, { now, id }));
    if (format === "headers") for (const [name, value] of headers) print(`${name}: ${value}`);
    else if (format === "json") printJson({ ...(url && { url }), headers: Object.fromEntries(headers) });
    else print(curl(url!, headers, file === "-" ? undefined : file, body));
    return EXIT.ok;
  },
};

/** The headers with their names as the provider writes them. */
function asWritten(scheme: Scheme, headers: Readonly<Record<string, string>>): [string, string][] {
  const names = new Map(headerFormats(scheme).map(({ header }) => [header.toLowerCase(), header]));
  return Object.entries(headers).map(([name, value]) => [names.get(name) ?? name, value]);
}

function curl(url: string, headers: [string, string][], file: string | undefined, body: Buffer): string {
  const lines = [["Content-Type", "application/json"], ...headers].map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`);
  return [`curl ${quote(url)}`, ...lines, file === undefined ? inline(body) : `--data-binary ${quote(`@${file}`)}`].join(
    " \\\n  ",
  );
}

function inline(body: Buffer): string {
  if (body.includes(0) || !isUtf8(body) || body.length > LONGEST_ARGUMENT) {
    throw new CommandError("this body does not fit into a command: give it as --body FILE");
  }
  return `--data-raw ${quote(body.toString())}`;
}
