//! What can be wrong with a request, a scheme or a secret.

mod codes;
pub(crate) mod json;
pub(crate) mod message;

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
        self.code_and_status().0
    }

    /// The HTTP status that answers a request refused for this reason. What is
    /// refused before its signature holds is not authentic, however it is
    /// malformed: 401. What is authentic and unusable is 400, what is too large to
    /// be looked at 413, and the receiver's own mistakes are 500.
    ///
    /// The package's adapters and the edge filter both answer by this.
    pub fn http_status(&self) -> u16 {
        self.code_and_status().1
    }

    fn code_and_status(&self) -> (&'static str, u16) {
        match self {
            Error::MissingHeader { .. } => codes::MISSING_HEADER,
            Error::MissingPart { .. } => codes::MISSING_PART,
            Error::AmbiguousHeader { .. } => codes::AMBIGUOUS_HEADER,
            Error::MalformedSignature { .. } => codes::MALFORMED_SIGNATURE,
            Error::MalformedTimestamp { .. } => codes::MALFORMED_TIMESTAMP,
            Error::TimestampTooOld { .. } => codes::TIMESTAMP_TOO_OLD,
            Error::TimestampTooNew { .. } => codes::TIMESTAMP_TOO_NEW,
            Error::SignatureMismatch { .. } => codes::SIGNATURE_MISMATCH,
            Error::MalformedPayload { .. } => codes::MALFORMED_PAYLOAD,
            Error::EventTooOld { .. } => codes::EVENT_TOO_OLD,
            Error::BodyTooLarge { .. } => codes::BODY_TOO_LARGE,
            Error::UnknownScheme { .. } => codes::UNKNOWN_SCHEME,
            Error::InvalidScheme { .. } => codes::INVALID_SCHEME,
            Error::InvalidSecret { .. } => codes::INVALID_SECRET,
            Error::Unsigned => codes::UNSIGNED,
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

impl std::error::Error for Error {}

/// The error of a scheme that is wrong at a path.
pub(crate) fn invalid<T>(path: &str, reason: &str) -> Result<T> {
    Err(Error::invalid_scheme(path, reason))
}

#[cfg(test)]
mod tests {
    use super::*;

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
