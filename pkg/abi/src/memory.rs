//! The memory that both sides of the WebAssembly border reach: what the host writes
//! before a call, and what it reads after one. A request of usual size allocates nothing.

use std::cell::{Cell, RefCell};

use countersign::Error;
use wasm_bindgen::prelude::*;

use crate::numbers;

/// How many numbers make an event record.
pub(crate) const RECORD_SIZE: usize = numbers::RECORD_SIZE as usize;

const DIGEST_SIZE: usize = numbers::DIGEST_SIZE as usize;

thread_local! {
    /// What [`RequestHead::read`](crate::request_head::RequestHead::read) reads.
    pub(crate) static HEADERS: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };

    /// The body, or what it begins with.
    static BODY: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };

    /// The event of the last authentic request.
    pub(crate) static RECORD: Cell<[f64; RECORD_SIZE]> = const { Cell::new([0.0; RECORD_SIZE]) };

    /// Why the last request was refused.
    pub(crate) static ERROR: RefCell<Option<Error>> = const { RefCell::new(None) };

    /// The host's digests: of a secret's pad and the content, and of the body.
    pub(crate) static DIGESTS: Cell<[[u8; DIGEST_SIZE]; 2]> =
        const { Cell::new([[0; DIGEST_SIZE]; 2]) };
}

/// Makes room for header lines. The address is good until the next call.
#[wasm_bindgen]
pub fn headers(size: usize) -> *mut u8 {
    HEADERS.with_borrow_mut(|headers| {
        headers.resize(size, 0);
        headers.as_mut_ptr()
    })
}

/// Makes room for so many bytes of a body. The address is good until the next call.
#[wasm_bindgen]
pub fn body(size: usize) -> *mut u8 {
    BODY.with_borrow_mut(|body| {
        body.resize(size, 0);
        body.as_mut_ptr()
    })
}

/// Where the event record is.
#[wasm_bindgen(js_name = eventRecord)]
pub fn event_record() -> *const f64 {
    RECORD.with(|record| record.as_ptr().cast())
}

/// Where the host's digest of a pad and the content goes, and behind it the body's.
#[wasm_bindgen]
pub fn digests() -> *mut u8 {
    DIGESTS.with(|digests| digests.as_ptr().cast())
}

/// Why the last request was refused, as JSON. The error is taken: a second call has none.
#[wasm_bindgen(js_name = takeError)]
pub fn take_error() -> Option<String> {
    ERROR.take().map(|error| error.to_json())
}

/// Gives the body, of which so many bytes are there.
#[inline]
pub fn with_body<T>(size: usize, use_it: impl FnOnce(&[u8]) -> T) -> T {
    BODY.with_borrow(|body| use_it(body.get(..size).unwrap_or_default()))
}
