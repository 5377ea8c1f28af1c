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

use countersign::{Error, Scheme, Secret, SignOptions, Target};
use countersign_hot::{exchange::with_body, numbers::timestamp};
use wasm_bindgen::prelude::*;

/// The headers that the provider would send, names and values by turns, with the
/// body in the exchange, which has so many bytes. `texts` are the scheme, the
/// secret, which is secret, the id, the method, the URL and the variant, and then names and
/// values of the request's other headers by turns. An empty text is none.
#[wasm_bindgen]
pub fn sign(mut texts: Vec<String>, body_size: usize, now_ms: f64) -> Result<Vec<String>, String> {
    let Some(([scheme, secret, id, method, url, variant], others)) = texts.split_first_chunk_mut()
    else {
        return Ok(Vec::new());
    };
    // Taken and not copied, so that it is nowhere once it is dropped.
    let secret = Secret::new(std::mem::take(secret));
    let pairs = others.as_chunks::<2>().0;
    let lines: Vec<_> =
        pairs.iter().map(|[name, value]| (name.as_str(), value.as_bytes())).collect();
    let stamp = SignOptions::at(timestamp(now_ms))
        .with_id(some(id))
        .with_target(Target { method: some(method), url: some(url) })
        .with_headers(&lines)
        .with_variant(some(variant));
    let scheme = read_scheme(scheme)?;
    let signed = with_body(body_size, |body| countersign::sign(&scheme, &secret, body, stamp));
    Ok(by_turns(signed.map_err(|error| error.to_json())?, Vec::new()))
}

/// A text, if it is not empty.
fn some(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}

/// The error for a body that is too large to be handed over.
#[wasm_bindgen(js_name = bodyTooLarge)]
pub fn body_too_large(size: usize, limit: usize) -> String {
    Error::BodyTooLarge { size, limit }.to_json()
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
