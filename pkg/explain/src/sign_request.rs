//! Signing, for the debugger page, which loads this module alone.

use countersign::{Secret, SignOptions, Target, Timestamp};
use wasm_bindgen::prelude::*;

use crate::scheme::read_scheme;

/// Signs a request. Returns the signature, wherever it stands in the request, then the
/// headers that the provider adds, with names and values alternating. `secret` is secret;
/// in `headers`, the names and values of the request's other headers alternate.
///
/// # Errors
///
/// The missing input, or the reason why the scheme is invalid, as JSON.
#[wasm_bindgen(js_name = signRequest)]
#[expect(clippy::too_many_arguments, reason = "an object would cross the border member by member")]
pub fn sign_request(
    scheme: &str,
    secret: String,
    body: &[u8],
    now_ms: f64,
    id: Option<String>,
    url: Option<String>,
    method: Option<String>,
    headers: Vec<String>,
) -> Result<Vec<String>, String> {
    let secret = Secret::new(secret);
    let pairs = headers.as_chunks::<2>().0;
    let lines: Vec<_> =
        pairs.iter().map(|[name, value]| (name.as_str(), value.as_bytes())).collect();
    let options = SignOptions::at(Timestamp::from_millis(now_ms as i64))
        .with_id(id.as_deref())
        .with_target(Target { method: method.as_deref(), url: url.as_deref() })
        .with_headers(&lines);
    let signed = countersign::sign_request(&read_scheme(scheme)?, &secret, body, options)
        .map_err(|error| error.to_json())?;
    let headers = signed.headers.into_iter().flat_map(|(name, value)| [name, value]);
    Ok([signed.signature].into_iter().chain(headers).collect())
}
