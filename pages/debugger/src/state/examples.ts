// Example requests of each provider, correct or with a common fault. They are signed
// when they are opened, so that their times are fresh.

import { Engine } from "../engine/client.ts";
import type { HeaderLine } from "../engine/protocol.ts";
import type { Scheme } from "../engine/types.ts";
import { factsOf, findForm, formsOf, signsUrl } from "./scheme-forms.ts";
import { EMPTY, type Input, schemes } from "./input.ts";
import { contentType, sample, sampleRest } from "./samples.ts";

/** A correctly signed request, into which a fault is injected. */
interface Draft {
  scheme: Scheme;
  url: string;
  headers: HeaderLine[];
  /** The received body. */
  body: string;
  /** Secret. The receiver's secrets. */
  secrets: string[];
  choice: string;
  asCurl: boolean;
}

interface Fault {
  readonly id: string;
  readonly title: string;
  /** The request's age, in seconds. */
  readonly age?: number;
  /** Whether the fault is possible with a scheme. */
  readonly appliesTo?: (scheme: Scheme) => boolean;
  /** The body that the sender signs. */
  readonly signs?: (body: string) => string;
  inject(draft: Draft): void;
}

const signsTime = ({ timestamp }: Scheme) => timestamp !== undefined;
const isText = ({ secret }: Scheme) => secret.encoding === "utf8";
const isToken = ({ algorithm }: Scheme) => algorithm === "token";
const signsJson = (scheme: Scheme) => scheme.signed_content.includes("{body}") && !factsOf(scheme).takes_form;
/** Whether the signature header has nothing but the signature. */
const standsAlone = (scheme: Scheme) => scheme.signature.header !== undefined && !scheme.signature.fields && !isToken(scheme);

/** Changes the header of a name. */
function withHeader(draft: Draft, wanted: string, edit: (line: HeaderLine) => HeaderLine): void {
  draft.headers = draft.headers.map((line) => (line[0] === wanted ? edit(line) : line));
}

const withSignature = (draft: Draft, edit: (text: string) => string) =>
  withHeader(draft, draft.scheme.signature.header!, ([name, value]) => [name, edit(value)]);

export const faults: readonly Fault[] = [
  {
    id: "reserialized",
    title: "Body parsed and written again",
    appliesTo: signsJson,
    inject: (draft) => (draft.body = JSON.stringify(JSON.parse(draft.body), undefined, 2)),
  },
  { id: "none", title: "Nothing wrong", inject: () => undefined },
  { id: "newline", title: "Line break added to the body", appliesTo: signsJson, inject: (draft) => (draft.body += "\n") },
  {
    id: "crlf",
    title: "LF turned into CRLF",
    appliesTo: signsJson,
    signs: (body) => JSON.stringify(JSON.parse(body), undefined, 2),
    inject: (draft) => (draft.body = draft.body.replaceAll("\n", "\r\n")),
  },
  {
    id: "unicode",
    title: "Non-ASCII characters escaped",
    appliesTo: signsJson,
    signs: (body) => body.replace(/\}$/, ',"note":"naïve café"}'),
    inject: (draft) =>
      (draft.body = draft.body.replace(/[\u0080-\uffff]/g, (character) => {
        return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
      })),
  },
  {
    id: "base64",
    title: "Body in base64, as Lambda has it",
    appliesTo: signsJson,
    inject: (draft) => (draft.body = btoa(String.fromCharCode(...new TextEncoder().encode(draft.body)))),
  },
  { id: "empty", title: "Body already read: it is empty", appliesTo: signsJson, inject: (draft) => (draft.body = "") },
  { id: "secret-newline", title: "Line break in the secret", inject: (draft) => (draft.secrets[0] += "\n") },
  {
    id: "secret-prefix",
    title: "whsec_ cut off the secret",
    appliesTo: ({ id }) => id === "optimocms",
    inject: (draft) => (draft.secrets[0] = draft.secrets[0]!.replace("whsec_", "")),
  },
  {
    id: "secret-other",
    title: "Another secret of those given",
    inject: (draft) => draft.secrets.unshift("an-older-secret-0000"),
    appliesTo: isText,
  },
  {
    id: "secret-wrong",
    title: "Wrong secret: nothing can be proven",
    inject: (draft) => (draft.secrets = [draft.scheme.secret.encoding === "base64" ? `whsec_${btoa("another secret of 24 byte")}` : "of-another-endpoint-77"]),
  },
  { id: "stale", title: "Sent an hour ago", age: 3600, appliesTo: signsTime, inject: () => undefined },
  {
    id: "unit",
    title: "Timestamp in the wrong unit",
    appliesTo: ({ timestamp }) => timestamp?.header !== undefined && timestamp.unit !== "rfc3339",
    inject(draft) {
      const { header, unit } = draft.scheme.timestamp!;
      withHeader(draft, header!, ([name, value]) => [name, unit === "ms" ? value.slice(0, -3) : `${value}000`]);
    },
  },
  {
    id: "encoding",
    title: "Signature in the other encoding",
    appliesTo: standsAlone,
    inject: (draft) => withSignature(draft, (text) => otherEncoding(draft.scheme, text)),
  },
  {
    id: "truncated",
    title: "Signature cut off",
    appliesTo: standsAlone,
    inject: (draft) => withSignature(draft, (text) => text.slice(0, -20)),
  },
  {
    id: "header",
    title: "Signature header is missing",
    appliesTo: ({ signature }) => signature.header !== undefined,
    inject(draft) {
      draft.headers = draft.headers.filter(([name]) => name !== draft.scheme.signature.header);
      draft.choice = draft.scheme.id;
    },
  },
  {
    id: "scheme",
    title: "Another scheme is chosen",
    inject: (draft) => (draft.choice = draft.scheme.id === "salesos" ? "whitelabelcro" : "salesos"),
  },
  { id: "curl", title: "As a curl command", inject: (draft) => (draft.asCurl = true) },
];

function otherEncoding({ signature: { prefix = "", encoding } }: Scheme, text: string): string {
  const digits = text.slice(prefix.length);
  const bytes = encoding === "hex" ? (digits.match(/../g) ?? []).map((two) => Number.parseInt(two, 16)) : [...atob(digits)].map((c) => c.charCodeAt(0));
  const other = encoding === "hex" ? btoa(String.fromCharCode(...bytes)) : bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return prefix + other;
}

/** The faults that are possible with a scheme. */
export function faultsOf(scheme: Scheme): readonly Fault[] {
  return faults.filter(({ appliesTo }) => appliesTo?.(scheme) ?? true);
}

const engine = new Engine();

/** The input of an example; `undefined` where a newer example superseded it. */
export async function example(formId: string, faultId: string): Promise<{ input: Input; secrets: string[] } | undefined> {
  const form = findForm(formId) ?? formsOf(schemes[0]!)[0]!;
  const scheme = form.form;
  const fault = faultsOf(scheme).find(({ id }) => id === faultId) ?? faults[0]!;
  const now = Date.now();
  const then = now - (fault.age ?? 0) * 1000;
  const type = scheme.event.types?.[0] ?? "contact.created";
  const original = sample(form, type, then);
  const body = fault.signs?.(original) ?? original;
  const secret = exampleSecret(scheme);
  const rest = sampleRest(scheme, `https://api.example.com/webhooks/${scheme.id}`, then);
  const answer = await engine.ask("sign", { unsigned: { scheme, secret, ...rest, body, now: then } });
  if (!answer) return undefined;
  const { signed } = answer;
  const draft: Draft = { scheme, ...signed, headers: [...signed.headers], secrets: [secret], choice: "detect", asCurl: false };
  // A scheme that detection cannot tell from another is chosen explicitly.
  if (hasTwin(scheme)) draft.choice = scheme.id;
  fault.inject(draft);
  const text = draft.asCurl ? asCurl(draft) : asHttp(draft);
  return {
    input: { ...EMPTY, mode: "paste", paste: { text, file: undefined, entry: undefined }, scheme: draft.choice, url: signsUrl(scheme) ? draft.url : "" },
    secrets: draft.secrets,
  };
}

/** Whether another scheme has the same signature header, and also signs a time or also none. */
function hasTwin({ id, signature, timestamp }: Scheme): boolean {
  const header = signature.header?.toLowerCase();
  return schemes.some((one) => one.id !== id && one.signature.header?.toLowerCase() === header && !one.timestamp === !timestamp);
}

function exampleSecret({ id, secret }: Scheme): string {
  if (secret.encoding === "base64") return `${secret.prefix ?? ""}${btoa("countersign example key!")}`;
  if (secret.encoding === "hex") return "c0ffee00112233445566778899aabbcc";
  return id === "optimocms" ? "whsec_3xample0nly7Qm2" : "example-only-9f27c1e4";
}

function asHttp({ scheme, url, headers, body }: Draft): string {
  const { host, pathname, search } = new URL(url);
  const all: HeaderLine[] = [["Host", host], ["Content-Type", contentType(scheme)], ...headers];
  return `POST ${pathname}${search} HTTP/1.1\n${all.map((line) => line.join(": ")).join("\n")}\n\n${body}`;
}

function asCurl({ scheme, url, headers, body }: Draft): string {
  const all: HeaderLine[] = [["Content-Type", contentType(scheme)], ...headers];
  const options = all.map((line) => `  -H '${line.join(": ")}' \\\n`).join("");
  return `curl ${url.includes("?") ? `'${url}'` : url} \\\n${options}  --data-raw '${body.replaceAll("'", `'\\''`)}'`;
}
