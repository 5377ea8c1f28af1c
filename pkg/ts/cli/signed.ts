import { sign, VerificationError } from "../index.js";
import type { Scheme } from "../scheme.js";
import { describe } from "../schemes.js";
import { CommandError, UsageError } from "./errors.js";
import { fixedHeaders, takesForm } from "./parts.js";
import { put } from "./pointer.js";

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
  readonly elsewhere: { readonly part: string; readonly text: string } | undefined;
}

/** The header that a signature is taken from that stands elsewhere. */
const STAND_IN = "countersign-signature";

/** Signs a request as the provider would, wherever the signature stands. */
export function signRequest(scheme: Scheme, secret: string, request: Unsigned): Signed {
  const { part, ...format } = scheme.signature;
  const others = { ...fixedHeaders(scheme), ...request.headers };
  const options = { ...request, headers: others };
  if (part === undefined) {
    const headers = attempt(scheme, () => sign(scheme, secret, request.body, options));
    return { body: request.body, query: "", headers: asWritten(scheme, { ...others, ...headers }), elsewhere: undefined };
  }
  const standIn = { ...scheme, signature: { ...format, header: STAND_IN } };
  const { [STAND_IN]: text = "", ...headers } = attempt(scheme, () => sign(standIn, secret, request.body, options));
  const elsewhere = { part, text };
  return { ...placed(elsewhere, request.body), headers: asWritten(scheme, { ...others, ...headers }), elsewhere };
}

/** The content type of a scheme's bodies. */
export function contentType(scheme: Scheme): string {
  return takesForm(scheme) ? "application/x-www-form-urlencoded" : "application/json";
}

/** Puts a signature into a body or a query. */
function placed({ part, text }: { part: string; text: string }, body: Buffer): { body: Buffer; query: string } {
  const name = part.slice(part.indexOf(":") + 1);
  if (part.startsWith("query:")) return { body, query: new URLSearchParams([[name, text]]).toString() };
  if (part.startsWith("form:")) {
    const form = new URLSearchParams(body.toString());
    form.set(name, text);
    return { body: Buffer.from(form.toString()), query: "" };
  }
  const payload = parse(body);
  if (payload === undefined || !put(payload, part, text)) {
    throw new CommandError(`the signature stands in ${part} of the body, and there is no room for it in this one`);
  }
  return { body: Buffer.from(JSON.stringify(payload)), query: "" };
}

function parse(body: Buffer): object | undefined {
  try {
    const payload: unknown = JSON.parse(body.toString());
    return typeof payload === "object" && payload !== null ? payload : undefined;
  } catch {
    return undefined;
  }
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
  const names = new Map(describe(scheme).headers.map((name) => [name.toLowerCase(), name]));
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [names.get(name.toLowerCase()) ?? name, value]));
}
