//! A body, or as much of it as is at hand.

use crate::sha256;

/// What a body begins with, or all of it.
///
/// A host that hashes by itself need not hand over a large body: the envelope
/// stands at its beginning as a rule.
#[derive(Clone, Copy)]
pub struct Excerpt<'a> {
    pub(crate) bytes: &'a [u8],
    pub(crate) is_whole: bool,
    sha256: Option<[u8; 32]>,
}

impl<'a> Excerpt<'a> {
    /// All of it.
    #[inline]
    pub fn whole(body: &'a [u8]) -> Self {
        Self { bytes: body, is_whole: true, sha256: None }
    }

    /// What it begins with.
    #[inline]
    pub fn beginning(bytes: &'a [u8]) -> Self {
        Self { bytes, is_whole: false, sha256: None }
    }

    /// With the SHA-256 of the whole body, where that is known already.
    #[must_use]
    #[inline]
    pub fn with_sha256(mut self, digest: Option<[u8; 32]>) -> Self {
        self.sha256 = digest;
        self
    }

    /// The SHA-256 of the whole body, where that can be known.
    #[inline]
    pub(crate) fn sha256(&self) -> Option<[u8; 32]> {
        self.sha256.or_else(|| self.is_whole.then(|| sha256::hash(self.bytes)))
    }
}
