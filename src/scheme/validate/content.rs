//! What is signed, and what is believed of it.

use crate::{
    crypto::algorithm::Algorithm,
    error::{Result, invalid},
    scheme::{Scheme, component::Component, signature_base::Segment},
    time::unit::Unit,
};

impl Scheme {
    pub(super) fn check_content(&self) -> Result<()> {
        let content = |reason: &str| invalid("signed_content", reason);
        let template = &self.signed_content;
        if self.algorithm == Algorithm::Token {
            return match template.size() {
                0 => Ok(()),
                _ => content("a token signs nothing: it is empty"),
            };
        }
        if template.count(&Segment::Body) > 1 {
            return content("{body} may be there once");
        }
        if template.count(&Segment::Timestamp) > 1 {
            return content("{timestamp} may be there once");
        }
        if !self.unsigned_body && !self.covers_body() {
            return content("{body} must be there, and once, or the body would not be protected");
        }
        if self.unsigned_body && self.covers_body() {
            return invalid("unsigned_body", "the body is signed");
        }
        if template.size() == 0 {
            return content("it is empty");
        }
        if template.contains(&Segment::Id) != self.message_id.is_some() {
            return content("{id} and the field `message_id` need each other");
        }
        if !template.is_unambiguous(self.header_unit() == Some(Unit::Rfc3339)) {
            return content("nothing ends the id, a header or a parameter, or one is optional");
        }
        if template.components().into_iter().any(Component::needs_key) {
            return content("digests of parts are for handshakes");
        }
        if template.contains(&Segment::Secret) != self.algorithm.is_plain_hash() {
            return content("{secret} is for plain hashes, and they need it");
        }
        Ok(())
    }

    pub(super) fn check_event(&self) -> Result<()> {
        if self.event.takes_message_id() && self.message_id.is_none() {
            return invalid("event.id", "the field `message_id` is missing");
        }
        let is_of_signed = self.event.takes_message_id() || self.event.takes_content_sha256();
        if is_of_signed && self.allows_unsigned() {
            return invalid("event.id", "with `secret.optional` nothing may be signed");
        }
        if !self.event.has_time() && self.event.has_time_unit() {
            return invalid("event.time_unit", "`time` is missing");
        }
        if self.event.takes_body_sha256() && !self.covers_bytes() {
            let reason = "the body's bytes may change and the signature hold: `content-sha256` is what is signed";
            return invalid("event.id", reason);
        }
        if !self.unsigned_body {
            return Ok(());
        }
        for (path, pointer) in self.event.pointers() {
            if !self.signed_content.components().iter().any(|part| part.is_at(pointer)) {
                return invalid(path, "it is not signed");
            }
        }
        Ok(())
    }
}
