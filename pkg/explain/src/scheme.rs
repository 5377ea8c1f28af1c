//! Facts about a scheme, which is JSON, for pages that have this module alone.

use countersign::Scheme;
use wasm_bindgen::prelude::*;

/// What has to be known of a scheme to use it, as JSON (see [`Scheme::facts_json`]).
#[wasm_bindgen(js_name = schemeFacts)]
pub fn scheme_facts(scheme: &str) -> Result<String, String> {
    Ok(read_scheme(scheme)?.facts_json())
}

/// A variant of a scheme as a scheme for itself, as JSON.
#[wasm_bindgen(js_name = schemeVariant)]
pub fn scheme_variant(scheme: &str, id: &str) -> Result<String, String> {
    Scheme::variant_json(scheme, id).map_err(|error| error.to_json())
}

/// Components and values by turns that an authentic request with this body has (see
/// [`Scheme::expected_values`]).
#[wasm_bindgen(js_name = expectedValues)]
pub fn expected_values(scheme: &str, body: &[u8]) -> Result<Vec<String>, String> {
    let values = read_scheme(scheme)?.expected_values(body);
    Ok(values.into_iter().flat_map(|(component, value)| [component, value]).collect())
}

pub(crate) fn read_scheme(json: &str) -> Result<Scheme, String> {
    Scheme::from_json(json).map_err(|error| error.to_json())
}
