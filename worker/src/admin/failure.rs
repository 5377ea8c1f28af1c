//! Why a request of an operator fails.

use worker::Error;

use crate::{log::Line, problem::Problem};

/// Why there is no answer.
pub(super) enum Failure {
    /// The request is at fault, or an inbox.
    Problem(Problem),
    /// The filter itself is at fault.
    Internal(String),
}

impl Failure {
    /// What the operator is told. What is not told is logged.
    pub(super) fn into_problem(self) -> Problem {
        match self {
            Self::Problem(problem) => problem,
            Self::Internal(detail) => {
                let detail = Some(detail.as_str());
                Line { at: "admin", outcome: "failed", detail, ..Line::default() }.print();
                Problem::internal("the log says what went wrong")
            }
        }
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Internal(error.to_string())
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Self::Internal(error.to_string())
    }
}
