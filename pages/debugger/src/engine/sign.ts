// Signs as a provider would. What makes the digests is what explains them.

import { put } from "../../../../pkg/ts/cli/place-signature.ts";
import { fixedHeaders } from "./components.ts";
import { ask } from "./explain.ts";
import type { HeaderLine, Signed, Unsigned } from "./protocol.ts";
import type { Scheme } from "./types.ts";
import { Unreadable } from "./unreadable.ts";

/**
 * A request as the provider would send it.
 *
 * @throws Unreadable where nothing can be signed.
 */
export function sign(unsigned: Unsigned): Signed {
  const { scheme } = unsigned;
  const others: HeaderLine[] = [...Object.entries(fixedHeaders(scheme)), ...unsigned.headers];
  const given = new Set(others.map(([name]) => name.toLowerCase()));
  const headers = others.filter(([name], at) => others.findLastIndex(([other]) => other === name) === at);
  if (scheme.message_id && !given.has(scheme.message_id.header.toLowerCase())) {
    headers.push([scheme.message_id.header, `msg_${randomId()}`]);
  }
  const time = timeOf(scheme, unsigned.now);
  if (scheme.timestamp?.header !== undefined) headers.push([scheme.timestamp.header, time]);
  const draft = { ...unsigned, headers };
  const first = placed(draft, textOf(scheme, time, digestOf(draft, time)));
  const needed = equalities(first, unsigned);
  // What has to be equal to something may be signed itself.
  return needed === first.url ? first : placed(draft, textOf(scheme, time, digestOf({ ...draft, url: needed }, time)), needed);
}

function timeOf({ timestamp }: Scheme, now: number): string {
  if (timestamp?.unit === "rfc3339") return new Date(now).toISOString();
  return String(timestamp?.unit === "ms" ? now : Math.floor(now / 1000));
}

/** The signature, and the time beside it, as one text. */
function textOf({ signature: { fields } }: Scheme, time: string, digest: string): string {
  if (!fields) return digest;
  const { assign, separators, signature, timestamp } = fields;
  return `${timestamp === undefined ? "" : `${timestamp}${assign}${time}${separators[0]}`}${signature}${assign}${digest}`;
}

function digestOf({ scheme, secret, ...request }: Unsigned, time: string): string {
  const { algorithm, signature } = scheme;
  if (algorithm === "token") {
    const text = signature.encoding === "base64" ? btoa(String.fromCharCode(...new TextEncoder().encode(secret))) : secret;
    return (signature.prefix_optional ? "" : (signature.prefix ?? "")) + text;
  }
  // The time is read from beside the signature, whatever that is.
  const beside: HeaderLine[] = signature.fields ? [[signature.header!, textOf(scheme, time, "")]] : [];
  const { computed, steps } = explained({ ...request, scheme, secret, headers: [...request.headers, ...beside] });
  const text = computed[0]?.text;
  if (text !== undefined) return text;
  const failed = steps.find(({ task, state }) => task === "content" && state !== "pass") ?? steps.find(({ task, state }) => task === "digest" && state !== "pass");
  throw new Unreadable(failed?.message ?? "nothing can be signed with it", "secret");
}

function explained({ scheme, secret, url, headers, body, now }: Unsigned) {
  const request = { method: "POST", url, headers, body: new TextEncoder().encode(body) };
  return ask(request, { scheme, secrets: [secret], url, now, tolerance: undefined });
}

/** Puts the signature to where it stands. */
function placed({ scheme, url: given, headers, body }: Unsigned, text: string, url = given): Signed {
  const { header, part = "" } = scheme.signature;
  const name = part.slice(part.indexOf(":") + 1);
  if (header !== undefined) return { url, headers: [...headers, [header, text]], body };
  if (part.startsWith("query:")) return { url: withQuery(url, name, text), headers, body };
  if (part.startsWith("form:")) {
    const form = new URLSearchParams(body);
    form.set(name, text);
    return { url, headers, body: form.toString() };
  }
  const payload: unknown = JSON.parse(body);
  if (typeof payload !== "object" || payload === null || !put(payload, part, text)) throw new Unreadable(`there is no room for ${part} in the body`);
  return { url, headers, body: JSON.stringify(payload) };
}

/** The URL, with the parameters that the engine expects to be equal to something. */
function equalities(signed: Signed, { scheme, secret, now }: Unsigned): string {
  let { url } = signed;
  for (const { task, state, input, message } of explained({ ...signed, scheme, secret, now }).steps) {
    const [, expected] = /^`(.+)` is expected$/.exec(message) ?? [];
    if (task === "compare" && state === "fail" && expected && input.startsWith("query:")) url = withQuery(url, input.slice(6), expected);
  }
  return url;
}

function withQuery(text: string, name: string, value: string): string {
  const url = new URL(text);
  url.searchParams.set(name, value);
  return url.href;
}

function randomId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
