//! What a verifier is made of, and asked for once or seldom.

use countersign::{Piece, Request, Secret, Target};
use countersign_hot::{Verifier, numbers::timestamp};
use wasm_bindgen::prelude::*;

/// What HMAC hashes ahead of the content with one of the secrets. Secret.
#[wasm_bindgen(js_name = innerPad)]
pub fn inner_pad(verifier: &Verifier, secret_index: usize) -> Option<Vec<u8>> {
    verifier.core().inner_pads().nth(secret_index).map(|pad| pad.to_vec())
}

/// The headers that are read, in the order of their places.
#[wasm_bindgen(js_name = headerNames)]
pub fn header_names(verifier: &Verifier) -> Vec<String> {
    verifier.core().scheme().header_names().map(str::to_owned).collect()
}

/// What is signed, piece by piece: `=` and a text, `#` and the place of a
/// header among those of the scheme, or nothing, which is the body. No pieces
/// where the host cannot hash for the scheme.
#[wasm_bindgen]
pub fn content(verifier: &Verifier) -> Vec<String> {
    let pieces = verifier.core().scheme().content();
    pieces
        .map(|piece| match piece {
            Piece::Literal(text) => format!("={text}"),
            Piece::Header(place) => format!("#{place}"),
            Piece::Body => String::new(),
        })
        .collect()
}

/// Whether the host has to give the body's SHA-256 along with a hash.
#[wasm_bindgen(js_name = hashesBody)]
pub fn hashes_body(verifier: &Verifier) -> bool {
    verifier.core().scheme().hashes_body()
}

/// The answer to a handshake whose header lines are in the exchange: the body,
/// and names and values of headers by turns. Nothing where it is none. `token`
/// is secret.
#[wasm_bindgen]
pub fn handshake(
    verifier: &Verifier,
    headers_size: usize,
    body: &[u8],
    method: &str,
    url: Option<String>,
    token: Option<String>,
    now_ms: f64,
) -> Result<Option<Vec<String>>, String> {
    let request = Request::new(&[], body).to(Target { method: Some(method), url: url.as_deref() });
    let token = token.map(Secret::new);
    let answer = verifier.handshake(headers_size, &request, token.as_ref(), timestamp(now_ms));
    Ok(answer.map_err(|error| error.to_json())?.map(|answer| {
        let headers = answer.headers.into_iter().flat_map(|(name, value)| [name, value]);
        [answer.body].into_iter().chain(headers).collect()
    }))
}
