//! What a signature covers, and what has to be known to check it.

use crate::{
    crypto::algorithm::Algorithm,
    scheme::{Scheme, component::Component, signature_base::Segment},
};

impl Scheme {
    /// Whether a request with another body is refused. Where a secret is sent
    /// instead of a signature, or the body is not part of what is signed, it is
    /// not.
    pub fn signs_body(&self) -> bool {
        self.covers_body() && self.algorithm != Algorithm::Token
    }

    /// Whether the URL, up to its query, is signed. The receiver has to say what
    /// it told the provider: what a server sees of it is what the sender wrote.
    pub fn signs_url(&self) -> bool {
        self.verified_components().into_iter().any(|part| part.is_of_url() && !part.is_query())
    }

    /// Whether it has to be known where a request was sent: the URL, a part of
    /// it, or the method.
    pub fn needs_url(&self) -> bool {
        self.verified_components()
            .into_iter()
            .any(|part| part.is_of_url() || *part == Component::Method)
    }

    /// The headers that a secret itself is sent in: nobody is to keep them.
    pub fn secret_headers(&self) -> impl Iterator<Item = &str> {
        let format = Some(&self.signature).filter(|_| self.algorithm == Algorithm::Token);
        format
            .into_iter()
            .flat_map(|format| format.header.iter().chain(&format.more_headers))
            .map(String::as_str)
    }

    /// The parts of an event's request that are read to verify it, in whatever form it
    /// is sent.
    pub(super) fn verified_components(&self) -> Vec<&Component> {
        let mut parts = Vec::new();
        for form in self.signed_forms() {
            parts.extend(form.signed_content.components());
            parts.extend(&form.signature.part);
            parts.extend(form.timestamp.as_ref().and_then(|format| format.part.as_ref()));
            form.constraints.iter().for_each(|it| parts.extend(it.components()));
        }
        parts
    }

    /// Whether what the body says is protected.
    pub(super) fn covers_body(&self) -> bool {
        self.covers_by(Component::covers_body)
    }

    /// Whether every byte of the body is.
    pub(super) fn covers_bytes(&self) -> bool {
        self.covers_by(Component::covers_bytes)
    }

    pub(super) fn covers_by(&self, covers: fn(&Component) -> bool) -> bool {
        let content = &self.signed_content;
        let parts = content.components();
        let signs_url = parts.iter().any(|part| part.is_url());
        let is_signed = |part: &Component| parts.contains(&part) || (part.is_query() && signs_url);
        let has_covered = |parts: &[&Component]| parts.iter().any(|part| covers(part));
        content.count(&Segment::Body) == 1
            || has_covered(&parts)
            || self.constraints.iter().any(|it| is_signed(&it.part) && has_covered(&it.others()))
            || self.algorithm == Algorithm::Token
    }
}
