//! The report that `explain` returns.

mod cause;
mod step;

pub use cause::{Cause, Certainty, Finding, Fix, Repair};
pub use step::{Step, StepKind, StepState};

use serde::Serialize;

use super::cause_code::CauseCode;

/// Why a request is accepted or refused.
#[derive(Clone, Debug, Serialize)]
pub struct Explanation {
    /// Whether a verifier accepts the request.
    pub ok: bool,
    /// The scheme of the check; `None` where none was given and none was
    /// detected.
    pub scheme: Option<CheckedScheme>,
    /// The schemes that fit the request, the likeliest first.
    pub candidates: Vec<Candidate>,
    /// The signature's state, whatever the time.
    pub signature: SignatureState,
    /// The signed time's state, whatever the signature.
    pub freshness: Freshness,
    /// Every step, also those after one that failed.
    pub steps: Vec<Step>,
    /// The signed content.
    pub signed: Option<SignedContent>,
    /// The request's signatures.
    pub received: Vec<Received>,
    /// The signature that each secret makes.
    pub computed: Vec<Computed>,
    /// Why the request fails: proven causes, then inferred ones, then hints.
    pub causes: Vec<Cause>,
    /// How the causes were searched for.
    pub search: SearchSummary,
}

/// The scheme of the check.
#[derive(Clone, Debug, Serialize)]
pub struct CheckedScheme {
    /// The scheme's id.
    pub id: String,
    /// The provider's name.
    pub title: String,
    /// How the scheme was chosen.
    #[serde(rename = "how")]
    pub choice: SchemeChoice,
    /// The id of the request's variant; absent for the scheme's own form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variant: Option<String>,
}

/// How a scheme was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SchemeChoice {
    /// By the caller.
    Given,
    /// From the request.
    Detected,
}

/// A scheme that fits the request.
#[derive(Clone, Debug, Serialize)]
pub struct Candidate {
    /// The scheme's id.
    pub id: String,
    /// From 0 to 1.
    pub likelihood: f64,
}

/// The state of the request's signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SignatureState {
    /// One of the secrets makes it.
    Matches,
    /// None of the secrets makes it.
    Differs,
    /// There is no signature, or nothing to compare it with.
    Unknown,
}

/// The state of the signed time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Freshness {
    /// Within the tolerance.
    Fresh,
    /// Too far in the past.
    Stale,
    /// Too far in the future.
    Future,
    /// The scheme signs no time.
    None,
    /// The time cannot be read.
    Unknown,
}

/// The signed content.
#[derive(Clone, Debug, Serialize)]
pub struct SignedContent {
    /// The bytes, in base64.
    pub base64: String,
    /// The parts, in order.
    pub parts: Vec<ContentPart>,
}

/// A part of the signed content.
#[derive(Clone, Debug, Serialize)]
pub struct ContentPart {
    /// What the part is.
    #[serde(rename = "name")]
    pub kind: ContentPartKind,
    /// The header's name, `body`, a component as schemes write it, or empty.
    pub label: String,
    /// The first byte.
    pub start: usize,
    /// The byte after the last one.
    pub end: usize,
}

/// What a part of the signed content is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ContentPartKind {
    /// The body.
    Body,
    /// Literal text of the scheme.
    Text,
    /// A header's value.
    Header,
    /// Another component of the request, such as the URL or a body field.
    Part,
    /// The secret, shown as `{secret}`.
    Secret,
}

/// A signature of the request.
#[derive(Clone, Debug, Serialize)]
pub struct Received {
    /// The header's name as the request spells it, or the component as schemes
    /// write it.
    pub header: String,
    /// The signature as written.
    pub text: String,
    /// The decoded bytes in hex, where they could be decoded; of a token, its
    /// SHA-256.
    pub hex: Option<String>,
    /// The result of the comparison.
    pub state: ReceivedState,
}

/// The result of the comparison of a received signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ReceivedState {
    /// A secret makes it.
    Matches,
    /// No secret makes it.
    Differs,
    /// It is not in the scheme's format.
    Malformed,
}

/// The signature that a secret makes.
#[derive(Clone, Debug, Serialize)]
pub struct Computed {
    /// The index of the secret among those given.
    pub secret: usize,
    /// The signature in the scheme's format.
    pub text: String,
    /// The digest in hex; of a token, its SHA-256.
    pub hex: String,
}

/// How the causes were searched for.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SearchSummary {
    /// Whether there was anything to search for.
    pub ran: bool,
    /// How many digests were compared with the received signatures.
    pub hypotheses: usize,
    /// How many hypotheses had two faults.
    pub pairs: usize,
    /// How many hypotheses each cause had.
    #[serde(rename = "kinds")]
    pub by_cause: Vec<CauseCount>,
    /// Whether the search tried everything that it can try.
    pub complete: bool,
    /// What was not tried, or cannot be.
    pub uncovered: Vec<String>,
    /// The conclusion where nothing was found.
    pub conclusion: Option<String>,
}

/// How many hypotheses a cause had.
#[derive(Clone, Debug, Serialize)]
pub struct CauseCount {
    /// The cause.
    pub code: CauseCode,
    /// The number of hypotheses.
    pub tried: usize,
}
