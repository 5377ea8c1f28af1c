//! For hosts that hash faster than this crate, or that hold the body elsewhere.
//!
//! Such a host hashes the [inner pad](crate::Verifier::inner_pads) of a secret, and
//! behind it what is signed, [piece by piece](crate::Scheme::content). The
//! verifier makes the HMAC of that, and does everything else.

use crate::{Event, Scheme, algorithm::Algorithm, template::Segment};

/// What a host has hashed.
#[derive(Clone, Copy)]
pub struct HostHash {
    /// The place of the secret whose inner pad was hashed.
    pub secret_index: usize,
    /// The SHA-256 of that pad and of the content.
    pub inner: [u8; 32],
}

/// How far a verification has come.
pub enum Progress<'b> {
    /// The request is authentic.
    Event(Event<'b>),
    /// The hash with the next secret is needed.
    NextSecret,
    /// The request is authentic, but the envelope stands further behind in the
    /// body.
    MoreBody,
}

/// A piece of what is signed.
#[derive(Clone, Copy)]
pub enum Piece<'s> {
    /// Always the same.
    Literal(&'s str),
    /// A header's value: its place among the scheme's
    /// [header names](Scheme::header_names).
    Header(usize),
    /// The body. It is there once.
    Body,
}

impl Scheme {
    /// What is signed, piece by piece, for hosts that hash by themselves. Nothing
    /// where the scheme is not one that they can hash for.
    pub fn content(&self) -> impl Iterator<Item = Piece<'_>> {
        let format = &self.signature;
        let is_in_headers = format.header.is_some()
            && format.fields.is_none()
            && format.more_headers.is_empty()
            && (self.timestamp.is_none() || self.timestamp_header().is_some());
        let is_simple = self.algorithm == Algorithm::HmacSha256
            && is_in_headers
            && self.equal.is_empty()
            && !self.event.takes_content_sha256();
        let segments = self.signed_content.plain().filter(|_| is_simple).unwrap_or_default();
        segments.iter().filter_map(|segment| match segment {
            Segment::Literal(text) => Some(Piece::Literal(text)),
            Segment::Timestamp => Some(Piece::Header(self.timestamp_place())),
            Segment::Id => Some(Piece::Header(self.message_id_place())),
            Segment::Body => Some(Piece::Body),
            Segment::Secret | Segment::Part(..) | Segment::Optional(_) => None,
        })
    }
}
