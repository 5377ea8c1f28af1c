//! The core's bindings for the npm package. They translate, and decide nothing.
//!
//! Schemes and errors cross the border as JSON: that is rare. What is done for every
//! request is in `countersign-abi`.
//!
//! Errors are thrown as strings: whatever else is thrown is a fault in here,
//! and the caller must discard the instance.

mod allocator;
mod scheme;
mod sign;
mod verifier;

use countersign::{Error, Scheme};
use wasm_bindgen::prelude::*;

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
