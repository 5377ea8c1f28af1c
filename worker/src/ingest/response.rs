//! Makes the responses to webhooks.

use serde::Serialize;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use worker::web_sys::Response;

use crate::problem;

/// When a provider may send again what could not be stored, in seconds.
const RETRY_AFTER_S: &str = "10";

pub(super) type Headers = &'static [(&'static str, &'static str)];

/// A response in JSON: an acknowledgement, or a problem.
pub(super) fn json(status: u16, value: &impl Serialize) -> Response {
    respond(status, &to_json(value), &to_json(&headers(status)))
}

/// The headers of a response of the filter's own.
pub(super) fn headers(status: u16) -> Headers {
    const PROBLEM: (&str, &str) = ("content-type", problem::MEDIA_TYPE);
    match status {
        200 => &[("content-type", "application/json")],
        405 => &[PROBLEM, ("allow", "POST")],
        503 => &[PROBLEM, ("retry-after", RETRY_AFTER_S)],
        _ => &[PROBLEM],
    }
}

/// A response that is partly what a sender or a destination wrote.
///
/// # Errors
///
/// Where the runtime makes no response of that.
pub(super) fn relay(
    status: u16,
    body: &JsValue,
    headers: &impl Serialize,
) -> Result<Response, JsValue> {
    try_respond(status, body, &to_json(headers))
}

/// Writes JSON. What is written here, texts and numbers, is never refused.
pub(super) fn to_json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

#[wasm_bindgen(module = "/host/respond.mjs")]
extern "C" {
    /// `headers` are pairs, as JSON.
    fn respond(status: u16, body: &str, headers: &str) -> Response;

    #[wasm_bindgen(catch, js_name = respond)]
    fn try_respond(status: u16, body: &JsValue, headers: &str) -> Result<Response, JsValue>;
}
