import type { EventTypes } from "./event-types.js";

/** The id of a built-in scheme. */
export type SchemeId = keyof EventTypes;

/** A built-in scheme's id, or a scheme of one's own. */
export type SchemeRef = SchemeId | (string & {}) | Scheme;

/**
 * The types that a scheme's events may have: those that the provider
 * documents, and any other string, since providers add new ones.
 */
export type EventType<S extends SchemeRef> = S extends SchemeId
  ? EventTypes[S] | (string & {})
  : string;

/**
 * How one provider signs, and where the parts of its events are. The built-in
 * schemes are written in the same form.
 *
 * A JSON Pointer leads through the members of objects, as `/data/id`.
 *
 * @example
 * ```ts
 * const acme: Scheme = {
 *   id: "acme",
 *   name: "Acme",
 *   source: "https://acme.example/docs/webhooks",
 *   signature: { header: "Acme-Signature", encoding: "hex" },
 *   timestamp: { header: "Acme-Time", unit: "s" },
 *   signed_content: "{timestamp}.{body}",
 *   algorithm: "hmac-sha256",
 *   secret: { encoding: "utf8" },
 *   event: { format: "json", id: "/id", type: "/type" },
 * };
 * ```
 */
export interface Scheme {
  /** Lower-case letters, digits and `-`. */
  readonly id: string;
  /** The provider's name. */
  readonly name: string;
  /** The document that describes the scheme. */
  readonly source: string;
  /** Where the signature is, and how it is written. */
  readonly signature: {
    readonly header: string;
    /** What stands before the digest, to the letter. */
    readonly prefix?: string;
    /** Whether the prefix may be left out. */
    readonly prefix_optional?: boolean;
    readonly encoding: "hex" | "base64";
    /** What stands between signatures, where the header may hold several. */
    readonly separator?: string;
  };
  /** Where the signed time is, and what it counts in. */
  readonly timestamp?: { readonly header: string; readonly unit: "s" | "ms" };
  /** Where the signed id is, for schemes that have one beside the body. */
  readonly message_id?: { readonly header: string };
  /** What is signed: text around `{id}`, `{timestamp}` and `{body}`. */
  readonly signed_content: string;
  readonly algorithm: "hmac-sha256";
  /** How a key is made of the secret. */
  readonly secret: {
    readonly encoding: "utf8" | "base64";
    /** What the secret may begin with that is not part of the key. */
    readonly prefix?: string;
    /** Whether the provider sends unsigned requests where no secret is set. */
    readonly optional?: boolean;
  };
  /** How far the signed time may lie from now, in seconds. 300 by default. */
  readonly tolerance_s?: number;
  /** Where in a request the parts of its event are. */
  readonly event: {
    /** `json`: the body must be a JSON object. */
    readonly format: "json" | "any";
    /** A JSON Pointer, `message-id` or `body-sha256`. */
    readonly id: "message-id" | "body-sha256" | (string & {});
    /** A JSON Pointer. */
    readonly type?: string;
    /** A JSON Pointer to a time in RFC 3339. */
    readonly time?: string;
    /** A JSON Pointer. */
    readonly tenant?: string;
    /** A JSON Pointer. */
    readonly data?: string;
    /** The types that the provider documents. */
    readonly types?: readonly string[];
  };
  /** What the provider documents of its own deliveries, times in seconds. */
  readonly retries?: {
    readonly attempts?: number;
    readonly delays_s?: readonly number[];
    readonly answer_within_s?: number;
    readonly disabled_after_failures?: number;
  };
}

/** The built-in schemes, put here by the build. */
declare const BUILTIN_SCHEMES: readonly Scheme[];

/** The built-in schemes, in the order of their ids. */
export const builtin: readonly Scheme[] = BUILTIN_SCHEMES;
