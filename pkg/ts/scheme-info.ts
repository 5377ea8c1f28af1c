import type { SchemeFacts } from "./scheme-facts.js";
import type { Scheme } from "./scheme.js";

/** What is to be known of a scheme by one who chooses it. */
export interface SchemeInfo {
  /** What a {@link Verifier} is made with, as `bottlecrm`. */
  readonly id: string;
  /** The provider's name. */
  readonly name: string;
  /** The document that the scheme was taken from. */
  readonly source: string;
  /** The headers that are read, as the provider writes them. */
  readonly headers: readonly string[];
  /** Whether the time of sending is signed. Where not, a captured request verifies for ever. */
  readonly signsTime: boolean;
  /** The ids of other forms in which the provider sends: what `sign` takes as its `variant`. */
  readonly variants: readonly string[];
  /** Whether the provider sends unsigned requests where no secret is set. */
  readonly allowsUnsigned: boolean;
  /**
   * What a verifier has to be told of where a request was sent: its method, the
   * whole URL as the provider knows it, or the URL's query. Nothing for most.
   */
  readonly target: readonly ("method" | "url" | "query")[];
  /** The methods of the requests that the provider makes before it sends any event. */
  readonly handshakes: readonly ("GET" | "HEAD" | "POST")[];
  /** How far a signed time may lie from now by default, in seconds. */
  readonly tolerance: number;
  /** The event types that the provider documents. */
  readonly eventTypes: readonly string[];
  /** What the provider documents of its own deliveries. */
  readonly retries: Retries;
}

/** What a provider documents of its own deliveries. All times are in seconds. */
export interface Retries {
  /** How often it tries again. */
  readonly attempts?: number;
  /** How long it waits before each of them. */
  readonly delays?: readonly number[];
  /** How long it waits for an answer. */
  readonly answerWithin?: number;
  /** After how many failures in a row it gives the receiver up for good. */
  readonly disabledAfterFailures?: number;
}

/**
 * Describes a scheme that is valid.
 *
 * @param ask - What the core says of it. Asked when it is needed, which delays no start.
 */
export function describe(scheme: Scheme, ask: () => SchemeFacts): SchemeInfo {
  const { retries = {} } = scheme;
  let known: SchemeFacts | undefined;
  const facts = () => (known ??= ask());
  return {
    id: scheme.id,
    name: scheme.name || scheme.id,
    source: scheme.source ?? "",
    get headers() {
      return facts().headers;
    },
    get signsTime() {
      return facts().signs_time;
    },
    variants: (scheme.variants ?? []).map(({ id }) => id),
    allowsUnsigned: scheme.secret.optional ?? false,
    get target() {
      return facts().target;
    },
    get handshakes() {
      return facts().handshakes;
    },
    get tolerance() {
      return facts().tolerance_s;
    },
    eventTypes: [...(scheme.event.types ?? [])],
    retries: {
      ...(retries.attempts !== undefined && { attempts: retries.attempts }),
      ...(retries.delays_s && { delays: [...retries.delays_s] }),
      ...(retries.answer_within_s !== undefined && { answerWithin: retries.answer_within_s }),
      ...(retries.disabled_after_failures !== undefined && {
        disabledAfterFailures: retries.disabled_after_failures,
      }),
    },
  };
}
