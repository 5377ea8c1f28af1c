//! What is signed, for a host that hashes it.

use crate::{
    crypto::algorithm::Algorithm,
    scheme::{Scheme, signature_base::Segment},
};

/// A piece of what is signed.
#[derive(Clone, Copy)]
pub enum BaseSegment<'s> {
    /// Always the same.
    Literal(&'s str),
    /// A header's value: its place among the scheme's
    /// [header names](Scheme::header_names).
    Header(usize),
    /// The body. It is there once.
    Body,
}

impl Scheme {
    /// Whether a host can hash for the scheme.
    pub(crate) fn takes_external_digest(&self) -> bool {
        let format = &self.signature;
        let is_in_headers = format.header.is_some()
            && format.fields.is_none()
            && format.more_headers.is_empty()
            && (self.timestamp.is_none() || self.timestamp_header().is_some());
        // What a host hashes is content of the scheme's own form.
        self.variant_id().is_none()
            && self.algorithm == Algorithm::HmacSha256
            && is_in_headers
            && self.constraints.is_empty()
            && self.signed_content.plain().is_some()
            && !self.event.takes_content_sha256()
    }

    /// What is signed, piece by piece, for hosts that hash by themselves. Nothing
    /// where the scheme is not one that they can hash for; and of a request whose
    /// signature is one of a [variant](Self::variant_signatures), it is something else.
    pub fn content(&self) -> impl Iterator<Item = BaseSegment<'_>> {
        let segments = self.signed_content.plain().filter(|_| self.takes_external_digest());
        let segments = segments.unwrap_or_default();
        segments.iter().filter_map(|segment| match segment {
            Segment::Literal(text) => Some(BaseSegment::Literal(text)),
            Segment::Timestamp => Some(BaseSegment::Header(self.timestamp_index())),
            Segment::Id => Some(BaseSegment::Header(self.message_id_index())),
            Segment::Body => Some(BaseSegment::Body),
            Segment::Secret | Segment::Component(..) | Segment::Optional(_) => None,
        })
    }
}
