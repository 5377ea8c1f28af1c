// Signs a request as the provider would.

import { put } from "../../../../pkg/ts/cli/place-signature.ts";
import { expectedValues, factsOf, signBy } from "./core.ts";
import { InputError } from "./input-error.ts";
import type { HeaderLine, SignedRequest, UnsignedRequest } from "./protocol.ts";

/** @throws InputError where the request cannot be signed. */
export function sign(unsigned: UnsignedRequest): SignedRequest {
  const { scheme } = unsigned;
  const body = new TextEncoder().encode(unsigned.body);
  const request = withExpectedValues(unsigned, body);
  const id = scheme.message_id && `msg_${randomId()}`;
  const { signature, headers: added } = signBy(request, body, id);
  const headers = asProviderSpells(factsOf(scheme).headers, merged(request.headers, added));
  return placed({ ...request, headers }, signature);
}

/** The request with the headers and parameters that have a certain value in every authentic request. */
function withExpectedValues(request: UnsignedRequest, body: Uint8Array): UnsignedRequest {
  const headers: HeaderLine[] = [];
  let { url } = request;
  for (const [component, value] of expectedValues(request.scheme, body)) {
    const name = component.slice(component.indexOf(":") + 1);
    if (component.startsWith("header:")) headers.push([name, value]);
    if (component.startsWith("query:")) url = withParameter(url, name, value);
  }
  return { ...request, url, headers: merged(request.headers, headers) };
}

/** Header lines with others in place of those of the same name. */
function merged(lines: readonly HeaderLine[], others: readonly HeaderLine[]): HeaderLine[] {
  const replaced = new Set(others.map(([name]) => name.toLowerCase()));
  return [...lines.filter(([name]) => !replaced.has(name.toLowerCase())), ...others];
}

function asProviderSpells(spellings: readonly string[], lines: readonly HeaderLine[]): HeaderLine[] {
  const byName = new Map(spellings.map((name) => [name.toLowerCase(), name]));
  return lines.map(([name, value]) => [byName.get(name.toLowerCase()) ?? name, value]);
}

/** Puts a signature that is not in a header into the query or the body. */
function placed({ scheme, url, headers, body }: UnsignedRequest, signature: string): SignedRequest {
  const { header, part = "" } = scheme.signature;
  const name = part.slice(part.indexOf(":") + 1);
  if (header !== undefined) return { url, headers, body };
  if (part.startsWith("query:")) return { url: withParameter(url, name, signature), headers, body };
  if (part.startsWith("form:")) {
    const form = new URLSearchParams(body);
    form.set(name, signature);
    return { url, headers, body: form.toString() };
  }
  const payload = parsed(body);
  if (payload === undefined || !put(payload, part, signature)) throw new InputError(`there is no room for ${part} in the body`);
  return { url, headers, body: JSON.stringify(payload) };
}

function parsed(body: string): object | undefined {
  try {
    const payload: unknown = JSON.parse(body);
    return typeof payload === "object" && payload !== null ? payload : undefined;
  } catch {
    return undefined;
  }
}

function withParameter(text: string, name: string, value: string): string {
  const url = new URL(text);
  url.searchParams.set(name, value);
  return url.href;
}

function randomId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
