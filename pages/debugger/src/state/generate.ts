// Generates a signed request, as a provider would send it.

import { batch, effect, signal } from "@preact/signals";

import { quote } from "../../../../pkg/ts/cli/input/shell.ts";
import { Engine, EngineError } from "../engine/client.ts";
import type { SignedRequest } from "../engine/protocol.ts";
import type { Scheme } from "../engine/types.ts";
import { findForm, type Form, formsOf } from "./scheme-forms.ts";
import { chosenScheme, type Text } from "./input.ts";
import { contentType, sample, sampleRest } from "./samples.ts";
import { nonEmptySecrets } from "./secrets.ts";

/** The debounce after typing. */
const DEBOUNCE_MS = 60;

/** The id of a form of a built-in scheme, or `own`: the scheme under Diagnose. */
export const formId = signal("bottlecrm");
export const type = signal("");
export const url = signal("http://localhost:3000/webhooks");
export const body = signal<Text>("");

/** The signed request, or why it cannot be signed. */
export const signed = signal<(SignedRequest & { type: string }) | { fault: string } | undefined>(undefined);

export function generatedForm(): Form | undefined {
  if (formId.value !== "own") return findForm(formId.value);
  const { scheme } = chosenScheme.value;
  return scheme && formsOf(scheme)[0];
}

export function typesOf(scheme: Scheme | undefined): readonly string[] {
  const types = scheme?.event.types ?? [];
  return types.length > 0 ? types : ["sample.sent"];
}

/** Chooses a form and an event type, and fills in a sample body. */
export function choose(nextForm: string, nextType?: string): void {
  batch(() => {
    // The signed request is of the former scheme or event.
    signed.value = undefined;
    formId.value = nextForm;
    const form = generatedForm();
    type.value = nextType ?? typesOf(form?.scheme)[0]!;
    if (form) body.value = pretty(sample(form, type.value, Date.now()));
  });
}

/** Indents JSON for editing: the body is signed as shown. */
function pretty(text: string): string {
  return text.startsWith("{") ? JSON.stringify(JSON.parse(text), undefined, 2) : text;
}

const engine = new Engine();

/** Signs the input whenever it changes, until the returned function is called. */
export function watchSigning(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = effect(() => {
    const [scheme, text, to, [secret]] = [generatedForm()?.form, body.value, url.value, nonEmptySecrets()];
    clearTimeout(timer);
    timer = setTimeout(() => void run(scheme, text.toString(), to, secret), DEBOUNCE_MS);
  });
  return () => {
    clearTimeout(timer);
    stop();
  };
}

async function run(scheme: Scheme | undefined, content: string, to: string, secret: string | undefined): Promise<void> {
  if (!scheme) return void (signed.value = { fault: "The scheme under Diagnose is not complete." });
  if (secret === undefined) return void (signed.value = { fault: "A secret is needed to sign with." });
  const now = Date.now();
  try {
    const { headers, url } = sampleRest(scheme, URL.canParse(to) ? to : "http://localhost/", now);
    const answer = await engine.ask("sign", { unsigned: { scheme, secret, url, headers, body: content, now } });
    if (answer) signed.value = { ...answer.signed, type: contentType(scheme) };
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    signed.value = { fault: error.message };
  }
}

type Generated = SignedRequest & { type: string };

const linesOf = ({ type, headers }: Generated) => [["Content-Type", type] as const, ...headers];

/** The formats of a request. */
export const NOTATIONS = {
  curl: (made: Generated) =>
    [
      `curl ${quote(made.url)}`,
      ...linesOf(made).map((line) => `-H ${quote(line.join(": "))}`),
      // Raw: curl reads data that begins with @ from a file.
      `--data-raw ${quote(made.body)}`,
    ].join(" \\\n  "),
  fetch: (made: Generated) =>
    `const response = await fetch(${JSON.stringify(made.url)}, {\n  method: "POST",\n  headers: {\n` +
    `${linesOf(made).map(([name, value]) => `    ${JSON.stringify(name)}: ${JSON.stringify(value)},`).join("\n")}\n  },\n` +
    `  body: ${JSON.stringify(made.body)},\n});\nconsole.log(response.status, await response.text());`,
  raw(made: Generated) {
    const { host, pathname, search } = new URL(made.url);
    const length = String(new TextEncoder().encode(made.body).length);
    const lines = [["Host", host], ...linesOf(made), ["Content-Length", length]].map((line) => line.join(": "));
    return `POST ${pathname}${search} HTTP/1.1\n${lines.join("\n")}\n\n${made.body}`;
  },
} as const;

export type Notation = keyof typeof NOTATIONS;

/** A random secret in the scheme's encoding. */
export function newSecret(scheme: Scheme | undefined): string {
  const random = crypto.getRandomValues(new Uint8Array(24));
  const text = btoa(String.fromCharCode(...random));
  if (scheme?.secret.encoding === "base64") return `${scheme.secret.prefix ?? ""}${text}`;
  if (scheme?.secret.encoding === "hex") return Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return text.replace(/[+/]/g, "x");
}
