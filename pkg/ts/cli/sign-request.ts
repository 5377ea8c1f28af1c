import { VerificationError } from "../index.js";
import type { Scheme } from "../scheme.js";
import { CommandError, UsageError } from "./errors.js";
import { expectedValues, factsOf, signRequest } from "./facade.js";
import { type PlacedSignature, placeSignature } from "./place-signature.js";

/** What is to be signed. */
export interface Unsigned {
  readonly body: Buffer;
  /** The whole URL, for schemes that sign it. */
  readonly url: string | undefined;
  readonly method: string | undefined;
  /** Headers beside those that signing makes. */
  readonly headers: Readonly<Record<string, string>>;
  readonly now: number | undefined;
  readonly id?: string | undefined;
}

/** A request as the provider would send it. */
export interface Signed {
  readonly body: Buffer;
  /** What the URL has to have behind it: `signature=…`, where the signature stands there. */
  readonly query: string;
  /** Their names as the provider writes them. */
  readonly headers: Readonly<Record<string, string>>;
  /** Where the signature stands, and what it is, where that is no header. */
  readonly elsewhere: PlacedSignature | undefined;
}

/** Signs a request as the provider would, wherever the signature stands. */
export function sign(scheme: Scheme, secret: string, request: Unsigned): Signed {
  const { part } = scheme.signature;
  const others = { ...expectedHeaders(scheme, request.body), ...request.headers };
  const { headers, signature } = attempt(scheme, () =>
    signRequest(scheme, secret, request.body, { ...request, headers: others }),
  );
  const elsewhere = part === undefined ? undefined : { part, text: signature };
  const place = elsewhere ? placeSignature(elsewhere, request.body) : { body: request.body, query: "" };
  return { ...place, headers: asWritten(scheme, { ...others, ...headers }), elsewhere };
}

/** The headers that have a certain value in every authentic request with this body. */
function expectedHeaders(scheme: Scheme, body: Buffer): Record<string, string> {
  const isHeader = (component: string) => component.startsWith("header:");
  if (!factsOf(scheme).components.some(isHeader)) return {};
  const headers = [...expectedValues(scheme, body)].filter(([component]) => isHeader(component));
  return Object.fromEntries(headers.map(([component, value]) => [component.slice("header:".length), value]));
}

/** The content type of a scheme's bodies. */
export function contentType(scheme: Scheme): string {
  return factsOf(scheme).takes_form ? "application/x-www-form-urlencoded" : "application/json";
}

/** Says what is missing in the words of the command line. */
function attempt<T>(scheme: Scheme, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof VerificationError)) throw error;
    const { header, part = "" } = error.details;
    const signs = (what: unknown) => `${scheme.name ?? scheme.id} signs ${what}`;
    if (error.code === "missing_header") throw new UsageError(`${signs(`the header ${header}`)}: --header '${header}: …'`);
    if (part === "url") throw new UsageError(`${signs("the URL that it is sent to")}: --url URL`);
    if (error.code === "missing_part") throw new CommandError(`${signs(part)}, and it is not there`);
    throw error;
  }
}

/** The headers with their names as the provider writes them. */
function asWritten(scheme: Scheme, headers: Readonly<Record<string, string>>): Record<string, string> {
  const names = new Map(factsOf(scheme).headers.map((name) => [name.toLowerCase(), name]));
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [names.get(name.toLowerCase()) ?? name, value]));
}
