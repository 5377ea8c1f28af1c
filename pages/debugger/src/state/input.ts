// The input without the secrets: those are in a module of their own, which nothing that
// shares or exports imports.

import { computed, signal } from "@preact/signals";

import { builtin } from "../../../../pkg/ts/scheme.ts";
import type { BodyMode, RequestSource } from "../engine/protocol.ts";
import type { Scheme } from "../engine/types.ts";

/** A string, or an editor's document, which is converted to a string on demand. */
export interface Text {
  readonly length: number;
  toString(): string;
}

/** The bytes of a dropped or chosen file. */
export interface FileSource {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** A pasted request, or a file in its place. */
export interface PastedRequest {
  readonly text: Text;
  readonly file: FileSource | undefined;
  /** The chosen request of a HAR file. */
  readonly entry: number | undefined;
}

export interface Fields {
  readonly method: string;
  readonly url: string;
  readonly headers: Text;
  readonly mode: BodyMode;
  /** The text of each mode: changing the mode loses nothing. */
  readonly text: Text;
  readonly hex: Text;
  readonly base64: Text;
  readonly file: FileSource | undefined;
}

export type InputMode = "paste" | "fields" | "compare";

/** `detect`, the id of a built-in scheme, or `own`. */
export type SchemeChoice = "detect" | "own" | (string & {});

export interface Input {
  readonly mode: InputMode;
  readonly paste: PastedRequest;
  readonly fields: Fields;
  readonly wire: PastedRequest;
  readonly handler: PastedRequest;
  readonly scheme: SchemeChoice;
  readonly ownScheme: Text;
  /** The URL that the request was sent to, where that is signed; empty: the one in the request. */
  readonly url: string;
  /** In milliseconds since the epoch; absent: the time of the check. */
  readonly now: number | undefined;
  /** In seconds; absent: the scheme's own. */
  readonly tolerance: number | undefined;
}

const NOTHING: PastedRequest = { text: "", file: undefined, entry: undefined };

export const EMPTY_FIELDS: Fields = {
  method: "POST",
  url: "",
  headers: "",
  mode: "text",
  text: "",
  hex: "",
  base64: "",
  file: undefined,
};

const OWN_SCHEME = `{
  "id": "acme",
  "name": "Acme",
  "source": "Acme's documentation",
  "signature": { "header": "Acme-Signature", "prefix": "v1=", "encoding": "hex" },
  "timestamp": { "header": "Acme-Time", "unit": "s" },
  "signed_content": "{timestamp}.{body}",
  "algorithm": "hmac-sha256",
  "secret": { "encoding": "utf8" },
  "event": { "format": "json", "id": "/id", "type": "/type", "data": "/data" }
}`;

export const EMPTY: Input = {
  mode: "paste",
  paste: NOTHING,
  fields: EMPTY_FIELDS,
  wire: NOTHING,
  handler: NOTHING,
  scheme: "detect",
  ownScheme: OWN_SCHEME,
  url: "",
  now: undefined,
  tolerance: undefined,
};

export const input = signal<Input>(EMPTY);

export function change(part: Partial<Input>): void {
  input.value = { ...input.peek(), ...part };
}

export function changeFields(part: Partial<Fields>): void {
  change({ fields: { ...input.peek().fields, ...part } });
}

export const schemes: readonly Scheme[] = builtin;

/** The chosen scheme: absent where it is detected, with `fault` where it is no JSON object. */
export const chosenScheme = computed((): { scheme: Scheme | undefined; fault: string | undefined } => {
  const { scheme, ownScheme } = input.value;
  if (scheme === "detect") return { scheme: undefined, fault: undefined };
  if (scheme !== "own") return { scheme: schemes.find(({ id }) => id === scheme), fault: undefined };
  try {
    const own: unknown = JSON.parse(ownScheme.toString());
    if (typeof own === "object" && own !== null) return { scheme: own as Scheme, fault: undefined };
    return { scheme: undefined, fault: "a scheme is an object" };
  } catch (error) {
    return { scheme: undefined, fault: (error as Error).message };
  }
});

export function pastedSource(pasted: PastedRequest): RequestSource {
  return { kind: "pasted", content: pasted.file?.bytes ?? pasted.text.toString(), entry: pasted.entry };
}

export function fieldsSource({ method, url, headers, mode, file, ...texts }: Fields): RequestSource {
  const body = mode === "file" ? (file?.bytes ?? "") : texts[mode].toString();
  return { kind: "fields", method, url, headers: headers.toString(), mode, body };
}

export function isEmpty(pasted: PastedRequest): boolean {
  return pasted.file === undefined && pasted.text.length === 0;
}

/** The fields for a body: as text where that loses no byte, or else as hex. */
export function bodyFields(body: Uint8Array): Pick<Fields, "mode" | "text" | "hex"> {
  const { text, hex } = input.peek().fields;
  const decoded = new TextDecoder("utf-8", { ignoreBOM: true }).decode(body);
  const isText = !decoded.includes("\ufffd") && !decoded.includes("\0");
  return isText ? { mode: "text", text: decoded, hex } : { mode: "hex", text, hex: toHexLines(body) };
}

function toHexLines(bytes: Uint8Array): string {
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return digits.replace(/.{64}(?=.)/g, "$&\n");
}
