import type { CatalogueEventTypes, EventTypes } from "./event-types.js";

/**
 * The id of a scheme that is known by name: of few, and of every built-in one
 * where `countersign/schemes/all` is imported.
 */
export type SchemeId = keyof EventTypes;

/** A built-in scheme's id, or a scheme of one's own. */
export type SchemeRef = SchemeId | (string & {}) | Scheme;

/**
 * The types that a scheme's events may have: those that the provider
 * documents, and any other string, since providers add new ones.
 */
export type EventType<S extends SchemeRef> = S extends SchemeId
  ? EventTypes[S] | (string & {})
  : S extends { readonly id: infer Id extends keyof (EventTypes & CatalogueEventTypes) }
    ? (EventTypes & CatalogueEventTypes)[Id] | (string & {})
    : string;

/** A built-in scheme, as `countersign/schemes` has it. */
export type BuiltinScheme<Id extends string> = Scheme & { readonly id: Id };

/**
 * How one provider signs, and where the parts of its events are. The built-in
 * schemes are written in the same form, and `docs/own-schemes.md` explains it.
 *
 * A JSON Pointer leads through the members of objects, as `/data/id`. A part of
 * a request is written `header:NAME`, `query:NAME`, `form:NAME`, or as such a
 * pointer into its body.
 *
 * @example
 * ```ts
 * const acme: Scheme = {
 *   id: "acme",
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
  /** For editors. */
  readonly $schema?: string;
  /** Lower-case letters, digits and `-`. */
  readonly id: string;
  /** The provider's name. The id by default. */
  readonly name?: string;
  /** The document that describes the scheme. */
  readonly source?: string;
  /** How far a built-in scheme is to be trusted. */
  readonly confidence?: "official" | "two-libraries";
  /** Where the signature is, and how it is written. */
  readonly signature: {
    /** The header it stands in. */
    readonly header?: string;
    /** The part of the request it stands in, where that is no header. */
    readonly part?: string;
    /** Other headers that may hold one as well. */
    readonly more_headers?: readonly string[];
    /** How names and values stand in the header, as `t=…,v1=…`. */
    readonly fields?: {
      /** The characters that may stand between fields. */
      readonly separators: string;
      readonly assign: string;
      /** The name of the signatures. */
      readonly signature: string;
      /** The name of the time. */
      readonly timestamp?: string;
      /** The name of a better signature, beside which this one proves nothing. */
      readonly stronger?: string;
    };
    /** What stands before the digest, to the letter. */
    readonly prefix?: string;
    /** Whether the prefix may be left out. */
    readonly prefix_optional?: boolean;
    readonly encoding: "hex" | "base64" | "base64url" | "text";
    /** What stands between signatures, where the header may hold several. */
    readonly separator?: string;
  };
  /** Where the signed time is, and what it counts in; in `fields`, where neither is said. */
  readonly timestamp?: {
    readonly header?: string;
    readonly part?: string;
    readonly unit: "s" | "ms" | "rfc3339";
  };
  /** Where the signed id is, for schemes that have one beside the body. */
  readonly message_id?: { readonly header: string };
  /** What is signed: text around parts of the request in braces. */
  readonly signed_content: string;
  /** Whether the body is not signed, and nothing of it is believed. */
  readonly unsigned_body?: boolean;
  /** What else must hold of an authentic request. */
  readonly equal?: readonly { readonly part: string; readonly is?: string }[];
  readonly algorithm:
    | "hmac-sha256"
    | "hmac-sha1"
    | "hmac-sha384"
    | "hmac-sha512"
    | "sha256"
    | "sha1"
    | "token";
  /** How a key is made of the secret. */
  readonly secret: {
    readonly encoding: "utf8" | "ascii" | "base64" | "hex";
    /** What the secret may begin with that is not part of the key. */
    readonly prefix?: string;
    /** Up to the last of these the secret is not part of the key. */
    readonly after?: string;
    /** Whether the provider sends unsigned requests where no secret is set. */
    readonly optional?: boolean;
  };
  /** How far the signed time may lie from now, in seconds. 300 by default. */
  readonly tolerance_s?: number;
  /** Where in a request the parts of its event are. */
  readonly event: {
    /** `json`: the body must be a JSON object. */
    readonly format: "json" | "any";
    /** A JSON Pointer, `message-id`, `body-sha256`, or `content-sha256`; or a pointer, ` or `, and a hash. */
    readonly id: "message-id" | "body-sha256" | "content-sha256" | (string & {});
    /** A JSON Pointer. */
    readonly type?: string;
    /** A JSON Pointer to a time in RFC 3339, or to a number with `time_unit`. */
    readonly time?: string;
    /** What the time counts in, where it is a number. */
    readonly time_unit?: "s" | "ms" | "rfc3339";
    /** A JSON Pointer. */
    readonly tenant?: string;
    /** A JSON Pointer. */
    readonly data?: string;
    /** The types that the provider documents. */
    readonly types?: readonly string[];
  };
  /** What the provider asks before it sends any event. */
  readonly handshakes?: readonly {
    readonly method: "GET" | "HEAD" | "POST";
    readonly when?: readonly { readonly part: string; readonly is?: string }[];
    readonly signed?: boolean;
    readonly token?: string;
    readonly answer?: {
      readonly text?: string;
      readonly json?: Readonly<Record<string, string>>;
      readonly headers?: Readonly<Record<string, string>>;
    };
  }[];
  /** Other forms in which the provider sends. */
  readonly variants?: readonly SchemeVariant[];
  /** What the provider documents of its own deliveries, times in seconds. */
  readonly retries?: {
    readonly attempts?: number;
    readonly delays_s?: readonly number[];
    readonly answer_within_s?: number;
    readonly disabled_after_failures?: number;
  };
}

/** Another form of a provider's requests. What it does not state is the scheme's. */
export interface SchemeVariant {
  /** Lower-case letters, digits and `-`. */
  readonly id: string;
  /** The document or the code that says so. */
  readonly source?: string;
  /** What tells it: how the signature header begins, or a member of the signed body. */
  readonly when: { readonly signature_begins?: string; readonly body_has?: string };
  readonly signature?: Scheme["signature"];
  readonly timestamp?: NonNullable<Scheme["timestamp"]>;
  readonly signed_content?: string;
  /** Where the parts of its event are. */
  readonly event?: Pick<Scheme["event"], "id" | "type" | "time" | "time_unit" | "tenant">;
}

/** The built-in schemes, put here by the build. */
declare const BUILTIN_SCHEMES: Scheme[];

/** The schemes that are known by name, in the order of their ids. */
export const builtin: Scheme[] = BUILTIN_SCHEMES;
