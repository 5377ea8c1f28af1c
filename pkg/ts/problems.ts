// Written by `cargo xtask problems` from `problems.json`.

/**
 * The stable name of what was wrong. The first group is the sender's doing,
 * the second the receiver's own.
 */
export type ErrorCode =
  | "missing_header"
  | "missing_part"
  | "ambiguous_header"
  | "malformed_signature"
  | "malformed_timestamp"
  | "timestamp_too_old"
  | "timestamp_too_new"
  | "signature_mismatch"
  | "malformed_payload"
  | "event_too_old"
  | "body_too_large"
  | "unsigned"
  // The receiver's own.
  | "unknown_scheme"
  | "invalid_scheme"
  | "invalid_secret";

/** The reason phrases of RFC 9110, by the status of an error. */
export const TITLES: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  413: "Content Too Large",
  500: "Internal Server Error",
};
