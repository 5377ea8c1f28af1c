import { bodyNotJson } from "./core.js";
import type { EventRecord } from "./event-record.js";
import type { EventType, SchemeRef } from "./scheme.js";

/** A verified event. */
export class WebhookEvent<S extends SchemeRef = SchemeRef> {
  /**
   * The provider's id of the event, or the SHA-256 of the body in hex where
   * the provider gives none. An integer is its decimal digits.
   */
  readonly id: string;

  /** The event's type, as `lead.created`, where there is one. */
  readonly type: EventType<S> | undefined;

  /** Whose event it is, for providers with several tenants to a receiver. */
  readonly tenant: string | undefined;

  /**
   * What two requests of the same event have in common, and no others of the
   * same scheme: the {@link id}, or what the verifier's `dedupOn` says. Made of
   * signed material only.
   */
  readonly dedupKey: string;

  /** Which of the secrets matched, from 0. Absent where nothing is signed. */
  readonly secretIndex: number | undefined;

  /**
   * The bytes that were verified: the text's, or those that were given. Of shared
   * or resizable memory, and of a class of its own, it is a copy, which is what
   * was verified.
   */
  readonly body: Uint8Array;

  readonly #dataPointer: string | undefined;
  readonly #millis: number;
  #time: Date | undefined;
  #payload: { readonly value: unknown } | undefined;

  /** @internal */
  constructor(record: EventRecord<S>, body: Uint8Array, dataPointer: string | undefined) {
    this.id = record.id;
    this.type = record.type;
    this.tenant = record.tenant;
    this.dedupKey = record.dedupKey;
    this.secretIndex = record.secretIndex;
    this.body = body;
    this.#dataPointer = dataPointer;
    this.#millis = record.time;
  }

  /**
   * When it happened, as the body says; else when it was signed. Absent where
   * neither is known, or where a `Date` does not reach.
   */
  get time(): Date | undefined {
    return (this.#time ??= toDate(this.#millis));
  }

  /**
   * The whole body as JSON, parsed when it is first asked for. Integers above
   * 2^53 are rounded; {@link id} is not.
   *
   * @throws {@link VerificationError} `malformed_payload` where the body is
   * not JSON. Of a body that begins as JSON, no more than the event's own
   * fields is read before.
   */
  get payload(): unknown {
    this.#payload ??= { value: parse(this.body) };
    return this.#payload.value;
  }

  /**
   * The part of {@link payload} that is the event's own, where the scheme says
   * which that is.
   *
   * @throws {@link VerificationError} as {@link payload} does.
   */
  get data(): unknown {
    return this.#dataPointer === undefined ? undefined : at(this.#dataPointer, this.payload);
  }
}

/** Skips a byte order mark. */
const decoder = new TextDecoder();

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(body));
  } catch {
    throw bodyNotJson();
  }
}

/** What a JSON Pointer leads to, through the members of objects. */
function at(pointer: string, root: unknown): unknown {
  let value = root;
  for (const part of pointer.split("/").slice(1)) {
    const name = part.replaceAll("~1", "/").replaceAll("~0", "~");
    if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
    if (!Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}

function toDate(millis: number): Date | undefined {
  if (!(Math.abs(millis) <= LAST_DATE)) return undefined;
  return new Date(millis);
}

/** The last that a `Date` reaches, in milliseconds (ECMA-262). */
const LAST_DATE = 8.64e15;
