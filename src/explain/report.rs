//! What `explain` answers, as data.

use std::fmt;

use super::CauseCode;
use crate::Json;
use serde::Serialize;

/// Why a request is accepted or refused.
#[derive(Clone, Debug, Serialize)]
pub struct Explanation {
    /// Whether a verifier accepts the request.
    pub ok: bool,
    /// The scheme that it was checked against; none where none was given, and
    /// the headers are of none.
    pub scheme: Option<CheckedScheme>,
    /// The schemes that the request may be of, the likeliest first.
    pub candidates: Vec<Candidate>,
    /// What is to be said of the signature, whatever the time.
    pub signature: SignatureState,
    /// What is to be said of the time, whatever the signature.
    pub freshness: Freshness,
    /// Every step, also those behind one that failed.
    pub steps: Vec<Step>,
    /// What was hashed.
    pub signed: Option<Signed>,
    /// The signatures that the request has.
    pub received: Vec<Received>,
    /// What the secrets make, one after another.
    pub computed: Vec<Computed>,
    /// Why it fails: what is proven, then what is inferred, then hints.
    pub causes: Vec<Cause>,
    /// What was searched.
    pub search: Search,
}

/// A scheme, and who said that it is this one.
#[derive(Clone, Debug, Serialize)]
pub struct CheckedScheme {
    /// Its id.
    pub id: String,
    /// The provider's name.
    pub title: String,
    /// Where it is from.
    pub how: Choice,
    /// In which variant of it the request is; absent where it is in its own form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variant: Option<String>,
}

/// Who chose a scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// The caller.
    Given,
    /// The headers.
    Detected,
}

/// A scheme that a request may be of.
#[derive(Clone, Debug, Serialize)]
pub struct Candidate {
    /// Its id.
    pub id: String,
    /// From 0 to 1.
    pub likelihood: f64,
}

/// What is to be said of the signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SignatureState {
    /// One of the secrets makes it.
    Matches,
    /// None does.
    Differs,
    /// There is none to be compared, or nothing to compare it with.
    Unknown,
}

/// What is to be said of the signed time.
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

/// What a step is about, in the order in which they are told: the signature is
/// told before the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Task {
    /// The headers are there, each of them once.
    Headers,
    /// They are well-formed.
    Parse,
    /// What is signed is put together.
    Content,
    /// A digest is made of it.
    Digest,
    /// The digest is the received one.
    Compare,
    /// The signed time is near enough.
    Freshness,
    /// The body is an event.
    Payload,
}

/// What came of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It passed.
    Pass,
    /// It failed.
    Fail,
    /// There was nothing to take it with.
    Skip,
}

/// A step of the verification.
#[derive(Clone, Debug, Serialize)]
pub struct Step {
    /// What it is about.
    pub task: Task,
    /// What came of it.
    pub state: State,
    /// The input that it is about, as a header's name or `body`.
    pub input: String,
    /// What was found.
    pub message: String,
}

/// What was hashed.
#[derive(Clone, Debug, Serialize)]
pub struct Signed {
    /// Its bytes.
    pub base64: String,
    /// The parts, one after another.
    pub parts: Vec<Part>,
}

/// A part of what was hashed.
#[derive(Clone, Debug, Serialize)]
pub struct Part {
    /// What it is.
    pub name: PartName,
    /// The header's name, `body`, a part as schemes write it, or nothing.
    pub label: String,
    /// Where it begins, in bytes.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
}

/// What a part of the signed content is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PartName {
    /// The body.
    Body,
    /// The scheme's own text.
    Text,
    /// A header's value.
    Header,
    /// Another part of the request, as the URL or a field of the body.
    Part,
    /// The secret, in place of which `{secret}` is shown.
    Secret,
}

/// A signature of the request.
#[derive(Clone, Debug, Serialize)]
pub struct Received {
    /// The header that it stands in, as the request spells it; or the part of
    /// the request, as schemes write it.
    pub header: String,
    /// The signature as it is written.
    pub text: String,
    /// Its bytes, where it could be read; of a token, its SHA-256.
    pub hex: Option<String>,
    /// What came of it.
    pub state: ReceivedState,
}

/// What came of a received signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ReceivedState {
    /// A secret makes it.
    Matches,
    /// None does.
    Differs,
    /// It is not written as the scheme writes it.
    Malformed,
}

/// A signature that a secret makes.
#[derive(Clone, Debug, Serialize)]
pub struct Computed {
    /// The place of the secret among those given, from 0.
    pub secret: usize,
    /// The header's value that the scheme makes of it.
    pub text: String,
    /// Its bytes; of a token, its SHA-256.
    pub hex: String,
}

/// How sure a cause is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// The received signature was made again this way.
    Proven,
    /// It can be seen, and nothing was computed for it.
    Inferred,
    /// It looks like it.
    Hint,
}

/// A reason why a request fails.
#[derive(Clone, Debug, Serialize)]
pub struct Cause {
    /// Its stable name.
    pub code: CauseCode,
    /// How sure it is.
    pub certainty: Certainty,
    /// The other fault, where two were found together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub with: Option<CauseCode>,
    /// What happened, in one line.
    pub title: &'static str,
    /// What was found, and in which input.
    pub finding: Finding,
    /// What to do about it. General advice comes first.
    pub fixes: Vec<Fix>,
    /// What to change so that all steps pass.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repair: Option<Repair>,
}

/// What was found.
#[derive(Clone, Debug, Serialize)]
pub struct Finding {
    /// The step that it concerns.
    pub task: Task,
    /// The input that is at fault.
    pub input: String,
    /// What is with it.
    pub message: String,
}

/// What to do about a cause in one framework.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Fix {
    /// As `Express`; `any` for advice that holds everywhere.
    pub framework: &'static str,
    /// What to do.
    pub text: &'static str,
    /// What to write.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<&'static str>,
}

/// What to change so that all steps pass. What is absent stays as it is.
#[derive(Clone, Default, PartialEq, Serialize)]
pub struct Repair {
    /// The body, in base64.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// The secret. Secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    /// A built-in scheme's id, or a scheme.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scheme: Option<Json>,
    /// Headers that get another value, or are taken away.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<(String, Option<String>)>,
    /// The address that the request was sent to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The time, in milliseconds since the epoch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub now: Option<i64>,
}

/// Without the secret and the body.
impl fmt::Debug for Repair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Repair")
            .field("scheme", &self.scheme)
            .field("headers", &self.headers)
            .field("now", &self.now)
            .finish_non_exhaustive()
    }
}

/// What was searched.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Search {
    /// Whether there was anything to search for.
    pub ran: bool,
    /// How many digests were compared with the received signatures.
    pub hypotheses: usize,
    /// How many of them had two faults.
    pub pairs: usize,
    /// How many by each cause.
    pub kinds: Vec<Kind>,
    /// Whether everything was tried that could be.
    pub complete: bool,
    /// What was not, or cannot be.
    pub uncovered: Vec<String>,
    /// What follows where nothing was found.
    pub conclusion: Option<String>,
}

/// How many hypotheses there were of one kind.
#[derive(Clone, Debug, Serialize)]
pub struct Kind {
    /// The cause.
    pub code: CauseCode,
    /// How many were tried.
    pub tried: usize,
}
