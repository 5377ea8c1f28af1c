import { bodyBytes } from "./body.js";
import { acquire, call, type Core, release, toError } from "./core.js";
import { VerificationError } from "./errors.js";
import { WebhookEvent } from "./event.js";
import { HeaderNames, type HeadersInput, writeHeaders } from "./headers.js";
import { internals } from "./internals.js";
import { factsOf } from "./query-scheme.js";
import { resolveScheme } from "./resolve-scheme.js";
import { describe, type SchemeInfo } from "./scheme-info.js";
import type { SchemeRef } from "./scheme.js";
import {
  toInstant,
  toMaxBody,
  toOptions,
  toPointers,
  toSecrets,
  toTarget,
  toText,
  toTolerance,
} from "./validate-options.js";
import { type Definition, WasmVerifier } from "./wasm-verifier.js";

/** What a {@link Verifier} may be told beside its scheme and secrets. */
export interface VerifierOptions {
  /**
   * How far a signed time may lie from now, past or future, in seconds. The
   * scheme's own by default. `Infinity`: no test of freshness.
   */
  readonly tolerance?: number | undefined;
  /** The largest body that is looked at, in bytes. 2 ** 30 by default, which is also the most. */
  readonly maxBody?: number | undefined;
  /**
   * Accept every request where the scheme lets the provider send unsigned
   * ones, and no secret is given. Where there is a secret, a request without a
   * signature is refused all the same. `false` by default.
   */
  readonly allowUnsigned?: boolean | undefined;
  /**
   * What of the body tells a repetition from a new event, for providers whose
   * retries have another id than the first attempt: JSON Pointers to 1 to 8 of its
   * members. Events that agree in all of them have one `dedupKey`, however they
   * are written, so name what two events differ by. A body that lacks one of the
   * members has its id as the key, as it is by default.
   *
   * @example
   * ```ts
   * // SalesOS gives each attempt an id of its own.
   * const verifier = new Verifier("salesos", secret, { dedupOn: ["/event", "/data"] });
   * ```
   */
  readonly dedupOn?: readonly string[] | undefined;
}

/** What the verification of one request may be told. */
export interface VerifyOptions {
  /** The time, in milliseconds since the epoch. `Date.now()` by default. */
  readonly now?: number | undefined;
  /** In place of the verifier's own tolerance, in seconds. */
  readonly tolerance?: number | undefined;
  /**
   * The whole URL, as the provider was told it, for schemes that sign it. Behind
   * a proxy it is not the one that the server sees.
   */
  readonly url?: string | undefined;
  /** The method, as `POST`, for schemes that sign it. */
  readonly method?: string | undefined;
}

/** What {@link Verifier.handshake} may be told beside. */
export interface HandshakeOptions extends VerifyOptions {
  /** Secret. What the receiver told the provider to prove itself with (Meta's verify token). */
  readonly verifyToken?: string | undefined;
}

/** What a provider wants to hear. */
export interface HandshakeAnswer {
  readonly status: 200;
  /** Their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The event of an authentic request, or why the request is refused. */
export type CheckResult<S extends SchemeRef = SchemeRef> =
  | { readonly ok: true; readonly event: WebhookEvent<S> }
  | { readonly ok: false; readonly error: VerificationError };

/**
 * Checks the requests of one provider. Made once, used for every request.
 *
 * @example
 * ```ts
 * const verifier = new Verifier("bottlecrm", process.env.SECRET!);
 * const event = verifier.verify(rawBody, request.headers);
 * if (event.type === "lead.created") console.log(event.id, event.data);
 * ```
 */
export class Verifier<S extends SchemeRef = SchemeRef> {
  /** @internal Here, as each further file takes every process a millisecond to import. */
  static get internals(): typeof internals {
    return internals;
  }

  /** The scheme that requests are checked against. */
  readonly scheme: SchemeInfo;

  readonly #definition: Definition;
  readonly #headers: HeaderNames;
  readonly #maxBody: number;
  readonly #dataPointer: string | undefined;
  #handle: WasmVerifier | undefined;

  /**
   * @param scheme - A built-in scheme's id, or a scheme of one's own.
   * @param secrets - Secret. The provider's secret as it is shown, or several
   * while one replaces another: they are tried in order. None, `[]`, only
   * where the provider may send unsigned requests.
   * @throws {@link VerificationError} `unknown_scheme`, `invalid_scheme` or
   * `invalid_secret`.
   * @throws TypeError where an argument is not of its type.
   */
  constructor(scheme: S, secrets: string | readonly string[], options: VerifierOptions = {}) {
    const { json, scheme: definition } = resolveScheme(scheme);
    const types = definition?.event?.types;
    this.#definition = {
      scheme: json,
      // Copied, as the JSON is: what is shown of a scheme may be changed.
      types: Array.isArray(types) ? [...types] : [],
      secrets: [...toSecrets(secrets)],
      tolerance: toTolerance(toOptions(options).tolerance),
      allowUnsigned: options.allowUnsigned === true,
      dedupOn: toPointers(options.dedupOn),
    };
    this.#maxBody = toMaxBody(options.maxBody);

    this.#headers = new HeaderNames(call((core) => this.#handleIn(core).headerNames));
    // The core has found no fault with it, so it is a scheme.
    this.scheme = describe(definition!, () => factsOf(definition!));
    this.#dataPointer = definition!.event.data;
  }

  /**
   * Verifies a request.
   *
   * @param body - The body as it was received: the bytes, or its text if it is
   * UTF-8. Not what was parsed from it.
   * @param headers - The request's headers. Only those of the scheme are read.
   * @throws {@link VerificationError} where the request is refused.
   * @throws TypeError where an argument is not of its type. Nothing that a
   * sender does leads there.
   */
  verify(body: Uint8Array | string, headers: HeadersInput, options: VerifyOptions = NONE_TOLD): WebhookEvent<S> {
    const isPlain = options === NONE_TOLD;
    const now = isPlain ? Date.now() : toInstant(toOptions(options).now);
    const tolerance = isPlain ? NaN : (toTolerance(options.tolerance) ?? NaN);
    const target = isPlain ? NONE_TOLD : toTarget(options);
    const core = acquire();
    const { memory } = core;
    memory.clearHeaders();
    writeHeaders(memory, headers, this.#headers);
    // Last, as what is asked for above may be the caller's code.
    const bytes = bodyBytes(body, this.#maxBody);

    try {
      const record = this.#handleIn(core).verify<S>(bytes, now, tolerance, target);
      return new WebhookEvent(record, bytes, this.#dataPointer);
    } catch (thrown) {
      throw toError(core, thrown);
    } finally {
      release(core);
    }
  }

  /**
   * Verifies a request as {@link verify} does, and returns what that throws.
   *
   * @throws TypeError where an argument is not of its type.
   *
   * @example
   * ```ts
   * const result = verifier.check(rawBody, request.headers);
   * if (!result.ok) return new Response(result.error.code, { status: result.error.status });
   * ```
   */
  check(
    body: Uint8Array | string,
    headers: HeadersInput,
    options: VerifyOptions = NONE_TOLD,
  ): CheckResult<S> {
    try {
      return { ok: true, event: this.verify(body, headers, options) };
    } catch (error) {
      if (error instanceof VerificationError) return { ok: false, error };
      throw error;
    }
  }

  /**
   * The answer to a request by which the provider makes sure of the receiver
   * before it sends any event, as Slack, Zoom and Meta do. `undefined` where the
   * request is none, and may be an event.
   *
   * @throws {@link VerificationError} where it is forged.
   * @throws TypeError where an argument is not of its type.
   *
   * @example
   * ```ts
   * const answer = verifier.handshake(rawBody, request.headers, { method, url, verifyToken });
   * if (answer) return new Response(answer.body, answer);
   * ```
   */
  handshake(
    body: Uint8Array | string,
    headers: HeadersInput,
    options: HandshakeOptions = {},
  ): HandshakeAnswer | undefined {
    const now = toInstant(toOptions(options).now);
    const target = toTarget(options);
    const token = toText(options.verifyToken, "verifyToken");
    const core = acquire();
    const { memory } = core;
    memory.clearHeaders();
    writeHeaders(memory, headers, this.#headers);
    const bytes = bodyBytes(body, this.#maxBody);
    try {
      const answer = this.#handleIn(core).handshake(bytes, now, target, token);
      if (answer === undefined) return undefined;
      const [text, ...pairs] = answer;
      const names = pairs.filter((_, index) => index % 2 === 0);
      const entries = names.map((name, index) => [name, pairs[2 * index + 1]!] as const);
      return { status: 200, headers: Object.fromEntries(entries), body: text! };
    } catch (thrown) {
      throw toError(core, thrown);
    } finally {
      release(core);
    }
  }

  /** The verifier in an instance of the core. A new instance gets a new one. */
  #handleIn(core: Core): WasmVerifier {
    if (this.#handle?.core !== core) this.#handle = new WasmVerifier(core, this.#definition);
    return this.#handle;
  }
}

/** What most calls are told. */
const NONE_TOLD: VerifyOptions = {};
