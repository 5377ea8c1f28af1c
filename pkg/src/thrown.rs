//! What is thrown: errors, as JSON.

use countersign::Error;
use serde::Serialize;

/// An error as it crosses the border. The details have its code.
#[derive(Serialize)]
struct Thrown<'a> {
    message: String,
    status: u16,
    details: &'a Error,
}

pub(crate) fn thrown(error: Error) -> String {
    let thrown =
        Thrown { message: error.to_string(), status: error.http_status(), details: &error };
    serde_json::to_string(&thrown).unwrap_or_default()
}
