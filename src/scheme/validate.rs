//! What makes a scheme one that can be verified with.

use crate::{
    crypto::algorithm::Algorithm,
    error::{Error, Result},
    request::MAX_HEADERS,
    scheme::{
        Scheme, TimestampFormat, component::Component, signature_base::Segment,
        variant::MAX_VARIANTS,
    },
    time::Unit,
};

/// So many segments are more than any provider signs.
pub(crate) const MAX_SEGMENTS: usize = 64;

/// So many handshakes are more than any provider makes.
const MAX_CHALLENGES: usize = 8;

/// So many equalities are more than any provider asks for.
pub(crate) const MAX_CONSTRAINTS: usize = 8;

pub(crate) fn invalid<T>(path: &str, reason: &str) -> Result<T> {
    Err(Error::invalid_scheme(path, reason))
}

impl Scheme {
    /// Refuses a scheme that contradicts itself, or that protects nothing.
    pub(crate) fn check(&self) -> Result<()> {
        if !is_id(self.id()) {
            return invalid("id", "lower-case letters, digits and - are expected");
        }
        self.check_headers()?;
        self.check_constraints()?;
        self.check_signature()?;
        self.check_timestamp()?;
        self.check_content()?;
        self.check_event()?;
        self.check_challenges()
    }

    /// Refuses what has more of anything than a provider has, before anything
    /// else is done with it.
    pub(crate) fn check_sizes(&self) -> Result<()> {
        if self.signed_content.size() > MAX_SEGMENTS {
            return invalid("signed_content", "it has more than 64 segments");
        }
        if self.signature.more_headers.len() > MAX_HEADERS {
            return invalid("signature.more_headers", "there are more than 8");
        }
        if self.equal.len() > MAX_CONSTRAINTS {
            return invalid("equal", "there are more than 8");
        }
        if self.equal.iter().flat_map(|it| &it.is).any(|it| it.size() > MAX_SEGMENTS) {
            return invalid("equal", "one has more than 64 segments");
        }
        if self.variants.len() > MAX_VARIANTS {
            return invalid("variants", "there are more than 4");
        }
        if self.handshakes.len() > MAX_CHALLENGES {
            return invalid("handshakes", "there are more than 8");
        }
        self.handshakes.iter().enumerate().try_for_each(|(index, it)| it.check_sizes(index))
    }

    pub(crate) fn check_headers(&self) -> Result<()> {
        let mut names: Vec<&str> = Vec::new();
        for (path, header) in &self.headers {
            if !is_header_name(header) {
                return invalid(path, &format!("`{header}` is no header's name"));
            }
            if names.iter().any(|known| known.eq_ignore_ascii_case(header)) {
                return invalid("signature.header", "a header has one meaning");
            }
            names.push(header);
            if names.len() > MAX_HEADERS {
                return invalid(path, "there are more than 8 headers in all");
            }
        }
        Ok(())
    }

    fn check_constraints(&self) -> Result<()> {
        for template in self.equal.iter().flat_map(|it| &it.is) {
            if template.reads_unverified() || template.parts().into_iter().any(Component::needs_key)
            {
                return invalid("equal", "it is compared with parts of the request");
            }
        }
        Ok(())
    }

    fn check_signature(&self) -> Result<()> {
        let format = &self.signature;
        match (&format.header, &format.part) {
            (Some(_), Some(_)) => return invalid("signature.part", "`header` is there already"),
            (None, None) => return invalid("signature.header", "it is missing"),
            (Some(_), None) => {}
            (None, Some(part)) if part.may_hold_signature() => {}
            (None, Some(_)) => {
                let reason = "a signature stands in a header, a query, a form or a body";
                return invalid("signature.part", reason);
            }
        }
        let is_digit = |c: char| {
            c.is_ascii_alphanumeric() || "+/=-_".chars().any(|it| it == c) || !c.is_ascii()
        };
        if format.separator.is_some_and(is_digit) {
            return invalid("signature.separator", "a signature may contain it");
        }
        if !format.suits(self.algorithm) {
            return invalid("signature.encoding", "it is none for this algorithm");
        }
        if !format.more_headers.is_empty() && (format.header.is_none() || format.fields.is_some()) {
            return invalid("signature.more_headers", "`header` is needed, and no `fields`");
        }
        let Some(fields) = &format.fields else {
            return Ok(());
        };
        if format.header.is_none() {
            return invalid("signature.fields", "fields stand in a header");
        }
        if fields.separators.is_empty() || fields.separators.chars().any(is_digit) {
            return invalid("signature.fields.separators", "a signature may contain it");
        }
        let assign = fields.assign;
        let is_plain = assign.is_ascii() && !assign.is_ascii_alphanumeric();
        if !is_plain || fields.separators.chars().any(|it| it == assign) {
            return invalid("signature.fields.assign", "it cannot be told from the rest");
        }
        if fields.timestamp.as_ref() == Some(&fields.signature) {
            return invalid("signature.fields.timestamp", "a field has one meaning");
        }
        Ok(())
    }

    fn check_timestamp(&self) -> Result<()> {
        let in_fields =
            self.signature.fields.as_ref().is_some_and(|fields| fields.timestamp.is_some());
        let is_in_content = self.signed_content.contains(&Segment::Timestamp);
        let needed = "{timestamp} and the field `timestamp` need each other";
        match &self.timestamp {
            None if in_fields => invalid(
                "signature.fields.timestamp",
                "the field `timestamp` says what it counts in",
            ),
            None if is_in_content => invalid("signed_content", needed),
            None => Ok(()),
            Some(TimestampFormat { header: Some(_), part: Some(_), .. }) => {
                invalid("timestamp.part", "`header` is there already")
            }
            Some(TimestampFormat { header: None, part: Some(part), .. }) => {
                if in_fields {
                    return invalid("timestamp.part", "the time is among the fields already");
                }
                let is_signed =
                    self.signed_content.covers(part) || (part.is_in_body() && self.covers_body());
                match is_signed {
                    true if !is_in_content => Ok(()),
                    true => invalid("signed_content", "{timestamp} is that of a header"),
                    false => invalid("timestamp.part", "it is not signed"),
                }
            }
            Some(format) if format.header.is_some() == in_fields => invalid(
                "timestamp.header",
                "a header, a field of the signature or a part is needed",
            ),
            Some(_) if !is_in_content => invalid("signed_content", needed),
            Some(_) => Ok(()),
        }
    }

    /// Whether a request with another body is refused. Where a secret is sent
    /// instead of a signature, or the body is not part of what is signed, it is
    /// not.
    pub fn signs_body(&self) -> bool {
        self.covers_body() && self.algorithm != Algorithm::Token
    }

    /// Whether the URL, up to its query, is signed. The receiver has to say what
    /// it told the provider: what a server sees of it is what the sender wrote.
    pub fn signs_url(&self) -> bool {
        self.verified_parts().into_iter().any(|part| part.is_of_url() && !part.is_query())
    }

    /// Whether it has to be known where a request was sent: the URL, a part of
    /// it, or the method.
    pub fn needs_url(&self) -> bool {
        self.verified_parts().into_iter().any(|part| part.is_of_url() || *part == Component::Method)
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
    pub(crate) fn verified_parts(&self) -> Vec<&Component> {
        let mut parts = Vec::new();
        for form in self.signed_forms() {
            parts.extend(form.signed_content.parts());
            parts.extend(&form.signature.part);
            parts.extend(form.timestamp.as_ref().and_then(|format| format.part.as_ref()));
            form.equal.iter().for_each(|it| parts.extend(it.parts()));
        }
        parts
    }

    /// Whether what the body says is protected.
    fn covers_body(&self) -> bool {
        self.covers_by(Component::covers_body)
    }

    /// Whether every byte of the body is.
    fn covers_bytes(&self) -> bool {
        self.covers_by(Component::covers_bytes)
    }

    fn covers_by(&self, covers: fn(&Component) -> bool) -> bool {
        let content = &self.signed_content;
        let parts = content.parts();
        let signs_url = parts.iter().any(|part| part.is_url());
        let is_signed = |part: &Component| parts.contains(&part) || (part.is_query() && signs_url);
        let has_covered = |parts: &[&Component]| parts.iter().any(|part| covers(part));
        content.count(&Segment::Body) == 1
            || has_covered(&parts)
            || self.equal.iter().any(|it| is_signed(&it.part) && has_covered(&it.others()))
            || self.algorithm == Algorithm::Token
    }

    fn check_content(&self) -> Result<()> {
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
        if template.parts().into_iter().any(Component::needs_key) {
            return content("digests of parts are for handshakes");
        }
        if template.contains(&Segment::Secret) != self.algorithm.is_plain_hash() {
            return content("{secret} is for plain hashes, and they need it");
        }
        Ok(())
    }

    fn check_event(&self) -> Result<()> {
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
            if !self.signed_content.parts().iter().any(|part| part.is_at(pointer)) {
                return invalid(path, "it is not signed");
            }
        }
        Ok(())
    }

    fn check_challenges(&self) -> Result<()> {
        self.handshakes.iter().enumerate().try_for_each(|(index, it)| it.check(index, self))
    }
}

/// Whether it may be the id of a scheme or of a variant.
pub(crate) fn is_id(text: &str) -> bool {
    let is_in_id = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    !text.is_empty() && text.bytes().all(is_in_id)
}

/// Whether it may be a header's name (RFC 9110, section 5.6.2).
pub(crate) fn is_header_name(name: &str) -> bool {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !name.is_empty() && name.bytes().all(is_token)
}
