// A link to a diagnosis, in the URL's fragment, which browsers do not send. It has no
// secrets: this module does not import them.

import type { Request } from "../engine/protocol.ts";
import { bodyFields, chosenScheme, EMPTY, EMPTY_FIELDS, type Input, input, schemes } from "./input.ts";

const MARK = "#v1.";

/** The longest link: longer ones get truncated by other programs. */
const MAX_LENGTH = 200_000;

/** Headers that hold other credentials. */
const PRIVATE = /^(authorization|proxy-authorization|cookie|set-cookie|x-api-key|api-key)$/i;

/** The signature formats of providers that send the secret itself. */
const tokens = () =>
  [...schemes, chosenScheme.peek().scheme].filter((scheme) => scheme?.algorithm === "token").map((scheme) => scheme!.signature);

function isPrivate(name: string): boolean {
  return PRIVATE.test(name) || tokens().some(({ header }) => header?.toLowerCase() === name.toLowerCase());
}

/** A request without its secrets: headers with credentials, and a secret that was sent as a token. */
export function shareable(request: Request, schemeId: string | undefined): Request {
  const { part } = (chosenScheme.peek().scheme ?? schemes.find(({ id }) => id === schemeId))?.signature ?? {};
  const isToken = tokens().some((signature) => part !== undefined && signature.part === part);
  const headers = request.headers.filter(([name]) => !isPrivate(name));
  return { ...request, headers, body: isToken ? without(request.body, part!) : request.body };
}

/** A body with the text at a JSON pointer removed. */
function without(body: Uint8Array<ArrayBuffer>, pointer: string): Uint8Array<ArrayBuffer> {
  const name = JSON.stringify(pointer.slice(pointer.lastIndexOf("/") + 1)).replace(/[$()*+.?[\\\]^{|}]/g, "\\$&");
  const text = atob(toBase64(body)).replace(new RegExp(`(${name}\\s*:\\s*")(?:[^"\\\\]|\\\\.)*"`, "g"), '$1"');
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

interface Shared {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: readonly (readonly [string, string])[];
  /** In base64. */
  readonly body: string;
  readonly scheme: string;
  readonly ownScheme: string | undefined;
  readonly now: number;
  readonly tolerance: number | undefined;
}

/** The headers that a link leaves out. */
export function leftOut({ headers }: Request): string[] {
  return headers.map(([name]) => name).filter(isPrivate);
}

/**
 * A link to the request and the settings.
 *
 * @throws Error where it would be too long.
 */
export async function linkTo(request: Request, schemeId: string | undefined, now: number): Promise<string> {
  const { scheme, ownScheme, tolerance, mode, url: chosenUrl } = input.peek();
  const { method, url: own, headers, body } = shareable(request, schemeId);
  const url = (mode !== "fields" && chosenUrl) || own;
  const shared: Shared = {
    method,
    url,
    headers,
    body: toBase64(body),
    scheme,
    ownScheme: scheme === "own" ? ownScheme.toString() : undefined,
    now,
    tolerance,
  };
  const packed = await through(new TextEncoder().encode(JSON.stringify(shared)), new CompressionStream("deflate-raw"));
  const text = toBase64(packed).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  if (text.length > MAX_LENGTH) throw new Error("This request is too large for a link: export it instead.");
  return `${location.href.split("#")[0]}${MARK}${text}`;
}

/** The input in a link; `undefined` where the fragment has none. */
export async function fromLink(fragment: string): Promise<Input | undefined> {
  if (!fragment.startsWith(MARK)) return undefined;
  const packed = fromBase64(fragment.slice(MARK.length).replaceAll("-", "+").replaceAll("_", "/"));
  const json = await through(packed, new DecompressionStream("deflate-raw"));
  const shared = JSON.parse(new TextDecoder().decode(json)) as Shared;
  return {
    ...EMPTY,
    mode: "fields",
    fields: {
      ...EMPTY_FIELDS,
      method: String(shared.method ?? "POST"),
      url: String(shared.url ?? ""),
      headers: shared.headers.map(([name, value]) => `${name}: ${value}`).join("\n"),
      ...bodyFields(fromBase64(shared.body)),
    },
    scheme: String(shared.scheme),
    ownScheme: shared.ownScheme ?? EMPTY.ownScheme,
    now: Number(shared.now),
    tolerance: shared.tolerance,
  };
}

async function through(
  bytes: Uint8Array<ArrayBuffer>,
  stream: CompressionStream | DecompressionStream,
): Promise<Uint8Array<ArrayBuffer>> {
  const piped = new Blob([bytes]).stream().pipeThrough(stream);
  return new Uint8Array(await new Response(piped).arrayBuffer());
}

function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
