//! What may be answered to whoever asks.

use crate::{
    error::{Result, invalid},
    scheme::{
        Scheme,
        challenge::{Challenge, Method},
        component::Component,
        signature_base::{Segment, SignatureBase},
        validate::{MAX_CONSTRAINTS, MAX_SEGMENTS, is_header_name},
    },
};

/// The most members that a response has.
const MAX_MEMBERS: usize = 16;

impl Challenge {
    /// Refuses one that has more of anything than a provider asks for.
    pub(crate) fn check_limits(&self, index: usize) -> Result<()> {
        let answer = &self.answer;
        let is_long = |it: &SignatureBase| it.size() > MAX_SEGMENTS;
        if self.when.len() > MAX_CONSTRAINTS {
            return invalid(&format!("handshakes[{index}].when"), "there are more than 8");
        }
        if answer.json.0.len() + answer.headers.0.len() > MAX_MEMBERS
            || self.templates().into_iter().any(is_long)
        {
            return invalid(&format!("handshakes[{index}].answer"), "it is too long");
        }
        Ok(())
    }

    /// Refuses one that contradicts itself, or gives something away.
    fn check(&self, index: usize, scheme: &Scheme) -> Result<()> {
        let path = |key: &str| format!("handshakes[{index}].{key}");
        if self.method == Method::Post && self.when.is_empty() {
            return invalid(&path("when"), "1 to 8 are needed to tell it from an event");
        }
        if self.templates().into_iter().any(SignatureBase::reads_unverified) {
            return invalid(&path("answer"), "it is made of parts of the request");
        }
        let answer = &self.answer;
        if answer.text.is_some() && !answer.json.is_empty() {
            return invalid(&path("answer.json"), "`text` is there already");
        }
        if !answer.headers.0.iter().all(|(name, _)| is_header_name(name)) {
            return invalid(&path("answer.headers"), "one is no header's name");
        }
        // Whoever asks unsigned has a text signed that may be no event's content:
        // it is of letters and digits, all of a body is signed, and a body must
        // be an object.
        let has_mac = self.components().into_iter().any(Component::needs_key);
        if has_mac && !self.signed {
            if !scheme.event.is_json() {
                return invalid("event.format", "with this handshake it must be `json`");
            }
            if scheme.signed_content.count(&Segment::Body) != 1 || !scheme.algorithm.is_hmac() {
                return invalid("signed_content", "with this handshake an HMAC covers {body}");
            }
        }
        Ok(())
    }
}

impl Scheme {
    pub(super) fn check_challenges(&self) -> Result<()> {
        let mut challenges = self.challenges.iter().enumerate();
        challenges.try_for_each(|(index, challenge)| challenge.check(index, self))
    }
}
