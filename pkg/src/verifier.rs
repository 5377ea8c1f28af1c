//! Verifiers, kept on this side of the border.

use countersign::{BaseSegment, Scheme, Secret};
use countersign_abi::convert::tolerance;
use wasm_bindgen::prelude::*;

use crate::by_turns;

/// A scheme and its keys.
#[wasm_bindgen]
pub struct Verifier(countersign_abi::Verifier);

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
        Ok(Self(countersign_abi::Verifier::new(verifier)))
    }

    /// See [`countersign_abi::Verifier::verify`].
    pub fn verify(
        &self,
        headers_size: usize,
        body_size: usize,
        is_whole: bool,
        secret_index: Option<usize>,
        now_ms: f64,
        tolerance_s: f64,
    ) -> i32 {
        self.0.verify(headers_size, body_size, is_whole, secret_index, now_ms, tolerance_s)
    }
}

/// What HMAC hashes ahead of the content with one of the secrets. Secret.
#[wasm_bindgen(js_name = innerPad)]
pub fn inner_pad(verifier: &Verifier, secret_index: usize) -> Option<Vec<u8>> {
    verifier.0.core().inner_pads().nth(secret_index).map(|pad| pad.to_vec())
}

/// The headers that are read, in the order of their indexes.
#[wasm_bindgen(js_name = headerNames)]
pub fn header_names(verifier: &Verifier) -> Vec<String> {
    verifier.0.core().scheme().header_names().map(str::to_owned).collect()
}

/// The signature base, segment by segment: `=` and a text, `#` and the index of a header
/// among those of the scheme, or nothing, which is the body. No segments where the host
/// cannot hash for the scheme.
#[wasm_bindgen(js_name = signatureBase)]
pub fn signature_base(verifier: &Verifier) -> Vec<String> {
    let segments = verifier.0.core().scheme().content();
    segments
        .map(|segment| match segment {
            BaseSegment::Literal(text) => format!("={text}"),
            BaseSegment::Header(index) => format!("#{index}"),
            BaseSegment::Body => String::new(),
        })
        .collect()
}

/// With what the signature header of a request begins that is of a variant.
#[wasm_bindgen(js_name = variantSignatures)]
pub fn variant_signatures(verifier: &Verifier) -> Vec<String> {
    verifier.0.core().scheme().variant_signatures().map(str::to_owned).collect()
}

/// Whether the host has to give the body's SHA-256 along with its digest.
#[wasm_bindgen(js_name = hashesBody)]
pub fn hashes_body(verifier: &Verifier) -> bool {
    verifier.0.core().scheme().hashes_body()
}

/// The answer to the endpoint verification whose header lines and body are in memory, and
/// have so many bytes: the body, and names and values of headers by turns. Nothing where
/// the request is none.
#[wasm_bindgen]
pub fn handshake(
    verifier: &Verifier,
    headers_size: usize,
    body_size: usize,
    now_ms: f64,
) -> Result<Option<Vec<String>>, String> {
    let answer = verifier.0.answer(headers_size, body_size, now_ms);
    let answer = answer.map_err(|error| error.to_json())?;
    Ok(answer.map(|answer| by_turns(answer.headers, vec![answer.body])))
}
