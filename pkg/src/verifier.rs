//! A verifier, and what it is asked for.

use countersign::{BaseSegment, Scheme, Secret};
use countersign_hot::numbers::tolerance;
use wasm_bindgen::prelude::*;

use crate::by_turns;

/// A scheme and its keys, kept on this side.
#[wasm_bindgen]
pub struct Verifier(countersign_hot::Verifier);

#[wasm_bindgen]
impl Verifier {
    /// `secrets` are secret. No `tolerance_s` stands for the scheme's own, and no
    /// pointer in `dedup_on` for the event's id.
    #[wasm_bindgen(constructor)]
    pub fn new(
        scheme: &str,
        secrets: Vec<String>,
        tolerance_s: Option<f64>,
        allow_unsigned: bool,
        dedup_on: Vec<String>,
    ) -> Result<Self, String> {
        let secrets: Vec<_> = secrets.into_iter().map(Secret::new).collect();
        let verifier = Scheme::from_json(scheme)
            .and_then(|scheme| countersign::Verifier::new(scheme, &secrets))
            .map_err(|error| error.to_json())?;
        let tolerance = tolerance_s.map_or(verifier.tolerance(), tolerance);
        let mut verifier = verifier.with_tolerance(tolerance).with_unsigned_allowed(allow_unsigned);
        if !dedup_on.is_empty() {
            verifier = verifier.with_dedup_on(&dedup_on).map_err(|error| error.to_json())?;
        }
        Ok(Self(countersign_hot::Verifier::new(verifier)))
    }

    /// See [`countersign_hot::Verifier::verify`].
    pub fn verify(
        &self,
        headers_size: usize,
        body_size: usize,
        is_whole: bool,
        secret_index: Option<usize>,
        now_ms: f64,
        tolerance_s: f64,
    ) -> u32 {
        self.0.verify(headers_size, body_size, is_whole, secret_index, now_ms, tolerance_s)
    }
}

/// What HMAC hashes ahead of the content with one of the secrets. Secret.
#[wasm_bindgen(js_name = innerPad)]
pub fn inner_pad(verifier: &Verifier, secret_index: usize) -> Option<Vec<u8>> {
    verifier.0.core().inner_pads().nth(secret_index).map(|pad| pad.to_vec())
}

/// The headers that are read, in the order of their places.
#[wasm_bindgen(js_name = headerNames)]
pub fn header_names(verifier: &Verifier) -> Vec<String> {
    verifier.0.core().scheme().header_names().map(str::to_owned).collect()
}

/// What is signed, piece by piece: `=` and a text, `#` and the place of a
/// header among those of the scheme, or nothing, which is the body. No pieces
/// where the host cannot hash for the scheme.
#[wasm_bindgen]
pub fn content(verifier: &Verifier) -> Vec<String> {
    let pieces = verifier.0.core().scheme().content();
    pieces
        .map(|piece| match piece {
            BaseSegment::Literal(text) => format!("={text}"),
            BaseSegment::Header(place) => format!("#{place}"),
            BaseSegment::Body => String::new(),
        })
        .collect()
}

/// With what the signature header of a request begins whose content is another.
#[wasm_bindgen(js_name = variantSignatures)]
pub fn variant_signatures(verifier: &Verifier) -> Vec<String> {
    verifier.0.core().scheme().variant_signatures().map(str::to_owned).collect()
}

/// Whether the host has to give the body's SHA-256 along with a hash.
#[wasm_bindgen(js_name = hashesBody)]
pub fn hashes_body(verifier: &Verifier) -> bool {
    verifier.0.core().scheme().hashes_body()
}

/// The answer to a handshake (see [`countersign_hot::Verifier::handshake`]): the
/// body, and names and values of headers by turns. Nothing where it is none.
#[wasm_bindgen]
pub fn handshake(
    verifier: &Verifier,
    headers_size: usize,
    body_size: usize,
    now_ms: f64,
) -> Result<Option<Vec<String>>, String> {
    let answer = verifier.0.handshake(headers_size, body_size, now_ms);
    let answer = answer.map_err(|error| error.to_json())?;
    Ok(answer.map(|answer| by_turns(answer.headers, vec![answer.body])))
}
