// A signed request, as a provider would send it.

import { batch, effect, signal } from "@preact/signals";

import { quote } from "../../../pkg/ts/cli/quote.ts";
import { Engine, EngineError } from "../engine/client.ts";
import type { HeaderLine } from "../engine/protocol.ts";
import type { Scheme } from "../engine/types.ts";
import { sample } from "./examples.ts";
import { chosenScheme, schemes, type Text } from "./input.ts";
import { givenSecrets } from "./secrets.ts";

const SETTLE_MS = 60;

/** The id of a built-in scheme, or `own`: the one under Diagnose. */
export const schemeId = signal("bottlecrm");
export const type = signal("");
export const url = signal("http://localhost:3000/webhooks");
export const body = signal<Text>("");

/** What was signed, or why nothing could be. */
export const signed = signal<{ headers: readonly HeaderLine[]; body: string } | { fault: string } | undefined>(undefined);

export function generatedScheme(): Scheme | undefined {
  return schemeId.value === "own" ? chosenScheme.value.scheme : schemes.find(({ id }) => id === schemeId.value);
}

export function typesOf(scheme: Scheme | undefined): readonly string[] {
  const types = scheme?.event.types ?? [];
  return types.length > 0 ? types : ["sample.sent"];
}

/** Takes another scheme, or another type of its events, and a sample of it. */
export function choose(nextScheme: string, nextType?: string): void {
  batch(() => {
    schemeId.value = nextScheme;
    const scheme = generatedScheme();
    type.value = nextType ?? typesOf(scheme)[0]!;
    if (scheme) body.value = pretty(sample(scheme, type.value, Date.now()));
  });
}

/** One member a line is easier to edit; what is signed is what is shown. */
function pretty(json: string): string {
  return JSON.stringify(JSON.parse(json), undefined, 2);
}

const engine = new Engine();

/** Signs what is there, and again as it changes. Ends when what it gives is called. */
export function watchSigning(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = effect(() => {
    const [scheme, text, [secret]] = [generatedScheme(), body.value, givenSecrets()];
    clearTimeout(timer);
    timer = setTimeout(() => void run(scheme, text, secret), SETTLE_MS);
  });
  return () => {
    clearTimeout(timer);
    stop();
  };
}

async function run(scheme: Scheme | undefined, text: Text, secret: string | undefined): Promise<void> {
  if (!scheme) return void (signed.value = { fault: "The scheme under Diagnose is not complete." });
  if (secret === undefined) return void (signed.value = { fault: "A secret is needed to sign with." });
  const content = text.toString();
  try {
    const bytes = new TextEncoder().encode(content);
    const answer = await engine.ask("sign", { scheme, secret, body: bytes, now: Date.now() });
    if (answer) signed.value = { headers: answer.headers, body: content };
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    signed.value = { fault: error.message };
  }
}

const JSON_TYPE: HeaderLine = ["Content-Type", "application/json"];

/** How a request is written down. */
export const NOTATIONS = {
  curl: (target: string, headers: readonly HeaderLine[], content: string) =>
    [
      `curl ${quote(target)}`,
      ...[JSON_TYPE, ...headers].map((line) => `-H ${quote(line.join(": "))}`),
      // Raw: data that begins with @ would be a file's name.
      `--data-raw ${quote(content)}`,
    ].join(" \\\n  "),
  fetch: (target: string, headers: readonly HeaderLine[], content: string) =>
    `const response = await fetch(${JSON.stringify(target)}, {\n  method: "POST",\n  headers: {\n` +
    `${[JSON_TYPE, ...headers].map(([name, value]) => `    ${JSON.stringify(name)}: ${JSON.stringify(value)},`).join("\n")}\n  },\n` +
    `  body: ${JSON.stringify(content)},\n});\nconsole.log(response.status, await response.text());`,
  raw(target: string, headers: readonly HeaderLine[], content: string) {
    const { host, pathname, search } = URL.canParse(target) ? new URL(target) : new URL("http://localhost/");
    const length: HeaderLine = ["Content-Length", String(new TextEncoder().encode(content).length)];
    const lines = [["Host", host], JSON_TYPE, ...headers, length].map((line) => line.join(": "));
    return `POST ${pathname}${search} HTTP/1.1\n${lines.join("\n")}\n\n${content}`;
  },
} as const;

export type Notation = keyof typeof NOTATIONS;

/** A secret that nobody knows yet. */
export function newSecret(scheme: Scheme | undefined): string {
  const random = crypto.getRandomValues(new Uint8Array(24));
  const text = btoa(String.fromCharCode(...random));
  return scheme?.secret.encoding === "base64" ? `${scheme.secret.prefix ?? ""}${text}` : text.replace(/[+/]/g, "x");
}
