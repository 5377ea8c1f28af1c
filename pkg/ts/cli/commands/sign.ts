import { isUtf8 } from "node:buffer";

import { CommandError, EXIT, UsageError } from "../errors.js";
import { readInput } from "../input/read.js";
import { quote } from "../input/shell.js";
import type { Arguments, Command } from "../options/arguments.js";
import { SCHEME_OPTION, takeForm, takeScheme, VARIANT_OPTION } from "../options/scheme.js";
import { readSecret, SECRET_OPTIONS } from "../options/secrets.js";
import { methodOption, urlOption } from "../options/target.js";
import { instant } from "../options/values.js";
import { withQuery } from "../place-signature.js";
import { contentType, sign, type Signed } from "../sign-request.js";
import { print, printJson } from "../terminal.js";

/** Longer ones are refused as an argument by Linux. */
const MAX_ARGUMENT = 100_000;

export const signCommand: Command = {
  name: "sign",
  synopsis: "SCHEME --secret-env NAME [--body FILE] [options]",
  summary: "Signs a body as the provider would, and prints the headers",
  notes: [
    "Where the signature stands in the query or the body, and in no header, its place",
    "is printed as the scheme writes it: query:signature.",
  ],
  examples: [
    "countersign sign bottlecrm --secret-env SECRET --body event.json",
    "countersign sign optimocms --secret-env SECRET --body event.json \\",
    "  --format curl --url http://localhost:3000/webhooks | sh",
  ],
  options: [
    ...SECRET_OPTIONS,
    SCHEME_OPTION,
    VARIANT_OPTION,
    { name: "body", value: "FILE", help: "The body, byte for byte; standard input by default" },
    { name: "now", value: "TIME", help: "When it is sent: milliseconds since 1970, or RFC 3339" },
    { name: "id", value: "ID", help: "The message's id, where the scheme signs one" },
    { name: "header", value: "LINE", help: "A header that is signed as well, as 'X-Nonce: 1'" },
    { name: "format", value: "FORMAT", help: "headers (default), curl or json" },
    { name: "url", value: "URL", help: "Where it is sent to: for curl, and where that is signed" },
    { name: "method", value: "METHOD", help: "The method (POST)" },
  ],
  async run(args) {
    const { scheme: own, rest } = takeScheme(args);
    const { form: scheme } = takeForm(args, own);
    if (rest.length > 0) throw new UsageError("something follows SCHEME: the body is given as --body FILE");
    const format = args.choice("format", ["headers", "curl", "json"], "headers");
    const url = urlOption(args);
    const method = methodOption(args);
    const others = headersOption(args);
    if (format === "curl" && url === undefined) throw new UsageError("a curl command needs --url");
    const id = args.text("id");
    if (id !== undefined && !/^[!-~]+$/.test(id)) throw new UsageError("--id is visible ASCII characters");
    const now = instant(args, "now");
    const secret = readSecret(args);

    const file = args.text("body");
    const body = await readInput(file, "the body");
    const signed = sign(scheme, secret.value, { body, url, method, headers: others, now, id });
    const { headers, elsewhere } = signed;
    if (format === "headers") {
      for (const [name, value] of Object.entries(headers)) print(`${name}: ${value}`);
      if (elsewhere) print(`${elsewhere.part}: ${elsewhere.text}`);
    } else if (format === "json") {
      printJson({ ...(url && { url }), headers, ...(elsewhere && { signature: elsewhere }) });
    } else {
      const all = { "Content-Type": contentType(scheme), ...headers };
      const isAltered = signed.body !== body;
      print(curl({ ...signed, headers: all }, url!, method, isAltered || file === "-" ? undefined : file));
    }
    return EXIT.ok;
  },
};

/** The headers of the options `--header`. */
function headersOption(args: Arguments): Record<string, string> {
  const lines = args.options.flatMap(({ name, value = "" }) => (name === "header" ? [value] : []));
  return Object.fromEntries(
    lines.map((line) => {
      const [, name, value] = /^([\w!#$%&'*+.^`|~-]+): ?([\x20-\x7e]*)$/.exec(line) ?? [];
      if (name === undefined || value === undefined) throw new UsageError("--header is a line as 'X-Nonce: 1'");
      return [name, value];
    }),
  );
}

/** A command that sends it. A body that is in a file is read from there. */
function curl({ headers, body, query }: Signed, url: string, method: string | undefined, file: string | undefined): string {
  return [
    `curl ${method === undefined || method === "POST" ? "" : `-X ${method} `}${quote(withQuery(url, query))}`,
    ...Object.entries(headers).map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`),
    file === undefined ? inline(body) : `--data-binary ${quote(`@${file}`)}`,
  ].join(" \\\n  ");
}

function inline(body: Buffer): string {
  if (body.includes(0) || !isUtf8(body) || body.length > MAX_ARGUMENT) {
    throw new CommandError("this body does not fit into a command: give it as --body FILE");
  }
  return `--data-raw ${quote(body.toString())}`;
}
