//! Where both sides reach: what the host writes before a verification,
//! and what it reads after one. Nothing is allocated for a request of usual size.

use std::cell::{Cell, RefCell};

use countersign::{Error, HeaderTable, Target};

/// How many numbers make an answer.
pub(crate) const NUMBERS: usize = 11;

thread_local! {
    /// What [`Head::read`] reads.
    pub(crate) static HEADERS: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };

    /// What the body begins with.
    pub(crate) static BODY: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };

    /// What a verification found.
    pub(crate) static ANSWER: Cell<[f64; NUMBERS]> = const { Cell::new([0.0; NUMBERS]) };

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

/// Gives the body, of which so many bytes are there.
#[inline]
pub fn with_body<T>(size: usize, use_it: impl FnOnce(&[u8]) -> T) -> T {
    BODY.with_borrow(|body| use_it(body.get(..size).unwrap_or_default()))
}

/// Where the answer is.
pub fn answer() -> *const f64 {
    ANSWER.with(|answer| answer.as_ptr().cast())
}

/// Where the hash of a pad and the content goes, and behind it the body's.
pub fn hashes() -> *mut u8 {
    HASHES.with(|hashes| hashes.as_ptr().cast())
}

/// Why the last request was refused. It is said once.
pub fn refusal() -> Option<Error> {
    REFUSAL.take()
}

/// What a request brings along beside its body.
#[derive(Default)]
pub(crate) struct Head<'h> {
    pub(crate) lines: HeaderTable<'h>,
    pub(crate) target: Target<'h>,
    /// Secret. What the receiver told the provider to prove itself with.
    pub(crate) token: Option<&'h str>,
}

// What stands for them in the place of a header's name: no scheme has so many.
const METHOD: u8 = 255;
const URL: u8 = 254;
const TOKEN: u8 = 253;

impl<'h> Head<'h> {
    /// Reads lines as the host writes them, one after another: the place of the name
    /// among those of the scheme in one byte, the value's size in three, low ones
    /// first, and the value. It is filled and not made, as it is too large to be moved.
    pub(crate) fn read(&mut self, mut bytes: &'h [u8]) {
        while let Some(([name, low, middle, high], rest)) = bytes.split_first_chunk() {
            let size = u32::from_le_bytes([*low, *middle, *high, 0]) as usize;
            let (value, rest) = rest.split_at_checked(size).unwrap_or_default();
            match *name {
                METHOD => self.target.method = str::from_utf8(value).ok(),
                URL => self.target.url = str::from_utf8(value).ok(),
                TOKEN => self.token = str::from_utf8(value).ok(),
                place => self.lines.add(usize::from(place), value),
            }
            bytes = rest;
        }
    }
}
