//! Answers to what is refused: problem details (RFC 9457).

use serde::Serialize;

/// The media type of a serialized [`Problem`].
pub const MEDIA_TYPE: &str = "application/problem+json";

/// Why a request was refused, for who sent it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// A name for the kind of problem.
    #[serde(rename = "type")]
    pub kind: String,
    /// What the status means.
    pub title: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// The stable name of the reason, as `signature_mismatch`.
    pub code: &'static str,
    /// The reason, in words.
    pub detail: String,
    /// The query parameter that is at fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameter: Option<String>,
}

impl Problem {
    fn new(status: u16, code: &'static str, detail: String) -> Self {
        Self {
            kind: format!("urn:countersign:error:{code}"),
            title: title(status),
            status,
            code,
            detail,
            parameter: None,
        }
    }

    /// Names the query parameter that is at fault.
    pub fn with_parameter(self, name: &str) -> Self {
        Self { parameter: Some(name.to_owned()), ..self }
    }
}

impl From<&countersign::Error> for Problem {
    fn from(error: &countersign::Error) -> Self {
        Self::new(error.http_status(), error.code(), error.to_string())
    }
}

// A function of each problem in `problems.json`, as `Problem::not_found`, and
// the titles.
include!(concat!(env!("OUT_DIR"), "/problems.rs"));
