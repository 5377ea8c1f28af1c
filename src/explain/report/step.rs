//! The steps of a verification.

use serde::Serialize;

/// What a step does. Steps are reported in this order: the signature before the
/// time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// Finds each header, exactly once.
    Headers,
    /// Parses the headers' values.
    Parse,
    /// Builds the signed content.
    Content,
    /// Computes the digest.
    Digest,
    /// Compares the digest with the received signature.
    Compare,
    /// Compares the signed time with now.
    Freshness,
    /// Reads the event from the body.
    Payload,
}

/// The result of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    /// The step passed.
    Pass,
    /// The step failed.
    Fail,
    /// The step lacked its input.
    Skip,
}

/// A step of the verification.
#[derive(Clone, Debug, Serialize)]
pub struct Step {
    /// What the step does.
    #[serde(rename = "task")]
    pub kind: StepKind,
    /// The result.
    pub state: StepState,
    /// The input that the step read: a header's name, or `body`.
    pub input: String,
    /// What the step found.
    pub message: String,
}
