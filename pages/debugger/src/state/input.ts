// What was given, but for the secrets: those are in a module of their own, which
// nothing that shares or exports imports.

import { computed, signal } from "@preact/signals";

import { builtin } from "../../../../pkg/ts/scheme.ts";
import type { BodyWay, Given } from "../engine/protocol.ts";
import type { Scheme } from "../engine/types.ts";

/** Text: a string, or an editor's document, which is made a string when it is needed. */
export interface Text {
  readonly length: number;
  toString(): string;
}

/** A file that was dropped or chosen, to the byte. */
export interface FileSource {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** What was pasted, or the file that is taken in its place. */
export interface Written {
  readonly text: Text;
  readonly file: FileSource | undefined;
  /** Of a HAR file. */
  readonly entry: number | undefined;
}

export interface Fields {
  readonly method: string;
  readonly url: string;
  readonly headers: Text;
  readonly way: BodyWay;
  /** What was typed in each way: changing the way loses nothing. */
  readonly text: Text;
  readonly hex: Text;
  readonly base64: Text;
  readonly file: FileSource | undefined;
}

export type Way = "paste" | "fields" | "compare";

/** `detect`, the id of a built-in scheme, or `own`. */
export type SchemeChoice = "detect" | "own" | (string & {});

export interface Input {
  readonly way: Way;
  readonly paste: Written;
  readonly fields: Fields;
  readonly wire: Written;
  readonly handler: Written;
  readonly scheme: SchemeChoice;
  readonly ownScheme: Text;
  /** Where the request was sent, where that is signed; empty: as the request says. */
  readonly url: string;
  /** In milliseconds since the epoch; none: the moment of the check. */
  readonly now: number | undefined;
  /** In seconds; none: the scheme's own. */
  readonly tolerance: number | undefined;
}

const NOTHING: Written = { text: "", file: undefined, entry: undefined };

export const EMPTY_FIELDS: Fields = {
  method: "POST",
  url: "",
  headers: "",
  way: "text",
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
  way: "paste",
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

/** The chosen scheme: none where it is to be detected, and why where it is wrong. */
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

/** Whether the URL, or a part of it, is signed. */
export function signsUrl({ signed_content: content, signature }: Scheme): boolean {
  return /\{(url|path|query:)/.test(content) || (signature?.part ?? "").startsWith("query:");
}

export function givenOf(written: Written): Given {
  return { kind: "written", source: written.file?.bytes ?? written.text.toString(), entry: written.entry };
}

export function givenOfFields({ method, url, headers, way, file, ...texts }: Fields): Given {
  const body = way === "file" ? (file?.bytes ?? "") : texts[way].toString();
  return { kind: "fields", method, url, headers: headers.toString(), way, body };
}

export function isEmpty(written: Written): boolean {
  return written.file === undefined && written.text.length === 0;
}

/** Puts bytes into the fields in the way that shows them best and loses none. */
export function bodyFields(body: Uint8Array): Pick<Fields, "way" | "text" | "hex"> {
  const { text, hex } = input.peek().fields;
  const decoded = new TextDecoder("utf-8", { ignoreBOM: true }).decode(body);
  const isText = !decoded.includes("\ufffd") && !decoded.includes("\0");
  return isText ? { way: "text", text: decoded, hex } : { way: "hex", text, hex: toHexLines(body) };
}

function toHexLines(bytes: Uint8Array): string {
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return digits.replace(/.{64}(?=.)/g, "$&\n");
}
