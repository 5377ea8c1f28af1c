//! The WebAssembly binding of `explain` for the npm package. It only translates. It
//! is a module of its own, so that verifying alone does not load it.

mod scheme;
mod sign_request;

use countersign::{
    Scheme, Secret, Timestamp, Tolerance,
    explain::{Input, explain as explain_input},
};
use wasm_bindgen::prelude::*;

/// Explains why a request is accepted or refused, as JSON.
///
/// `secrets` are secret, and so is the result, which may hold the right one. In
/// `headers`, names and values alternate. Without `tolerance_s` the scheme's own
/// tolerance applies; infinity accepts any time.
///
/// # Errors
///
/// The reason why the scheme is invalid, as JSON.
#[wasm_bindgen]
#[expect(clippy::too_many_arguments, reason = "an object would cross the border member by member")]
pub fn explain(
    scheme: Option<String>,
    secrets: Vec<String>,
    headers: Vec<String>,
    body: &[u8],
    now_ms: f64,
    tolerance_s: Option<f64>,
    url: Option<String>,
    method: Option<String>,
) -> Result<String, String> {
    let scheme = scheme.map(|json| Scheme::from_json(&json)).transpose();
    let scheme = scheme.map_err(|error| error.to_json())?;
    let secrets: Vec<_> = secrets.into_iter().map(Secret::new).collect();
    let lines: Vec<_> = headers
        .as_chunks()
        .0
        .iter()
        .map(|[name, value]| (name.as_str(), header_bytes(value)))
        .collect();
    let headers: Vec<_> = lines.iter().map(|(name, value)| (*name, value.as_slice())).collect();
    let explanation = explain_input(&Input {
        scheme: scheme.as_ref(),
        secrets: &secrets,
        headers: &headers,
        body,
        now: Timestamp::from_millis(now_ms as i64),
        tolerance: tolerance_s.map(|seconds| {
            if seconds.is_infinite() {
                Tolerance::Unlimited
            } else {
                Tolerance::Seconds(seconds as u32)
            }
        }),
        url: url.as_deref(),
        method: method.as_deref(),
    });
    serde_json::to_string(&explanation).map_err(|fault| fault.to_string())
}

/// The bytes of a header. JavaScript's HTTP interfaces decode headers as Latin-1: a
/// character beyond it shows that the value was decoded as UTF-8.
fn header_bytes(value: &str) -> Vec<u8> {
    let bytes: Option<Vec<u8>> =
        value.chars().map(|character| u8::try_from(u32::from(character)).ok()).collect();
    bytes.unwrap_or_else(|| value.as_bytes().to_vec())
}
