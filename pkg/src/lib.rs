//! The core's bindings for the npm package. They translate, and decide nothing.
//!
//! Schemes and errors cross the border as JSON: that is rare. What is done for
//! every request is in `countersign-hot`.
//!
//! Errors are thrown as strings: whatever else is thrown is a fault in here,
//! and the caller must discard the instance.

mod allocator;
mod exchange;
mod verifier;

use countersign::{Error, Scheme, Secret, Stamp, Target};
use countersign_hot::numbers::timestamp;
use wasm_bindgen::prelude::*;

/// The headers that the provider would send, names and values by turns, as
/// `headers` are, which are others that the request has. `secret` is secret.
#[wasm_bindgen]
#[expect(clippy::too_many_arguments, reason = "an object would cross the border member by member")]
pub fn sign(
    scheme: &str,
    secret: String,
    body: &[u8],
    now_ms: f64,
    id: Option<String>,
    method: Option<String>,
    url: Option<String>,
    headers: Vec<String>,
) -> Result<Vec<String>, String> {
    let pairs = headers.as_chunks::<2>().0;
    let lines: Vec<_> =
        pairs.iter().map(|[name, value]| (name.as_str(), value.as_bytes())).collect();
    let stamp = Stamp::at(timestamp(now_ms))
        .with_id(id.as_deref())
        .with_target(Target { method: method.as_deref(), url: url.as_deref() })
        .with_headers(&lines);
    let signed = countersign::sign(&read_scheme(scheme)?, &Secret::new(secret), body, stamp);
    Ok(by_turns(signed.map_err(|error| error.to_json())?, Vec::new()))
}

/// The error for a body that is too large to be handed over.
#[wasm_bindgen(js_name = bodyTooLarge)]
pub fn body_too_large(size: f64, limit: f64) -> String {
    Error::BodyTooLarge { size: size as usize, limit: limit as usize }.to_json()
}

/// The error for an authentic body that is read as JSON, and is none.
#[wasm_bindgen(js_name = bodyNotJson)]
pub fn body_not_json() -> String {
    Error::MalformedPayload { reason: "its body is not JSON" }.to_json()
}

/// The error for a scheme's id that nobody knows.
#[wasm_bindgen(js_name = unknownScheme)]
pub fn unknown_scheme(id: String) -> String {
    Error::UnknownScheme { id }.to_json()
}

/// Names and values by turns, behind what is there.
fn by_turns(pairs: Vec<(String, String)>, mut texts: Vec<String>) -> Vec<String> {
    for (name, value) in pairs {
        texts.push(name);
        texts.push(value);
    }
    texts
}

fn read_scheme(json: &str) -> Result<Scheme, String> {
    Scheme::from_json(json).map_err(|error| error.to_json())
}
