//! What can be wrong with a request, a scheme or a secret.

use std::fmt;

use serde::{Serialize, Serializer};

/// The result of everything in this crate that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a request was refused, or why a verifier could not be made.
///
/// A variant carries what was measured and the limit it broke. None carries a
/// secret, a signature or a body, so an error may be logged and shown.
///
/// The serialized form has the stable [`code`](Error::code) under `code`, and
/// the measured values beside it.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// A header that the scheme needs is not there.
    MissingHeader {
        /// Its name, as the provider writes it.
        header: String,
    },
    /// A part of the request that the signature covers or stands in is not
    /// there, and is no header.
    MissingPart {
        /// Which one, as the scheme has it: `query:signature`. `url` and `method`
        /// are missing where the caller did not say them.
        part: String,
    },
    /// A header that may be there once is there several times, and nothing
    /// says which of them the sender meant.
    AmbiguousHeader {
        /// Its name, as the provider writes it.
        header: String,
        /// How often it is there.
        count: usize,
    },
    /// The signature is not written as the scheme writes it; or a value that it
    /// covers beside the body holds what ends it, so that the same signature
    /// would be good for another one.
    MalformedSignature {
        /// The header it stands in.
        header: String,
        /// What was expected.
        expected: String,
    },
    /// The timestamp is not written as the scheme says: for a count, not a run
    /// of ASCII digits, or too large to be a time.
    MalformedTimestamp {
        /// The header it stands in.
        header: String,
    },
    /// The signed time lies further in the past than is tolerated.
    TimestampTooOld {
        /// Its age in seconds, rounded up.
        age_s: u64,
        /// The limit in seconds.
        tolerance_s: u64,
    },
    /// The signed time lies further in the future than is tolerated.
    TimestampTooNew {
        /// How far ahead it is in seconds, rounded up.
        ahead_s: u64,
        /// The limit in seconds.
        tolerance_s: u64,
    },
    /// No signature in the request is one that any of the secrets makes.
    SignatureMismatch {
        /// How many well-formed signatures the request has.
        signatures: usize,
        /// How many secrets were tried.
        secrets: usize,
    },
    /// The request is authentic, but its body is not what the scheme says.
    MalformedPayload {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The request is authentic, but so old that a repetition of it would no
    /// longer be recognised as one.
    EventTooOld {
        /// The event's age in seconds, rounded up.
        age_s: u64,
        /// How long repetitions are recognised, in seconds.
        window_s: u64,
    },
    /// The body is larger than is allowed.
    BodyTooLarge {
        /// Its size in bytes.
        size: usize,
        /// The limit in bytes.
        limit: usize,
    },
    /// No built-in scheme has this id.
    UnknownScheme {
        /// The id that was asked for.
        id: String,
    },
    /// A scheme contradicts itself, or is not one.
    InvalidScheme {
        /// Where in the scheme, as `signature.header`; empty for all of it.
        path: String,
        /// What is wrong there.
        reason: String,
    },
    /// A secret cannot be one of this scheme's.
    InvalidSecret {
        /// Its place among those given, from 0.
        index: usize,
        /// What is wrong with it. Says nothing of its content.
        reason: &'static str,
    },
    /// The provider signs only where a secret is set, none is set here, and
    /// unsigned requests were not allowed.
    Unsigned,
}

impl Error {
    /// The stable name of the variant, as `signature_mismatch`.
    pub fn code(&self) -> &'static str {
        match self {
            Error::MissingHeader { .. } => "missing_header",
            Error::MissingPart { .. } => "missing_part",
            Error::AmbiguousHeader { .. } => "ambiguous_header",
            Error::MalformedSignature { .. } => "malformed_signature",
            Error::MalformedTimestamp { .. } => "malformed_timestamp",
            Error::TimestampTooOld { .. } => "timestamp_too_old",
            Error::TimestampTooNew { .. } => "timestamp_too_new",
            Error::SignatureMismatch { .. } => "signature_mismatch",
            Error::MalformedPayload { .. } => "malformed_payload",
            Error::EventTooOld { .. } => "event_too_old",
            Error::BodyTooLarge { .. } => "body_too_large",
            Error::UnknownScheme { .. } => "unknown_scheme",
            Error::InvalidScheme { .. } => "invalid_scheme",
            Error::InvalidSecret { .. } => "invalid_secret",
            Error::Unsigned => "unsigned",
        }
    }

    /// The HTTP status that answers a request refused for this reason. What is
    /// refused before its signature holds is not authentic, however it is
    /// malformed: 401. What is authentic and unusable is 400, what is too large to
    /// be looked at 413, and the receiver's own mistakes are 500.
    ///
    /// The package's adapters and the edge filter both answer by this.
    pub fn http_status(&self) -> u16 {
        match self {
            Error::MissingHeader { .. }
            | Error::MissingPart { .. }
            | Error::AmbiguousHeader { .. }
            | Error::MalformedSignature { .. }
            | Error::MalformedTimestamp { .. }
            | Error::TimestampTooOld { .. }
            | Error::TimestampTooNew { .. }
            | Error::SignatureMismatch { .. }
            | Error::Unsigned => 401,
            Error::MalformedPayload { .. } | Error::EventTooOld { .. } => 400,
            Error::BodyTooLarge { .. } => 413,
            Error::UnknownScheme { .. }
            | Error::InvalidScheme { .. }
            | Error::InvalidSecret { .. } => 500,
        }
    }

    /// The message, the status and the serialized form, as one JSON object: for
    /// hosts that are told in JSON.
    pub fn to_json(&self) -> String {
        let mut json = String::from(r#"{"message":"#);
        push_text(&mut json, &self.to_string());
        json.push_str(r#","status":"#);
        json.push_str(&u64::from(self.http_status()).to_string());
        json.push_str(r#","details":{"code":"#);
        push_text(&mut json, self.code());
        self.show(&mut |name, value| {
            json.push(',');
            push_text(&mut json, name);
            json.push(':');
            match value {
                Measured::Text(text) => push_text(&mut json, text),
                Measured::Number(number) => json.push_str(&number.to_string()),
            }
        });
        json + "}}"
    }

    /// Shows the values of the variant, by their names.
    fn show<'a>(&'a self, to: &mut dyn FnMut(&'static str, Measured<'a>)) {
        use Measured::{Number, Text};
        match self {
            Error::MissingHeader { header } | Error::MalformedTimestamp { header } => {
                to("header", Text(header));
            }
            Error::MissingPart { part } => to("part", Text(part)),
            Error::AmbiguousHeader { header, count } => {
                to("header", Text(header));
                to("count", Number(*count as u64));
            }
            Error::MalformedSignature { header, expected } => {
                to("header", Text(header));
                to("expected", Text(expected));
            }
            Error::TimestampTooOld { age_s, tolerance_s } => {
                to("age_s", Number(*age_s));
                to("tolerance_s", Number(*tolerance_s));
            }
            Error::TimestampTooNew { ahead_s, tolerance_s } => {
                to("ahead_s", Number(*ahead_s));
                to("tolerance_s", Number(*tolerance_s));
            }
            Error::SignatureMismatch { signatures, secrets } => {
                to("signatures", Number(*signatures as u64));
                to("secrets", Number(*secrets as u64));
            }
            Error::MalformedPayload { reason } => to("reason", Text(reason)),
            Error::EventTooOld { age_s, window_s } => {
                to("age_s", Number(*age_s));
                to("window_s", Number(*window_s));
            }
            Error::BodyTooLarge { size, limit } => {
                to("size", Number(*size as u64));
                to("limit", Number(*limit as u64));
            }
            Error::UnknownScheme { id } => to("id", Text(id)),
            Error::InvalidScheme { path, reason } => {
                to("path", Text(path));
                to("reason", Text(reason));
            }
            Error::InvalidSecret { index, reason } => {
                to("index", Number(*index as u64));
                to("reason", Text(reason));
            }
            Error::Unsigned => {}
        }
    }

    #[inline(never)]
    pub(crate) fn invalid_scheme(path: &str, reason: &str) -> Self {
        Error::InvalidScheme { path: path.to_owned(), reason: reason.to_owned() }
    }

    /// The same where what is wrong stands further in.
    pub(crate) fn within(self, outer: &str) -> Self {
        match self {
            Error::InvalidScheme { path, reason } => {
                let dot = if path.is_empty() { "" } else { "." };
                Error::InvalidScheme { path: [outer, dot, &path].concat(), reason }
            }
            other => other,
        }
    }
}

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

impl std::error::Error for Error {}

/// What a variant carries.
#[derive(Serialize)]
#[serde(untagged)]
enum Measured<'a> {
    Text(&'a str),
    Number(u64),
}

impl Serialize for Error {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = vec![("code", Measured::Text(self.code()))];
        self.show(&mut |name, value| members.push((name, value)));
        serializer.collect_map(members)
    }
}

/// Writes a text as JSON has it.
pub(crate) fn push_text(json: &mut String, text: &str) {
    json.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => json.extend(['\\', character]),
            '\0'..' ' => *json += &format!("\\u{:04x}", u32::from(character)),
            _ => json.push(character),
        }
    }
    json.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_serialized_code_is_the_code() -> serde_json::Result<()> {
        for error in [
            Error::TimestampTooOld { age_s: 301, tolerance_s: 300 },
            Error::MissingHeader { header: "X-\"\\\n\u{1}\u{e9}".into() },
            Error::Unsigned,
        ] {
            let json = serde_json::to_value(&error)?;
            assert_eq!(json["code"], error.code());
            let whole: serde_json::Value = serde_json::from_str(&error.to_json())?;
            let (message, status) = (error.to_string(), error.http_status());
            let expected =
                serde_json::json!({ "message": message, "status": status, "details": json });
            assert_eq!(whole, expected);
        }
        Ok(())
    }

    #[test]
    fn every_code_has_its_status() {
        let header = || "X-Signature".to_owned();
        let statuses = [
            (401, "missing_header", Error::MissingHeader { header: header() }),
            (401, "missing_part", Error::MissingPart { part: "query:signature".into() }),
            (401, "ambiguous_header", Error::AmbiguousHeader { header: header(), count: 2 }),
            (
                401,
                "malformed_signature",
                Error::MalformedSignature { header: header(), expected: "hex".into() },
            ),
            (401, "malformed_timestamp", Error::MalformedTimestamp { header: header() }),
            (401, "timestamp_too_old", Error::TimestampTooOld { age_s: 301, tolerance_s: 300 }),
            (401, "timestamp_too_new", Error::TimestampTooNew { ahead_s: 301, tolerance_s: 300 }),
            (401, "signature_mismatch", Error::SignatureMismatch { signatures: 1, secrets: 1 }),
            (401, "unsigned", Error::Unsigned),
            (400, "malformed_payload", Error::MalformedPayload { reason: "its body has no id" }),
            (400, "event_too_old", Error::EventTooOld { age_s: 2, window_s: 1 }),
            (413, "body_too_large", Error::BodyTooLarge { size: 2, limit: 1 }),
            (500, "unknown_scheme", Error::UnknownScheme { id: "acme".into() }),
            (500, "invalid_scheme", Error::invalid_scheme("id", "it is empty")),
            (500, "invalid_secret", Error::InvalidSecret { index: 0, reason: "it is empty" }),
        ];
        for (status, code, error) in statuses {
            assert_eq!((error.http_status(), error.code()), (status, code));
        }
    }
}
