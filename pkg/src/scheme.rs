//! Facts about a scheme, which is JSON.

use countersign_abi::memory::with_body;
use wasm_bindgen::prelude::*;

use crate::{by_turns, read_scheme};

/// What has to be known of a scheme to use it, as JSON (see [`facts_json`](countersign::Scheme::facts_json)).
#[wasm_bindgen(js_name = schemeFacts)]
pub fn scheme_facts(scheme: &str) -> Result<String, String> {
    Ok(read_scheme(scheme)?.facts_json())
}

/// Components and values by turns that an authentic request has whose body is in
/// memory, and has so many bytes (see [`expected_values`](countersign::Scheme::expected_values)).
#[wasm_bindgen(js_name = expectedValues)]
pub fn expected_values(scheme: &str, body_size: usize) -> Result<Vec<String>, String> {
    let scheme = read_scheme(scheme)?;
    Ok(with_body(body_size, |body| by_turns(scheme.expected_values(body), Vec::new())))
}
