// Requests to begin with: of each provider, in order or with a common fault. They
// are signed here and now, so that their times are fresh.

import { takesForm } from "../engine/components.ts";
import { Engine } from "../engine/client.ts";
import type { HeaderLine } from "../engine/protocol.ts";
import type { Scheme } from "../engine/types.ts";
import { findForm, formsOf } from "./forms.ts";
import { EMPTY, type Input, schemes, signsUrl } from "./input.ts";
import { contentType, sample, sampleRest } from "./samples.ts";

/** A request that was signed well, and is then spoiled. */
interface Draft {
  scheme: Scheme;
  url: string;
  headers: HeaderLine[];
  /** As it is received. */
  body: string;
  /** Secret. What the receiver has. */
  secrets: string[];
  choice: string;
  asCurl: boolean;
}

interface Fault {
  readonly id: string;
  readonly title: string;
  /** How long ago it was sent, in seconds. */
  readonly age?: number;
  /** Whether it can befall a scheme. */
  readonly befalls?: (scheme: Scheme) => boolean;
  /** What the sender signs. */
  readonly signs?: (body: string) => string;
  spoil(draft: Draft): void;
}

const signsTime = ({ timestamp }: Scheme) => timestamp !== undefined;
const isText = ({ secret }: Scheme) => secret.encoding === "utf8";
const isToken = ({ algorithm }: Scheme) => algorithm === "token";
const signsJson = (scheme: Scheme) => scheme.signed_content.includes("{body}") && !takesForm(scheme);
/** Whether nothing but the signature stands in its header. */
const standsAlone = (scheme: Scheme) => scheme.signature.header !== undefined && !scheme.signature.fields && !isToken(scheme);

/** Changes a header by its name. */
function withHeader(draft: Draft, wanted: string, edit: (line: HeaderLine) => HeaderLine): void {
  draft.headers = draft.headers.map((line) => (line[0] === wanted ? edit(line) : line));
}

const withSignature = (draft: Draft, edit: (text: string) => string) =>
  withHeader(draft, draft.scheme.signature.header!, ([name, value]) => [name, edit(value)]);

export const faults: readonly Fault[] = [
  {
    id: "reserialized",
    title: "Body parsed and written again",
    befalls: signsJson,
    spoil: (draft) => (draft.body = JSON.stringify(JSON.parse(draft.body), undefined, 2)),
  },
  { id: "none", title: "Nothing wrong", spoil: () => undefined },
  { id: "newline", title: "Line break added to the body", befalls: signsJson, spoil: (draft) => (draft.body += "\n") },
  {
    id: "crlf",
    title: "LF turned into CRLF",
    befalls: signsJson,
    signs: (body) => JSON.stringify(JSON.parse(body), undefined, 2),
    spoil: (draft) => (draft.body = draft.body.replaceAll("\n", "\r\n")),
  },
  {
    id: "unicode",
    title: "Non-ASCII characters escaped",
    befalls: signsJson,
    signs: (body) => body.replace(/\}$/, ',"note":"naïve café"}'),
    spoil: (draft) =>
      (draft.body = draft.body.replace(/[\u0080-\uffff]/g, (character) => {
        return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
      })),
  },
  {
    id: "base64",
    title: "Body in base64, as Lambda has it",
    befalls: signsJson,
    spoil: (draft) => (draft.body = btoa(String.fromCharCode(...new TextEncoder().encode(draft.body)))),
  },
  { id: "empty", title: "Body already read: it is empty", befalls: signsJson, spoil: (draft) => (draft.body = "") },
  { id: "secret-newline", title: "Line break in the secret", spoil: (draft) => (draft.secrets[0] += "\n") },
  {
    id: "secret-prefix",
    title: "whsec_ cut off the secret",
    befalls: ({ id }) => id === "optimocms",
    spoil: (draft) => (draft.secrets[0] = draft.secrets[0]!.replace("whsec_", "")),
  },
  {
    id: "secret-other",
    title: "Another secret of those given",
    spoil: (draft) => draft.secrets.unshift("an-older-secret-0000"),
    befalls: isText,
  },
  {
    id: "secret-wrong",
    title: "Wrong secret: nothing can be proven",
    spoil: (draft) => (draft.secrets = [draft.scheme.secret.encoding === "base64" ? `whsec_${btoa("another secret of 24 byte")}` : "of-another-endpoint-77"]),
  },
  { id: "stale", title: "Sent an hour ago", age: 3600, befalls: signsTime, spoil: () => undefined },
  {
    id: "unit",
    title: "Timestamp in the wrong unit",
    befalls: ({ timestamp }) => timestamp?.header !== undefined && timestamp.unit !== "rfc3339",
    spoil(draft) {
      const { header, unit } = draft.scheme.timestamp!;
      withHeader(draft, header!, ([name, value]) => [name, unit === "ms" ? value.slice(0, -3) : `${value}000`]);
    },
  },
  {
    id: "encoding",
    title: "Signature in the other encoding",
    befalls: standsAlone,
    spoil: (draft) => withSignature(draft, (text) => otherEncoding(draft.scheme, text)),
  },
  {
    id: "truncated",
    title: "Signature cut off",
    befalls: standsAlone,
    spoil: (draft) => withSignature(draft, (text) => text.slice(0, -20)),
  },
  {
    id: "header",
    title: "Signature header is missing",
    befalls: ({ signature }) => signature.header !== undefined,
    spoil(draft) {
      draft.headers = draft.headers.filter(([name]) => name !== draft.scheme.signature.header);
      draft.choice = draft.scheme.id;
    },
  },
  {
    id: "scheme",
    title: "Another scheme is chosen",
    spoil: (draft) => (draft.choice = draft.scheme.id === "salesos" ? "whitelabelcro" : "salesos"),
  },
  { id: "curl", title: "As a curl command", spoil: (draft) => (draft.asCurl = true) },
];

function otherEncoding({ signature: { prefix = "", encoding } }: Scheme, text: string): string {
  const digits = text.slice(prefix.length);
  const bytes = encoding === "hex" ? (digits.match(/../g) ?? []).map((two) => Number.parseInt(two, 16)) : [...atob(digits)].map((c) => c.charCodeAt(0));
  const other = encoding === "hex" ? btoa(String.fromCharCode(...bytes)) : bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return prefix + other;
}

/** The faults that can befall a scheme. */
export function faultsOf(scheme: Scheme): readonly Fault[] {
  return faults.filter(({ befalls }) => befalls?.(scheme) ?? true);
}

const engine = new Engine();

/** What is given with an example; `undefined` where another was asked for meanwhile. */
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
  // What several providers' headers do not tell apart is chosen.
  if (hasTwin(scheme)) draft.choice = scheme.id;
  fault.spoil(draft);
  const text = draft.asCurl ? asCurl(draft) : asHttp(draft);
  return {
    input: { ...EMPTY, way: "paste", paste: { text, file: undefined, entry: undefined }, scheme: draft.choice, url: signsUrl(scheme) ? draft.url : "" },
    secrets: draft.secrets,
  };
}

/** Whether another scheme has its signature in the same header, and a time beside it or none as well. */
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
