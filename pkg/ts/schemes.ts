import { KNOW, know } from "./known.js";
import { builtin, type Scheme } from "./scheme.js";

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

const DEFAULT_TOLERANCE_S = 300;

/**
 * The built-in schemes, in the order of their ids.
 *
 * @example
 * ```ts
 * console.table(schemes.map(({ id, name, signsTime }) => ({ id, name, signsTime })));
 * ```
 */
export const schemes: readonly SchemeInfo[] = /* @__PURE__ */ describeAll();

function describeAll(): SchemeInfo[] {
  return Object.defineProperty(builtin.map(describe), KNOW, { value: know });
}

/** The headers of a scheme that is valid, those that are but parts of the content among them. */
function headersOf(scheme: Scheme): string[] {
  const { signature, signed_content, equal, handshakes, variants = [] } = scheme;
  const times = [scheme.timestamp, ...variants.map(({ timestamp }) => timestamp)];
  const named = [signature, ...times, scheme.message_id].flatMap((format) =>
    format?.header === undefined ? [] : [format.header],
  );
  const contents = variants.map((variant) => variant.signed_content);
  const rest = JSON.stringify([signed_content, equal, handshakes, contents]);
  const parts = [...rest.matchAll(/\bheader:([\w!#$%&'*+.^`|~-]+)/g)].map(([, name]) => name!);
  const headers = [...named, ...(signature.more_headers ?? []), ...parts];
  const lower = headers.map((name) => name.toLowerCase());
  return headers.filter((_, index) => lower.indexOf(lower[index]!) === index);
}

/** What is verified of where a request was sent. */
function targetOf({ signature, timestamp, signed_content, equal, variants = [] }: Scheme): SchemeInfo["target"] {
  const contents = variants.map((variant) => [variant.timestamp?.part, variant.signed_content]);
  const read = JSON.stringify([signature.part, timestamp?.part, signed_content, equal, contents]);
  const kinds = { method: /[{"]method[}"]/, url: /[{"](url|url_without_query|path)[}"]/, query: /[{"]query:/ };
  return (["method", "url", "query"] as const).filter((kind) => kinds[kind].test(read));
}

/** Makes a value when it is first asked for: what nobody asks for delays no start. */
function lazily<T>(make: () => T): () => T {
  let value: T | undefined;
  return () => (value ??= make());
}

/** Describes a scheme that is valid. */
export function describe(scheme: Scheme): SchemeInfo {
  const retries = scheme.retries ?? {};
  const headers = lazily(() => headersOf(scheme));
  const target = lazily(() => targetOf(scheme));
  return {
    id: scheme.id,
    name: scheme.name || scheme.id,
    source: scheme.source ?? "",
    get headers() {
      return headers();
    },
    signsTime: scheme.timestamp !== undefined,
    variants: (scheme.variants ?? []).map(({ id }) => id),
    allowsUnsigned: scheme.secret.optional ?? false,
    get target() {
      return target();
    },
    handshakes: [...new Set(scheme.handshakes?.map(({ method }) => method))],
    tolerance: scheme.tolerance_s ?? DEFAULT_TOLERANCE_S,
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
