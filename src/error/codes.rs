//! The errors' stable names and HTTP statuses.
//!
//! Written by `cargo xtask problems` from `problems.json`.

pub(super) const MISSING_HEADER: (&str, u16) = ("missing_header", 401);
pub(super) const MISSING_PART: (&str, u16) = ("missing_part", 401);
pub(super) const AMBIGUOUS_HEADER: (&str, u16) = ("ambiguous_header", 401);
pub(super) const MALFORMED_SIGNATURE: (&str, u16) = ("malformed_signature", 401);
pub(super) const MALFORMED_TIMESTAMP: (&str, u16) = ("malformed_timestamp", 401);
pub(super) const TIMESTAMP_TOO_OLD: (&str, u16) = ("timestamp_too_old", 401);
pub(super) const TIMESTAMP_TOO_NEW: (&str, u16) = ("timestamp_too_new", 401);
pub(super) const SIGNATURE_MISMATCH: (&str, u16) = ("signature_mismatch", 401);
pub(super) const MALFORMED_PAYLOAD: (&str, u16) = ("malformed_payload", 400);
pub(super) const EVENT_TOO_OLD: (&str, u16) = ("event_too_old", 400);
pub(super) const BODY_TOO_LARGE: (&str, u16) = ("body_too_large", 413);
pub(super) const UNSIGNED: (&str, u16) = ("unsigned", 401);
pub(super) const UNKNOWN_SCHEME: (&str, u16) = ("unknown_scheme", 500);
pub(super) const INVALID_SCHEME: (&str, u16) = ("invalid_scheme", 500);
pub(super) const INVALID_SECRET: (&str, u16) = ("invalid_secret", 500);
