// Written by `cargo xtask schemes` from the core's declaration of a scheme.

/**
 * How one provider signs, and where its events' fields are. Built-in schemes and a user's own
 * are the same type, and the same JSON.
 */
export interface SchemeDefinition {
  /** Lower-case letters, digits and `-`. */
  readonly id: string;
  /** Where the signature stands, and how it is written. */
  readonly signature: SignatureFormat;
  /** A template of what is signed, as `{timestamp}.{body}`. */
  readonly signed_content: string;
  /** How the digest is made. For `token` the secret itself is sent. */
  readonly algorithm: "hmac-sha256" | "hmac-sha1" | "hmac-sha384" | "hmac-sha512" | "sha256" | "sha1" | "token";
  /** How a key is made of the secret. */
  readonly secret: SecretFormat;
  /** Where the parts of the event stand. */
  readonly event: EventFormat;
  /** The JSON Schema, for editors. */
  readonly $schema?: string;
  /** How far a built-in scheme is to be trusted. */
  readonly confidence?: "official" | "two-libraries";
  /** What else must hold of an authentic request. */
  readonly equal?: readonly Constraint[];
  /** What the provider asks before it sends any event. */
  readonly handshakes?: readonly Challenge[];
  /** Where the signed id stands, for schemes that have one outside the body. */
  readonly message_id?: MessageIdFormat;
  /** The provider's name. The id by default. */
  readonly name?: string;
  /** What the provider documents of its own deliveries. */
  readonly retries?: Retries;
  /** The document that says so. */
  readonly source?: string;
  /** Where the signed time stands. */
  readonly timestamp?: TimestampFormat;
  /** How far the signed time may lie from now, in seconds, in both directions. */
  readonly tolerance_s?: number;
  /** Whether the body is not signed. Then nothing of it is believed. */
  readonly unsigned_body?: boolean;
  /** Other forms in which the provider sends. */
  readonly variants?: readonly Variant[];
}

/** Where the signature is, and how it is written. */
export interface SignatureFormat {
  /** How the digest is written; `text` is for tokens. */
  readonly encoding: "hex" | "base64" | "base64url" | "text";
  /** Names and values in one header, as `t=…,v1=…`. */
  readonly fields?: SignatureParams;
  /** The header it stands in. */
  readonly header?: string;
  /** Other headers that may hold one as well, while a key is replaced. */
  readonly more_headers?: readonly string[];
  /** Where it stands instead: `query:NAME`, `form:NAME`, or a JSON Pointer into the body. */
  readonly part?: string;
  /** The text ahead of the digest. */
  readonly prefix?: string;
  /** Whether the prefix may be left out. */
  readonly prefix_optional?: boolean;
  /**
   * What stands between signatures, where a header may hold several. One with another prefix is
   * passed over.
   */
  readonly separator?: string;
}

/** How a scheme makes a key's bytes of a secret's text. */
export interface SecretFormat {
  /** How its text is read. */
  readonly encoding: "utf8" | "ascii" | "base64" | "hex";
  /** The key stands behind the last of these characters. */
  readonly after?: string;
  /** Whether the provider sends unsigned requests where no secret is set. */
  readonly optional?: boolean;
  /** A text that it may begin with, and that is not part of the key. */
  readonly prefix?: string;
}

/** Where in a request the parts of its event are. */
export interface EventFormat {
  /** Whether the body must be a JSON object. */
  readonly format: "json" | "any";
  /**
   * The event's id: a JSON Pointer, `message-id`, `body-sha256` or `content-sha256`; or a
   * pointer, ` or `, and a hash.
   */
  readonly id: "message-id" | "body-sha256" | "content-sha256" | (string & {});
  /** A JSON Pointer to the data of the event. */
  readonly data?: string;
  /** A JSON Pointer to whose event it is. */
  readonly tenant?: string;
  /** A JSON Pointer to a date and time (RFC 3339), or to a number with `time_unit`. */
  readonly time?: string;
  /** The unit of a time that is a number. */
  readonly time_unit?: "s" | "ms" | "rfc3339";
  /** A JSON Pointer to the event's type. */
  readonly type?: string;
  /** The event types that the provider documents. */
  readonly types?: readonly string[];
}

/** Two things that are the same in an authentic request. */
export interface Constraint {
  /** A part of the request. */
  readonly part: string;
  /** A template of its value. Any value by default, as long as it is there. */
  readonly is?: string;
}

/** One challenge, and the response to it. */
export interface Challenge {
  /** The method of the request. */
  readonly method: "GET" | "HEAD" | "POST";
  /** How it is answered, with the status 200. An empty answer by default. */
  readonly answer?: ResponseFormat;
  /** Whether it is signed as events are. */
  readonly signed?: boolean;
  /** Where the token stands that the receiver told the provider. */
  readonly token?: string;
  /** What tells it from an event: all of it holds. */
  readonly when?: readonly Constraint[];
}

/** Where the signed id is, for schemes that have one outside the body. */
export interface MessageIdFormat {
  /** The header it stands in. */
  readonly header: string;
}

/** What a provider documents of its own deliveries. */
export interface Retries {
  /** How long it waits for an answer, in seconds. */
  readonly answer_within_s?: number;
  /** How often it tries again. */
  readonly attempts?: number;
  /** How long it waits before each of them, in seconds. */
  readonly delays_s?: readonly number[];
  /** After how many failures in a row it gives the receiver up for good. */
  readonly disabled_after_failures?: number;
}

/**
 * Where the signed time is: in a header, in the field of the signature's header, or in another
 * part of the request.
 */
export interface TimestampFormat {
  /** Its unit, or `rfc3339` for a date and time. */
  readonly unit: "s" | "ms" | "rfc3339";
  /** The header it stands in. */
  readonly header?: string;
  /** The signed part of the request that it is, where that is no header. */
  readonly part?: string;
}

/**
 * Another form of a provider's requests. It replaces what it states, and has the scheme's
 * algorithm, secret and data.
 */
export interface Variant {
  /** Lower-case letters, digits and `-`. */
  readonly id: string;
  /** What tells it from the scheme's own form. */
  readonly when: Condition;
  /** Where in the body the parts of its event are. What is left out is not there. */
  readonly event?: EventPointers;
  /** Where the signature is, and how it is written. Given with `signed_content`. */
  readonly signature?: SignatureFormat;
  /** What is signed. */
  readonly signed_content?: string;
  /** The document or the code that says so. */
  readonly source?: string;
  /** Where the signed time is. */
  readonly timestamp?: TimestampFormat;
}

/** How they are written, and which of them are meant. */
export interface SignatureParams {
  /**
   * The characters that may stand between parameters. White space around one does not count.
   */
  readonly separators: string;
  /** The character between a name and its value. */
  readonly assign: string;
  /** The name of the signature. There may be several. */
  readonly signature: string;
  /** The name of a better signature. Beside that, this one proves nothing. */
  readonly stronger?: string;
  /** The name of the time. */
  readonly timestamp?: string;
}

/** How a response is written. */
export interface ResponseFormat {
  /** Templates of headers. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Templates of the members of a JSON object. */
  readonly json?: Readonly<Record<string, string>>;
  /** A template of a text. */
  readonly text?: string;
}

/** What tells a variant. One of the two is stated. */
export interface Condition {
  /**
   * The signed body has this member, ahead of the one that is the id of the scheme's own form.
   */
  readonly body_has?: string;
  /** The signature header's value begins with this text. */
  readonly signature_begins?: string;
}

/**
 * Where in the body of a variant the parts of its event are. What is left out is not there.
 */
export interface EventPointers {
  /**
   * The event's id: a JSON Pointer, `message-id`, `body-sha256` or `content-sha256`; or a
   * pointer, ` or `, and a hash.
   */
  readonly id: "message-id" | "body-sha256" | "content-sha256" | (string & {});
  /** A JSON Pointer to whose event it is. */
  readonly tenant?: string;
  /** A JSON Pointer to a date and time (RFC 3339), or to a number with `time_unit`. */
  readonly time?: string;
  /** The unit of a time that is a number. */
  readonly time_unit?: "s" | "ms" | "rfc3339";
  /** A JSON Pointer to the event's type. */
  readonly type?: string;
}
