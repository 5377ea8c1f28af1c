//! Errors in words.

use std::fmt;

use crate::error::Error;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::MissingHeader { header } => write!(f, "the header {header} is missing"),
            Error::MissingPart { part } if part == "url" || part == "method" => {
                write!(f, "the scheme signs the {part}, and the caller did not say it")
            }
            Error::MissingPart { part } => write!(f, "the request has no {part}"),
            Error::AmbiguousHeader { header, count } => {
                write!(f, "the header {header} is there {count} times, and may be there once")
            }
            Error::MalformedSignature { header, expected } => {
                write!(f, "the signature in {header} is malformed: {expected} is expected")
            }
            Error::MalformedTimestamp { header } => {
                write!(f, "the timestamp in {header} is malformed")
            }
            Error::TimestampTooOld { age_s, tolerance_s } => {
                write!(f, "the request was signed {age_s} s ago, and {tolerance_s} s are tolerated")
            }
            Error::TimestampTooNew { ahead_s, tolerance_s } => write!(
                f,
                "the request was signed {ahead_s} s in the future, and {tolerance_s} s are tolerated"
            ),
            Error::SignatureMismatch { signatures, secrets } => write!(
                f,
                "the signature does not match (signatures in the request: {signatures}, secrets tried: {secrets})"
            ),
            Error::MalformedPayload { reason } => {
                write!(f, "the request is authentic, but {reason}")
            }
            Error::EventTooOld { age_s, window_s } => write!(
                f,
                "the event is {age_s} s old, and repetitions are recognised for {window_s} s"
            ),
            Error::BodyTooLarge { size, limit } => {
                write!(f, "the body has {size} bytes, and {limit} are allowed")
            }
            Error::UnknownScheme { id } => write!(f, "no built-in scheme is called `{id}`"),
            Error::InvalidScheme { path, reason } if path.is_empty() => {
                write!(f, "the scheme is invalid: {reason}")
            }
            Error::InvalidScheme { path, reason } => {
                write!(f, "the scheme is invalid at {path}: {reason}")
            }
            Error::InvalidSecret { index, reason } => {
                write!(f, "the secret at index {index} is invalid: {reason}")
            }
            Error::Unsigned => f.write_str(
                "the request is unsigned: no secret is set, and unsigned requests are not allowed",
            ),
        }
    }
}
