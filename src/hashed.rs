//! For hosts that hash faster than this crate, or that hold the body elsewhere.
//!
//! Such a host hashes the [inner pad](crate::Verifier::inner_pads) of a secret, and
//! behind it what is signed, [piece by piece](crate::Scheme::content). The
//! verifier makes the HMAC of that, and does everything else.

use crate::{Event, Scheme, template::Segment};

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
    /// What is signed, piece by piece, for hosts that hash by themselves.
    pub fn content(&self) -> impl Iterator<Item = Piece<'_>> {
        self.signed_content.segments().iter().map(move |segment| match segment {
            Segment::Literal(text) => Piece::Literal(text),
            Segment::Timestamp => Piece::Header(Scheme::TIMESTAMP),
            Segment::Id => Piece::Header(self.message_id_place()),
            Segment::Body => Piece::Body,
        })
    }
}
