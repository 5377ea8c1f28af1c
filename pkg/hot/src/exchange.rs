//! Where both sides reach: what the host writes before a verification,
//! and what it reads after one. Nothing is allocated for a request of usual size.

use std::cell::{Cell, RefCell};

use countersign::{Error, Lines};

/// How many numbers make an answer.
pub(crate) const NUMBERS: usize = 8;

thread_local! {
    /// Header lines, as [`lines`] reads them.
    pub(crate) static HEADERS: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };

    /// What the body begins with.
    pub(crate) static BODY: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };

    /// What a verification found.
    pub(crate) static ANSWER: Cell<[f64; NUMBERS]> = const { Cell::new([0.0; NUMBERS]) };

    /// Where the next request was sent, for schemes that sign that.
    pub(crate) static TARGET: RefCell<[Option<String>; 2]> = const { RefCell::new([None, None]) };

    /// Why the last request was refused.
    pub(crate) static REFUSAL: RefCell<Option<Error>> = const { RefCell::new(None) };

    /// What the host has hashed: a secret's pad and the content, and the body.
    pub(crate) static HASHES: Cell<[[u8; 32]; 2]> = const { Cell::new([[0; 32]; 2]) };
}

/// Makes room for header lines, and says where. Good until it is called again.
pub fn headers(size: usize) -> *mut u8 {
    HEADERS.with_borrow_mut(|headers| {
        headers.resize(size, 0);
        headers.as_mut_ptr()
    })
}

/// Makes room for so many bytes of a body, and says where. Good until it is
/// called again.
pub fn body(size: usize) -> *mut u8 {
    BODY.with_borrow_mut(|body| {
        body.resize(size, 0);
        body.as_mut_ptr()
    })
}

/// Where the answer is.
pub fn answer() -> *const f64 {
    ANSWER.with(|answer| answer.as_ptr().cast())
}

/// Where the hash of a pad and the content goes, and behind it the body's.
pub fn hashes() -> *mut u8 {
    HASHES.with(|hashes| hashes.as_ptr().cast())
}

/// Says where the next request was sent.
pub fn target(method: Option<String>, url: Option<String>) {
    TARGET.set([method, url]);
}

/// Why the last request was refused. It is said once.
pub fn refusal() -> Option<Error> {
    REFUSAL.take()
}

/// Header lines as the host writes them, one after another: the place of the
/// name among those of the scheme in one byte, the value's size in three, low
/// ones first, and the value.
pub(crate) fn lines(mut bytes: &[u8]) -> Lines<'_> {
    let mut lines = Lines::default();
    while let Some(([name, low, middle, high], rest)) = bytes.split_first_chunk() {
        let size = u32::from_le_bytes([*low, *middle, *high, 0]) as usize;
        let (value, rest) = rest.split_at_checked(size).unwrap_or_default();
        lines.add(usize::from(*name), value);
        bytes = rest;
    }
    lines
}
