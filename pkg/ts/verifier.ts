import { bodyBytes } from "./body.js";
import { bodyTooLarge, call, type Core, enter, fault, leave } from "./core.js";
import { Counterpart, type Definition } from "./counterpart.js";
import { VerificationError } from "./errors.js";
import { type Envelope, WebhookEvent } from "./event.js";
import { HeaderNames, type HeadersInput, writeHeaders } from "./headers.js";
import type { Memory } from "./memory.js";
import { toInstant, toMaxBody, toTolerance } from "./numbers.js";
import { toOptions } from "./options.js";
import { readScheme } from "./read-scheme.js";
import type { EventType, SchemeRef } from "./scheme.js";
import { describe, type SchemeInfo } from "./schemes.js";
import { toSecrets } from "./secrets.js";

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
}

/** What the verification of one request may be told. */
export interface VerifyOptions {
  /** The time, in milliseconds since the epoch. `Date.now()` by default. */
  readonly now?: number | undefined;
  /** In place of the verifier's own tolerance, in seconds. */
  readonly tolerance?: number | undefined;
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
  /** The scheme that requests are checked against. */
  readonly scheme: SchemeInfo;

  readonly #definition: Definition;
  readonly #headers: HeaderNames;
  readonly #types: readonly string[];
  readonly #maxBody: number;
  readonly #dataPointer: string | undefined;
  #made: Counterpart | undefined;

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
    const { json, scheme: definition } = readScheme(scheme);
    this.#definition = {
      scheme: json,
      secrets: [...toSecrets(secrets)],
      tolerance: toTolerance(toOptions(options).tolerance),
      allowUnsigned: options.allowUnsigned === true,
    };
    this.#maxBody = toMaxBody(options.maxBody);

    call((core) => this.#madeBy(core));
    // The core has found no fault with it, so it is a scheme.
    this.scheme = describe(definition!);
    this.#headers = new HeaderNames(this.scheme.headers);
    this.#types = [...this.scheme.eventTypes];
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
  verify(body: Uint8Array | string, headers: HeadersInput, options: VerifyOptions = {}): WebhookEvent<S> {
    const now = toInstant(toOptions(options).now);
    const tolerance = toTolerance(options.tolerance) ?? NaN;
    const core = enter();
    const { memory } = core;
    memory.clearHeaders();
    writeHeaders(memory, headers, this.#headers);
    // Last, as what is asked for above may be the caller's code.
    const bytes = bodyBytes(body);
    if (bytes.length > this.#maxBody) throw bodyTooLarge(bytes.length, this.#maxBody);

    try {
      this.#madeBy(core).verify(bytes, now, tolerance);
      return new WebhookEvent(this.#envelope(memory), bytes, this.#dataPointer);
    } catch (thrown) {
      throw fault(core, thrown);
    } finally {
      leave(core);
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
  check(body: Uint8Array | string, headers: HeadersInput, options: VerifyOptions = {}): CheckResult<S> {
    try {
      return { ok: true, event: this.verify(body, headers, options) };
    } catch (error) {
      if (error instanceof VerificationError) return { ok: false, error };
      throw error;
    }
  }

  /** The verifier on the other side, made anew where that side is a new one. */
  #madeBy(core: Core): Counterpart {
    if (this.#made?.core !== core) this.#made = new Counterpart(core, this.#definition);
    return this.#made;
  }

  /** Reads the core's answer. */
  #envelope(memory: Memory): Envelope<S> {
    const { numbers } = memory;
    const type = numbers[3] === KNOWN ? this.#types[numbers[2]!] : textAt(memory, numbers, 2);
    return {
      id: textAt(memory, numbers, 0)!,
      type: type as EventType<S> | undefined,
      tenant: textAt(memory, numbers, 4),
      time: numbers[6]!,
      secretIndex: numbers[7] === NONE ? undefined : numbers[7]!,
    };
  }
}

/** The text whose address and size stand at an index of the answer. */
function textAt(memory: Memory, numbers: Float64Array, index: number): string | undefined {
  const size = numbers[index + 1]!;
  return size === NONE ? undefined : memory.text(numbers[index]!, size);
}

/** What stands for a text or a number that is not there. */
const NONE = -1;

/** What stands for one of the scheme's own types, in place of its size. */
const KNOWN = -2;
