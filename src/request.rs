//! The request as it was received.

use crate::error::{Error, Result};

/// A header's name, in any case, and its value's bytes.
pub type Header<'a> = (&'a str, &'a [u8]);

/// What arrived: every header line in order, and the body untouched.
#[derive(Clone, Copy)]
pub struct Request<'h, 'b> {
    /// The header lines. One that was sent twice stands here twice.
    pub headers: &'h [Header<'h>],
    /// The body's bytes as they were received: not decoded, not parsed.
    pub body: &'b [u8],
    /// Where it was sent.
    pub target: Target<'h>,
}

/// Where a request was sent, for schemes that sign that.
#[derive(Clone, Copy, Debug, Default)]
pub struct Target<'a> {
    /// The method, as `POST`.
    pub method: Option<&'a str>,
    /// The whole URL, as the provider knows it: behind a proxy that is not the
    /// one that is seen.
    pub url: Option<&'a str>,
}

impl<'h, 'b> Request<'h, 'b> {
    /// A request of which it is not known where it was sent.
    pub fn new(headers: &'h [Header<'h>], body: &'b [u8]) -> Self {
        Self { headers, body, target: Target::default() }
    }

    /// With where it was sent.
    #[must_use]
    pub fn to(mut self, target: Target<'h>) -> Self {
        self.target = target;
        self
    }
}

/// A request's lines of the headers that a scheme reads, by the place of each
/// name among the scheme's [header names](crate::Scheme::header_names).
#[derive(Clone, Copy, Default)]
pub struct HeaderTable<'h>([Line<'h>; MAX_HEADERS]);

/// So many headers a scheme may read.
pub(crate) const MAX_HEADERS: usize = 8;

/// What was found of a header that must be there, and once.
#[derive(Clone, Copy, Default)]
struct Line<'h> {
    value: &'h [u8],
    count: usize,
}

impl<'h> HeaderTable<'h> {
    /// Adds a line. Where no name has that place, it is passed over.
    #[inline]
    pub fn add(&mut self, place: usize, value: &'h [u8]) {
        if let Some(line) = self.0.get_mut(place) {
            line.value = value;
            line.count += 1;
        }
    }

    /// Whether a header is there, given its place.
    #[inline]
    pub(crate) fn has(&self, place: usize) -> bool {
        self.0.get(place).is_some_and(|line| line.count > 0)
    }

    /// The value of a header, given its place and its name.
    #[inline]
    pub(crate) fn value(&self, place: usize, name: &str) -> Result<&'h [u8]> {
        let Line { value, count } = self.0.get(place).copied().unwrap_or_default();
        if count == 1 { Ok(value) } else { Err(not_once(name, count)) }
    }
}

#[cold]
#[inline(never)]
fn not_once(name: &str, count: usize) -> Error {
    let header = name.to_owned();
    match count {
        0 => Error::MissingHeader { header },
        count => Error::AmbiguousHeader { header, count },
    }
}
