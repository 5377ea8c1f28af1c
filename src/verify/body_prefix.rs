//! A body, or as much of it as is at hand.

use crate::{
    crypto::{external_digest::ExternalDigest, sha256},
    json::document::Document,
};

/// A body, or what one begins with: a host that hashes by itself need not hand over
/// a large body, as the envelope stands at its beginning as a rule.
#[derive(Clone, Copy)]
pub struct BodyPrefix<'a> {
    pub(crate) bytes: &'a [u8],
    pub(crate) is_whole: bool,
    pub(crate) digest: Option<&'a ExternalDigest>,
}

impl<'a> BodyPrefix<'a> {
    /// All of it.
    #[inline]
    pub fn whole(body: &'a [u8]) -> Self {
        Self { bytes: body, is_whole: true, digest: None }
    }

    /// What a body begins with that the host has hashed, and whether that is all.
    #[inline]
    pub fn hashed(bytes: &'a [u8], is_whole: bool, digest: &'a ExternalDigest) -> Self {
        Self { bytes, is_whole, digest: Some(digest) }
    }

    /// The body as JSON.
    #[inline]
    pub(crate) fn document(&self) -> Document<'a> {
        Document::of_body(self.bytes, self.is_whole)
    }

    /// The SHA-256 of the whole body, where that can be known.
    #[inline]
    pub(crate) fn sha256(&self) -> Option<[u8; 32]> {
        let known = self.digest.and_then(|digest| digest.body);
        known.or_else(|| self.is_whole.then(|| sha256::hash(self.bytes)))
    }
}
