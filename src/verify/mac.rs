//! Checks the MAC of a request, and what else must hold of an authentic one.

use crate::{
    crypto::{
        algorithm::Key,
        digest::Digest,
        external_digest::ExternalDigest,
        hmac_sha256::HmacSha256,
        mac_input::{MacInput, joined},
        sha256,
    },
    error::{Error, Result},
    request::{HeaderTable, Request},
    scheme::{
        Scheme,
        signature_base::{BaseValues, Missing, SignatureBase},
    },
    time::{Timestamp, Tolerance},
    verify::{
        Verifier,
        unverified::{Authenticated, UnverifiedRequest},
    },
};

impl Verifier {
    /// All but the envelope of a request of this [form](Scheme::form); `None` where
    /// the hash with the next secret is needed for it.
    #[inline]
    pub(crate) fn authenticate<'h>(
        &self,
        form: &Scheme,
        lines: &HeaderTable<'h>,
        request: &Request<'h, 'h>,
        hash: Option<&ExternalDigest>,
        now: Timestamp,
        tolerance: Tolerance,
    ) -> Result<Option<Authenticated<'h>>> {
        if self.keys.is_empty() {
            let is_allowed = self.allow_unsigned && hash.is_none();
            return is_allowed.then_some(Some(Authenticated::UNSIGNED)).ok_or(Error::Unsigned);
        }
        // A claim is too large to be moved.
        let claim = UnverifiedRequest::read(form, lines, request, now, tolerance);
        let claim = match claim {
            Ok(ref claim) => claim,
            Err(error) => return Err(error),
        };
        if let Some(hash) = hash {
            return self.verify_external_mac(form, claim, hash);
        }
        let authentic = self.verify_mac(form, claim, lines, request)?;
        let is_all = form.constraints.is_empty() && form.timestamp_component().is_none();
        if is_all {
            return Ok(Some(authentic));
        }
        self.check_rest(form, authentic, lines, request, now, tolerance).map(Some)
    }

    /// What HMAC hashes ahead of the content with each of the secrets, in their
    /// order. Secret.
    pub fn inner_pads(&self) -> impl Iterator<Item = &[u8; 64]> {
        self.keys.iter().filter_map(Key::hmac_sha256).map(HmacSha256::inner_pad)
    }

    /// Whether the host's hash makes one of the signatures; `None` where that with the
    /// next secret may do so.
    fn verify_external_mac<'h>(
        &self,
        form: &Scheme,
        claim: &UnverifiedRequest<'h>,
        hash: &ExternalDigest,
    ) -> Result<Option<Authenticated<'h>>> {
        let keys = if form.takes_external_digest() { self.keys.as_slice() } else { &[] };
        let key = keys.get(hash.secret_index).and_then(Key::hmac_sha256);
        let digest = key.map(|key| Digest::from(key.mac_of_hash(hash.inner)));
        if digest.is_some_and(|digest| claim.signatures.include(&digest)) {
            return Ok(Some(claim.authenticated(hash.secret_index)));
        }
        let is_last = hash.secret_index + 1 >= keys.len();
        if is_last { Err(self.mismatch(claim)) } else { Ok(None) }
    }

    /// Looks for a secret that makes one of the signatures.
    #[inline]
    fn verify_mac<'h>(
        &self,
        form: &Scheme,
        claim: &UnverifiedRequest<'h>,
        lines: &HeaderTable<'h>,
        request: &Request<'h, 'h>,
    ) -> Result<Authenticated<'h>> {
        let content = &form.signed_content;
        if content.plain().is_none() || form.event.takes_content_sha256() {
            return self.verify_composed_mac(form, claim, lines, request);
        }
        let is_it = |key: &Key| {
            let digest = key.digest(content.fill(claim.parts, request.body));
            claim.signatures.include(&digest)
        };
        let index = self.keys.iter().position(is_it);
        index.map(|index| claim.authenticated(index)).ok_or_else(|| self.mismatch(claim))
    }

    /// The same where more is signed than headers and the body.
    #[cold]
    #[inline(never)]
    fn verify_composed_mac<'h>(
        &self,
        form: &Scheme,
        claim: &UnverifiedRequest<'h>,
        lines: &HeaderTable<'h>,
        request: &Request<'h, 'h>,
    ) -> Result<Authenticated<'h>> {
        if form.is_length_extendable() && std::str::from_utf8(request.body).is_err() {
            return Err(self.mismatch(claim));
        }
        form.reject_ambiguous(lines, request)?;
        let pieces = compose(form, &form.signed_content, claim.parts, lines, request)?;
        let is_it = |key: &Key| claim.signatures.include(&key.digest_pieces(&pieces));
        let index = self.keys.iter().position(is_it).ok_or_else(|| self.mismatch(claim))?;
        Ok(Authenticated { content: Some(Box::new(hash(&pieces))), ..claim.authenticated(index) })
    }

    /// What else must hold of an authentic request.
    #[cold]
    #[inline(never)]
    fn check_rest<'h>(
        &self,
        form: &Scheme,
        mut authentic: Authenticated<'h>,
        lines: &HeaderTable<'h>,
        request: &Request<'h, 'h>,
        now: Timestamp,
        tolerance: Tolerance,
    ) -> Result<Authenticated<'h>> {
        if let Some((part, unit)) = form.timestamp_component() {
            let text = form.component(part, lines, request)?;
            let signed_at = unit.parse(&text).ok_or_else(|| form.malformed_timestamp())?;
            tolerance.check(signed_at, now)?;
            authentic.signed_at = Some(signed_at);
        }
        for equality in &form.constraints {
            let found = form.component(&equality.part, lines, request)?;
            let Some(expected) = &equality.is else { continue };
            let expected = compose(form, expected, BaseValues::default(), lines, request)?;
            if *found != *joined(&expected) {
                return Err(Error::SignatureMismatch { signatures: 1, secrets: self.keys.len() });
            }
        }
        Ok(authentic)
    }

    #[cold]
    #[inline(never)]
    fn mismatch(&self, claim: &UnverifiedRequest<'_>) -> Error {
        let signatures = claim.signatures.count();
        Error::SignatureMismatch { signatures, secrets: self.keys.len() }
    }
}

#[cold]
#[inline(never)]
fn compose<'s, 'h: 's>(
    form: &'s Scheme,
    template: &'s SignatureBase,
    parts: BaseValues<'h>,
    lines: &HeaderTable<'h>,
    request: &Request<'h, 'h>,
) -> Result<Vec<MacInput<'s>>> {
    template
        .compose(parts, request.body, &mut |part| form.find_component(part, lines, request))
        .map_err(|Missing(part)| part.missing())
}

/// The SHA-256 of pieces; a secret is none that belongs into it.
fn hash(pieces: &[MacInput<'_>]) -> [u8; sha256::SIZE] {
    sha256::hash_parts(pieces.iter().filter_map(|piece| match piece {
        MacInput::Bytes(bytes) => Some(&**bytes),
        MacInput::Secret => None,
    }))
}

#[cfg(all(test, feature = "builtin"))]
mod tests {
    use std::iter;

    use crate::{
        crypto::{algorithm::Key, external_digest::ExternalDigest, sha256},
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
            let lines = verifier.header_table(&request);
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
