//! Causes of a failure, and their fixes.

use std::fmt;

use serde::Serialize;

use super::step::StepKind;
use crate::{Json, explain::cause_code::CauseCode};

/// How certain a cause is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// The received signature was reproduced with this change.
    Proven,
    /// The request shows it; nothing was computed for it.
    Inferred,
    /// The request looks like it.
    Hint,
}

/// A reason why a request fails.
#[derive(Clone, Debug, Serialize)]
pub struct Cause {
    /// The stable code.
    pub code: CauseCode,
    /// How certain the cause is.
    pub certainty: Certainty,
    /// The other fault, where two were found together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub with: Option<CauseCode>,
    /// What happened, in one line.
    pub title: &'static str,
    /// What was found, and in which input.
    pub finding: Finding,
    /// How to fix it. General advice comes first.
    pub fixes: Vec<Fix>,
    /// The changed input with which the request verifies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repair: Option<Repair>,
}

/// What was found.
#[derive(Clone, Debug, Serialize)]
pub struct Finding {
    /// The step that it concerns.
    #[serde(rename = "task")]
    pub step: StepKind,
    /// The faulty input.
    pub input: String,
    /// What is wrong with the input.
    pub message: String,
}

/// How to fix a cause in one framework.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Fix {
    /// The framework, such as `Express`; `any` for general advice.
    pub framework: &'static str,
    /// The advice.
    pub text: &'static str,
    /// The code to write.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<&'static str>,
}

impl Fix {
    /// The framework name of general advice.
    pub(in crate::explain) const ANY: &'static str = "any";

    /// Advice for every framework.
    pub(in crate::explain) const fn general(text: &'static str) -> Self {
        Self { framework: Self::ANY, text, code: None }
    }

    /// Advice for one framework, with the code to write.
    pub(in crate::explain) const fn in_framework(
        framework: &'static str,
        text: &'static str,
        code: &'static str,
    ) -> Self {
        Self { framework, text, code: Some(code) }
    }
}

/// The changed input with which the request verifies. An absent member stays
/// as it was given.
#[derive(Clone, Default, PartialEq, Serialize)]
pub struct Repair {
    /// The body, in base64.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// The secret that verifies. Secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    /// A built-in scheme's id, or a scheme.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scheme: Option<Json>,
    /// Headers with their new values; `None` removes a header.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<(String, Option<String>)>,
    /// The URL that the request was sent to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The time of the check, in milliseconds since the epoch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub now: Option<i64>,
}

impl Repair {
    /// The choice of another built-in scheme.
    pub(in crate::explain) fn with_scheme(id: &str) -> Self {
        Self { scheme: Some(id.into()), ..Self::default() }
    }

    /// Sets a header, or removes it, in place of an earlier change to it.
    pub(in crate::explain) fn set_header(&mut self, name: &str, value: Option<String>) {
        self.headers.retain(|(other, _)| !other.eq_ignore_ascii_case(name));
        self.headers.push((name.to_owned(), value));
    }
}

/// Omits the secret and the body.
impl fmt::Debug for Repair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Repair")
            .field("scheme", &self.scheme)
            .field("headers", &self.headers)
            .field("now", &self.now)
            .finish_non_exhaustive()
    }
}
