//! What `explain` is given.

use crate::{Header, Request, Scheme, Secret, Target, Timestamp, Tolerance};

/// A request, and what it is checked with.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    /// The scheme; `None` to detect it from the headers.
    pub scheme: Option<&'a Scheme>,
    /// The secret in use, then others that may have been used.
    pub secrets: &'a [Secret],
    /// The header lines. A header that was sent twice is listed twice.
    pub headers: &'a [Header<'a>],
    /// The body as the receiver has it.
    pub body: &'a [u8],
    /// The time of the check.
    pub now: Timestamp,
    /// The allowed age of the signed time; the scheme's own where absent.
    pub tolerance: Option<Tolerance>,
    /// The URL that the request was sent to, for schemes that sign it.
    pub url: Option<&'a str>,
    /// The request's method, for schemes that sign it.
    pub method: Option<&'a str>,
}

impl<'a> Input<'a> {
    /// The request with its whole body.
    pub(super) fn request(&self) -> Request<'a, 'a> {
        let target = Target { method: self.method, url: self.url };
        Request { headers: self.headers, body: self.body, target }
    }

    /// The tolerance of the check.
    pub(super) fn tolerance_for(&self, scheme: &Scheme) -> Tolerance {
        self.tolerance.unwrap_or_else(|| scheme.tolerance())
    }
}
