import type { HeadersInput } from "../headers.js";
import type { Scheme, SchemeRef } from "../scheme.js";

/** The input of {@link explain}: a request, and what it is checked with. */
export interface ExplainInput {
  /** A built-in scheme's id, or a scheme. It is detected from the request where it is left out. */
  readonly scheme?: SchemeRef | undefined;
  /** Secret. The secret in use, then others that may have been used. */
  readonly secret?: string | readonly string[] | undefined;
  /** All of the request's headers, as a verifier takes them. */
  readonly headers: HeadersInput;
  /** The body as the receiver has it: bytes, or text, which is encoded as UTF-8. */
  readonly body: Uint8Array | string;
  /** The time of the check, in milliseconds since the epoch. `Date.now()` by default. */
  readonly now?: number | Date | undefined;
  /** The allowed age of the signed time, in seconds. The scheme's own by default. */
  readonly tolerance?: number | undefined;
  /** The URL that the request was sent to, as far as it is known. */
  readonly url?: string | undefined;
  /** The request's method. */
  readonly method?: string | undefined;
}

/** Why a request is accepted or refused. */
export interface Explanation {
  /** Whether a verifier accepts the request. */
  readonly ok: boolean;
  /** The scheme of the check; `null` where none was given and none was detected. */
  readonly scheme: {
    readonly id: string;
    readonly title: string;
    readonly how: "given" | "detected";
    /** The id of the request's variant; absent for the scheme's own form. */
    readonly variant?: string;
  } | null;
  /** The schemes that fit the request, the likeliest first. */
  readonly candidates: readonly { readonly id: string; readonly likelihood: number }[];
  /** The signature's state, whatever the time. */
  readonly signature: "matches" | "differs" | "unknown";
  /** The signed time's state, whatever the signature. */
  readonly freshness: "fresh" | "stale" | "future" | "none" | "unknown";
  /** Every step, also those after one that failed. */
  readonly steps: readonly ExplainStep[];
  /** The signed content. */
  readonly signed: {
    readonly base64: string;
    readonly parts: readonly SignedPart[];
  } | null;
  /** The request's signatures. */
  readonly received: readonly {
    readonly header: string;
    readonly text: string;
    readonly hex: string | null;
    readonly state: "matches" | "differs" | "malformed";
  }[];
  /** The signature that each secret makes, in the scheme's format. */
  readonly computed: readonly {
    readonly secret: number;
    readonly text: string;
    readonly hex: string;
  }[];
  /**
   * Why the request fails: proven causes, then inferred ones, then hints. An
   * accepted request may have one: `secret_other`, where another secret than the
   * first made the signature.
   */
  readonly causes: readonly Cause[];
  /** How the causes were searched for. */
  readonly search: {
    readonly ran: boolean;
    /** How many digests were compared with the received signatures. */
    readonly hypotheses: number;
    /** How many hypotheses had two faults. */
    readonly pairs: number;
    readonly kinds: readonly { readonly code: CauseCode; readonly tried: number }[];
    /** Whether the search tried everything that it can try. */
    readonly complete: boolean;
    /** What was not tried, or cannot be, in sentences. */
    readonly uncovered: readonly string[];
    /** The conclusion where nothing was found. */
    readonly conclusion: string | null;
  };
}

/** A part of the signed content, by its first byte and the byte after its last. */
export interface SignedPart {
  readonly name: "body" | "text" | "header" | "part" | "secret";
  /** The header's name, `body`, a component as schemes write it (`url`), or empty. */
  readonly label: string;
  readonly start: number;
  readonly end: number;
}

/** What a step does. */
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
  /** The input that the step read: a header's name, or `body`. */
  readonly input: string;
  readonly message: string;
}

/** A reason why a request fails. */
export interface Cause {
  readonly code: CauseCode;
  /**
   * `proven`: undoing this change reproduces the received signature. `inferred`:
   * the request shows it, and nothing was computed for it. `hint`: the request
   * looks like it.
   */
  readonly certainty: "proven" | "inferred" | "hint";
  /** The other cause, where two were found together. Both are listed. */
  readonly with?: CauseCode;
  readonly title: string;
  readonly finding: {
    readonly task: ExplainTask;
    /** The faulty input. */
    readonly input: string;
    readonly message: string;
  };
  /** How to fix it. General advice has the framework `any`. */
  readonly fixes: readonly Fix[];
  /** The changed input with which the request verifies. */
  readonly repair?: Repair;
}

/** How to fix a cause in one framework. */
export interface Fix {
  readonly framework: string;
  readonly text: string;
  readonly code?: string;
}

/** The changed input with which the request verifies. An absent member stays as it was given. */
export interface Repair {
  /** In base64. */
  readonly body?: string;
  /** Secret. In place of all given secrets. */
  readonly secret?: string;
  /** A built-in scheme's id, or a scheme. */
  readonly scheme?: string | Scheme;
  /** Headers with their new values; `null` removes a header. */
  readonly headers?: readonly (readonly [name: string, value: string | null])[];
  /** The address that the request was sent to. */
  readonly url?: string;
  /** In milliseconds since the epoch. */
  readonly now?: number;
}

/** The stable code of a cause. */
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
