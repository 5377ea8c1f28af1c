import { bodyBytes } from "./body.js";
import { call } from "./core.js";
import { pairs } from "./query-scheme.js";
import { resolveScheme } from "./resolve-scheme.js";
import type { SchemeRef } from "./scheme.js";
import { MAX_BODY_BYTES, toInstant, toOptions, toSecrets, toTarget, toText } from "./validate-options.js";

/** What a signature covers beside the body, where the scheme signs it. */
export interface SignOptions {
  /** The time of sending, in milliseconds since the epoch. `Date.now()` by default. */
  readonly now?: number | undefined;
  /**
   * The message's id, in visible ASCII characters. `msg_` and a random UUID by
   * default. A repeated attempt takes the id of the first.
   */
  readonly id?: string | undefined;
  /** The whole URL that it is sent to, for schemes that sign it. */
  readonly url?: string | undefined;
  /** The method, for schemes that sign it. `POST` by default. */
  readonly method?: string | undefined;
  /** Other headers of the request, for schemes that sign them. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /**
   * The id of the scheme's variant to sign in, as BottleCRM's `timestamped`. The
   * scheme's own form by default.
   */
  readonly variant?: string | undefined;
}

/**
 * Signs a body as the provider would: for tests, for samples, and for webhooks
 * of one's own (with `standard-webhooks`).
 *
 * @param scheme - A built-in scheme's id, or a scheme of one's own.
 * @param secret - Secret.
 * @param body - The bytes that will be sent, or text that will be sent as UTF-8.
 * @returns The headers to send with the body, their names in lower case. With a
 * scheme of the algorithm `token` they show the secret; else they are not secret.
 * @throws {@link VerificationError} `unknown_scheme`, `invalid_scheme`,
 * `invalid_secret` or `body_too_large` (2 ** 30 bytes is the most).
 * @throws TypeError where an argument is not of its type.
 *
 * @example
 * ```ts
 * const headers = sign("bottlecrm", secret, body);
 * // { "x-bottlecrm-signature": "sha256=…" }
 * ```
 */
export function sign(
  scheme: SchemeRef,
  secret: string,
  body: Uint8Array | string,
  options: SignOptions = {},
): Record<string, string> {
  return Object.fromEntries(pairs(signBy("sign", scheme, secret, body, options)));
}

/** A signature, and the headers that go with it. */
export interface SignedRequest {
  /** Their names in lower case, that of the signature among them where it stands in one. */
  readonly headers: Record<string, string>;
  /** The text of the signature, for requests in which it stands elsewhere. */
  readonly signature: string;
}

/** Signs as {@link sign} does, wherever the signature stands. */
export function signRequest(
  scheme: SchemeRef,
  secret: string,
  body: Uint8Array | string,
  options: SignOptions = {},
): SignedRequest {
  const [signature, ...headers] = signBy("signRequest", scheme, secret, body, options);
  return { headers: Object.fromEntries(pairs(headers)), signature: signature! };
}

/** What a function of the core answers that signs. */
function signBy(
  name: "sign" | "signRequest",
  scheme: SchemeRef,
  secret: string,
  body: Uint8Array | string,
  options: SignOptions,
): string[] {
  const { json, scheme: definition } = resolveScheme(scheme);
  const [key] = toSecrets([secret]);
  const now = toInstant(toOptions(options).now);
  const id = options.id === undefined ? undefined : toId(options.id);
  const { method = "POST", url = "" } = toTarget(options);
  const variant = toText(options.variant, "variant") ?? "";
  const others = Object.entries(options.headers ?? {}).flat();
  // Last, as what is asked for above may be the caller's code.
  const bytes = bodyBytes(body, MAX_BODY_BYTES);
  const signsId = definition?.message_id !== undefined;

  const texts = [
    json,
    key!,
    id ?? (signsId ? `msg_${crypto.randomUUID()}` : ""),
    method,
    url,
    variant,
    ...others,
  ];
  return call(({ glue, memory }) => {
    memory.writeBody(bytes);
    return glue[name](texts, bytes.length, now);
  });
}

/** An id that survives in a header, and cannot end one. */
function toId(id: string): string {
  if (typeof id === "string" && /^[!-~]+$/.test(id)) return id;
  throw new TypeError("id must be a string of visible ASCII characters.");
}
