//! The border's own functions: see [`countersign_hot::exchange`].

use countersign_hot::exchange;
use wasm_bindgen::prelude::*;

/// Makes room for header lines, and says where. Good until it is called again.
#[wasm_bindgen]
pub fn headers(size: usize) -> *mut u8 {
    exchange::headers(size)
}

/// Makes room for so many bytes of a body, and says where. Good until it is
/// called again.
#[wasm_bindgen]
pub fn body(size: usize) -> *mut u8 {
    exchange::body(size)
}

/// Where the answer is.
#[wasm_bindgen]
pub fn answer() -> *const f64 {
    exchange::answer()
}

/// Where the hash of a pad and the content goes, and behind it the body's.
#[wasm_bindgen]
pub fn hashes() -> *mut u8 {
    exchange::hashes()
}

/// Why the last request was refused.
#[wasm_bindgen]
pub fn refusal() -> Option<String> {
    exchange::refusal().map(|error| error.to_json())
}
