//! Facts about a scheme, for the debugger page, which loads this module alone.

use countersign::Scheme;
use wasm_bindgen::prelude::*;

/// What a caller needs to know of a scheme, as JSON (see [`Scheme::facts_json`]).
#[wasm_bindgen(js_name = schemeFacts)]
pub fn scheme_facts(scheme: &str) -> Result<String, String> {
    Ok(read_scheme(scheme)?.facts_json())
}

/// A variant of a scheme as a scheme of its own, as JSON.
#[wasm_bindgen(js_name = schemeVariant)]
pub fn scheme_variant(scheme: &str, id: &str) -> Result<String, String> {
    Scheme::variant_json(scheme, id).map_err(|error| error.to_json())
}

/// The components that every authentic request with this body has, alternating with
/// their values (see [`Scheme::expected_values`]).
#[wasm_bindgen(js_name = expectedValues)]
pub fn expected_values(scheme: &str, body: &[u8]) -> Result<Vec<String>, String> {
    let values = read_scheme(scheme)?.expected_values(body);
    Ok(values.into_iter().flat_map(|(component, value)| [component, value]).collect())
}

pub(crate) fn read_scheme(json: &str) -> Result<Scheme, String> {
    Scheme::from_json(json).map_err(|error| error.to_json())
}
