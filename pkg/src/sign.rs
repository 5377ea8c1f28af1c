//! Signing, of a request whose body is in memory.

use countersign::{Scheme, Secret, SignOptions, Target};
use countersign_abi::{convert::timestamp, memory::with_body};
use wasm_bindgen::prelude::*;

use crate::{by_turns, read_scheme};

/// The headers that the provider would send, names and values by turns. The arguments
/// are those of [`sign_request`].
#[wasm_bindgen]
pub fn sign(texts: Vec<String>, body_size: usize, now_ms: f64) -> Result<Vec<String>, String> {
    with_request(texts, body_size, now_ms, |scheme, secret, body, options| {
        Ok(by_turns(countersign::sign(scheme, secret, body, options)?, Vec::new()))
    })
}

/// The text of the signature wherever it stands, and behind it the headers that the
/// provider would send, names and values by turns. The body in memory has so many
/// bytes. `texts` are the scheme, the secret, which is secret, the id, the method, the
/// URL and the variant, and then names and values of the request's other headers by
/// turns. An empty text is none.
#[wasm_bindgen(js_name = signRequest)]
pub fn sign_request(
    texts: Vec<String>,
    body_size: usize,
    now_ms: f64,
) -> Result<Vec<String>, String> {
    with_request(texts, body_size, now_ms, |scheme, secret, body, options| {
        let signed = countersign::sign_request(scheme, secret, body, options)?;
        Ok(by_turns(signed.headers, vec![signed.signature]))
    })
}

/// Reads what crosses the border, and signs with it.
fn with_request(
    mut texts: Vec<String>,
    body_size: usize,
    now_ms: f64,
    sign: impl FnOnce(&Scheme, &Secret, &[u8], SignOptions<'_>) -> countersign::Result<Vec<String>>,
) -> Result<Vec<String>, String> {
    let Some(([scheme, secret, id, method, url, variant], others)) = texts.split_first_chunk_mut()
    else {
        return Ok(Vec::new());
    };
    // Taken and not copied, so that it is nowhere once it is dropped.
    let secret = Secret::new(std::mem::take(secret));
    let pairs = others.as_chunks::<2>().0;
    let lines: Vec<_> =
        pairs.iter().map(|[name, value]| (name.as_str(), value.as_bytes())).collect();
    let options = SignOptions::at(timestamp(now_ms))
        .with_id(some(id))
        .with_target(Target { method: some(method), url: some(url) })
        .with_headers(&lines)
        .with_variant(some(variant));
    let scheme = read_scheme(scheme)?;
    with_body(body_size, |body| sign(&scheme, &secret, body, options))
        .map_err(|error| error.to_json())
}

/// A text, if it is not empty.
fn some(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}
