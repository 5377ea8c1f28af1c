import type { HeadersInput } from "../headers.js";
import type { Scheme, SchemeRef } from "../scheme.js";

/** What {@link explain} is given: a request, and what it is to be checked with. */
export interface ExplainInput {
  /** A built-in scheme's id, or a scheme. Where it is left out, the headers say it. */
  readonly scheme?: SchemeRef | undefined;
  /** Secret. The secret that is in use, and then others that it might have been. */
  readonly secret?: string | readonly string[] | undefined;
  /** All of the request's headers, as a verifier takes them. */
  readonly headers: HeadersInput;
  /** The body as the receiver has it: bytes, or text that stands for its UTF-8. */
  readonly body: Uint8Array | string;
  /** The time, in milliseconds since the epoch. `Date.now()` by default. */
  readonly now?: number | Date | undefined;
  /** How far a signed time may lie from now, in seconds. The scheme's own by default. */
  readonly tolerance?: number | undefined;
  /** The address that the request was sent to, as far as it is known. */
  readonly url?: string | undefined;
  /** The request's method. */
  readonly method?: string | undefined;
}

/** Why a request is accepted or refused. */
export interface Explanation {
  /** Whether a verifier accepts the request. */
  readonly ok: boolean;
  /** Absent where no scheme was given, and the headers are of none. */
  readonly scheme: {
    readonly id: string;
    readonly title: string;
    readonly how: "given" | "detected";
    /** The id of the variant that the request is in; absent where it is in the scheme's own form. */
    readonly variant?: string;
  } | null;
  /** The schemes that the request may be of, the likeliest first. */
  readonly candidates: readonly { readonly id: string; readonly likelihood: number }[];
  /** What is to be said of the signature, whatever the time. */
  readonly signature: "matches" | "differs" | "unknown";
  /** What is to be said of the time, whatever the signature. */
  readonly freshness: "fresh" | "stale" | "future" | "none" | "unknown";
  /** Every step, also those behind one that failed. */
  readonly steps: readonly ExplainStep[];
  /** What was hashed. */
  readonly signed: {
    readonly base64: string;
    readonly parts: readonly SignedPart[];
  } | null;
  /** The signatures that the request has. */
  readonly received: readonly {
    readonly header: string;
    readonly text: string;
    readonly hex: string | null;
    readonly state: "matches" | "differs" | "malformed";
  }[];
  /** What each of the secrets makes, in the scheme's own way of writing it. */
  readonly computed: readonly {
    readonly secret: number;
    readonly text: string;
    readonly hex: string;
  }[];
  /**
   * Why it fails: what is proven, then what is inferred, then hints. There may
   * be one where the request is accepted: `secret_other`, where not the first
   * of the secrets made the signature.
   */
  readonly causes: readonly Cause[];
  /** What was searched. */
  readonly search: {
    readonly ran: boolean;
    /** How many digests were compared with the received signatures. */
    readonly hypotheses: number;
    /** How many of these had two faults. */
    readonly pairs: number;
    readonly kinds: readonly { readonly code: CauseCode; readonly tried: number }[];
    /** Whether everything was tried that the body's size leaves time for. */
    readonly complete: boolean;
    /** What was not tried, in sentences. */
    readonly uncovered: readonly string[];
    /** What follows where nothing was found. */
    readonly conclusion: string | null;
  };
}

/** A part of what was hashed, from one byte to another. */
export interface SignedPart {
  readonly name: "body" | "text" | "header" | "part" | "secret";
  /** The header's name, `body`, a part as schemes write it (`url`), or nothing. */
  readonly label: string;
  readonly start: number;
  readonly end: number;
}

/** What a step is about. */
export type ExplainTask =
  | "headers"
  | "parse"
  | "content"
  | "digest"
  | "compare"
  | "freshness"
  | "payload";

/** A step of the verification. */
export interface ExplainStep {
  readonly task: ExplainTask;
  readonly state: "pass" | "fail" | "skip";
  /** The input that it is about, as a header's name or `body`. */
  readonly input: string;
  readonly message: string;
}

/** A reason why a request fails. */
export interface Cause {
  readonly code: CauseCode;
  /**
   * `proven`: the received signature was made again this way. `inferred`: it can
   * be seen, and nothing was computed for it. `hint`: it looks like it.
   */
  readonly certainty: "proven" | "inferred" | "hint";
  /** The other fault, where two were found together. Both are listed. */
  readonly with?: CauseCode;
  readonly title: string;
  readonly finding: {
    readonly task: ExplainTask;
    /** The input that is at fault. */
    readonly input: string;
    readonly message: string;
  };
  /** What to do about it. General advice is of the framework `any`. */
  readonly fixes: readonly Fix[];
  /** What to change so that all steps pass. */
  readonly repair?: Repair;
}

/** What to do about a cause in one framework. */
export interface Fix {
  readonly framework: string;
  readonly text: string;
  readonly code?: string;
}

/** What to change so that all steps pass. What is absent stays as it is. */
export interface Repair {
  /** In base64. */
  readonly body?: string;
  /** Secret. In place of all that were given. */
  readonly secret?: string;
  /** A built-in scheme's id, or a scheme. */
  readonly scheme?: string | Scheme;
  /** Headers that get another value, or are taken away. */
  readonly headers?: readonly (readonly [name: string, value: string | null])[];
  /** The address that the request was sent to. */
  readonly url?: string;
  /** In milliseconds since the epoch. */
  readonly now?: number;
}

/** A cause, by its stable code. */
export type CauseCode =
  | "body_reserialized"
  | "body_trailing_newline"
  | "body_trimmed"
  | "body_line_endings"
  | "body_bom"
  | "body_charset"
  | "body_unicode_escapes"
  | "body_html_escapes"
  | "body_base64_envelope"
  | "body_empty"
  | "form_params_altered"
  | "secret_whitespace"
  | "secret_prefix"
  | "secret_encoding"
  | "secret_quoted"
  | "secret_other"
  | "secret_wrong_kind"
  | "timestamp_unit"
  | "timestamp_format"
  | "timestamp_missing"
  | "timestamp_mismatch"
  | "content_template"
  | "url_mismatch"
  | "algorithm"
  | "signature_encoding"
  | "signature_prefix"
  | "signature_truncated"
  | "multiple_signatures"
  | "key_and_message_swapped"
  | "wrong_scheme"
  | "header_missing"
  | "header_name"
  | "clock_skew"
  | "stale";
