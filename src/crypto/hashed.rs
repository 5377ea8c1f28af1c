//! For hosts that hash faster than this crate, or that hold the body elsewhere.
//!
//! Such a host hashes the [inner pad](crate::Verifier::inner_pads) of a secret, and
//! behind it what is signed, [piece by piece](crate::Scheme::content). The
//! verifier makes the HMAC of that, and does everything else.

use crate::{
    crypto::algorithm::Algorithm,
    scheme::{Scheme, event::Event, signature_base::Segment},
};

/// What a host has hashed.
#[derive(Clone, Copy)]
pub struct ExternalDigest {
    /// The place of the secret whose inner pad was hashed.
    pub secret_index: usize,
    /// The SHA-256 of that pad and of the content.
    pub inner: [u8; 32],
    /// The SHA-256 of the body, where the scheme [needs it](Scheme::hashes_body).
    pub body: Option<[u8; 32]>,
}

/// How far a verification has come.
pub enum VerifyStep<'b> {
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
        self.variant_id.is_none()
            && self.algorithm == Algorithm::HmacSha256
            && is_in_headers
            && self.equal.is_empty()
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

#[cfg(all(test, feature = "builtin"))]
mod tests {
    use std::iter;

    use crate::{
        crypto::{algorithm::Key, hashed::ExternalDigest, sha256},
        error::{Error, Result},
        request::Target,
        scheme::{Scheme, builtin::builtin_ids, secret::Secret},
        sign::{SignOptions, sign},
        time::{Timestamp, Tolerance},
        verify::{Verifier, body_prefix::BodyPrefix, unverified::UnverifiedRequest},
    };

    const NOW: Timestamp = Timestamp::from_millis(1_790_000_000_000);
    const BODY: &[u8] = br#"{"id":"1"}"#;

    /// What is authentic by itself is not the beginning of something else that is.
    #[test]
    fn a_hash_that_no_host_can_make_proves_nothing() -> Result<()> {
        let mut tried = 0;
        for id in builtin_ids() {
            let scheme = Scheme::builtin(id)?;
            if scheme.content().next().is_some() {
                continue;
            }
            let secret = Secret::from("c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0");
            let target = Target { method: Some("POST"), url: Some("https://example.com/") };
            let stamp = SignOptions::at(NOW).with_id(Some("msg_1")).with_target(target);
            let Ok(signed) = sign(&scheme, &secret, BODY, stamp) else { continue };
            let headers: Vec<_> =
                signed.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
            let request = crate::Request::new(&headers, BODY).to(target);
            let verifier = Verifier::new(scheme, &[secret])?;
            if verifier.verify(&request, NOW).is_err() {
                continue;
            }
            let lines = verifier.lines(&request);
            let claim = UnverifiedRequest::read(
                verifier.scheme(),
                &lines,
                &request,
                NOW,
                Tolerance::Unlimited,
            )?;
            let content = verifier.scheme().signed_content.fill(claim.parts, BODY);
            let key = verifier.keys().first().and_then(Key::hmac_sha256);
            let inner = key.map_or([0; 32], |key| {
                sha256::hash_parts(iter::once(&key.inner_pad()[..]).chain(content))
            });
            let hash = ExternalDigest { secret_index: 0, inner, body: None };
            let body = BodyPrefix::hashed(BODY, false, &hash);
            let found = verifier.verify_table(&lines, target, body, NOW, Tolerance::Unlimited);
            assert!(matches!(found, Err(Error::SignatureMismatch { .. })), "{id}");
            tried += 1;
        }
        assert!(tried > 10, "{tried}");
        Ok(())
    }
}
