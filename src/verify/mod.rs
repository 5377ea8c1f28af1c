//! Checks requests against a scheme and its secrets.

pub(crate) mod body_prefix;
pub(crate) mod dedup_on;
pub(crate) mod unverified;

use crate::{
    crypto::{
        algorithm::Key,
        digest::Digest,
        hashed::{ExternalDigest, VerifyStep},
        hmac_sha256::HmacSha256,
        sha256,
    },
    error::{Error, Result},
    json::document::Fault,
    request::{HeaderTable, Request, Target},
    scheme::{
        Scheme,
        event::{Authenticated, Event, EventFormat},
        secret::Secret,
        signature_base::{BaseValues, MacInput, Missing, SignatureBase, joined},
    },
    time::{Timestamp, Tolerance, whole_seconds},
    verify::{body_prefix::BodyPrefix, dedup_on::DedupOn, unverified::UnverifiedRequest},
};

/// A scheme and the secrets of one receiver. Made once, used for every request.
#[derive(Clone, Debug)]
pub struct Verifier {
    scheme: Scheme,
    keys: Vec<Key>,
    tolerance: Tolerance,
    max_body: usize,
    allow_unsigned: bool,
    dedup_window_s: Option<u64>,
    dedup_on: Option<DedupOn>,
}

impl Verifier {
    /// `secrets` are tried in order; there are several while one replaces
    /// another. There may be none only where the scheme lets a provider send
    /// unsigned requests.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidSecret`] where one is empty or not encoded as the
    /// scheme says, or where one is needed and none is there.
    pub fn new(scheme: Scheme, secrets: &[Secret]) -> Result<Self> {
        if secrets.is_empty() && !scheme.allows_unsigned() {
            return Err(Error::InvalidSecret { index: 0, reason: "none is given" });
        }
        let keys = secrets
            .iter()
            .enumerate()
            .map(|(index, secret)| {
                key(&scheme, secret).map_err(|reason| Error::InvalidSecret { index, reason })
            })
            .collect::<Result<_>>()?;
        Ok(Self {
            tolerance: scheme.tolerance(),
            scheme,
            keys,
            max_body: usize::MAX,
            allow_unsigned: false,
            dedup_window_s: None,
            dedup_on: None,
        })
    }

    /// How far a signed time may lie from now. The scheme's own by default.
    #[must_use]
    pub fn with_tolerance(mut self, tolerance: Tolerance) -> Self {
        self.tolerance = tolerance;
        self
    }

    /// The largest body that is looked at, in bytes. Any by default.
    #[must_use]
    pub fn with_max_body(mut self, bytes: usize) -> Self {
        self.max_body = bytes;
        self
    }

    /// Accepts every request where the scheme lets the provider send unsigned
    /// ones and no secret is given. Where there is a secret, a request without
    /// a signature is refused all the same.
    #[must_use]
    pub fn with_unsigned_allowed(mut self, allowed: bool) -> Self {
        self.allow_unsigned = allowed;
        self
    }

    /// For how many seconds the caller recognises repetitions. Where the time
    /// of sending is not signed, an event older than that is refused, by the
    /// time in its signed body, and so is one whose time cannot be read: a
    /// captured request must not outlive the memory of the first. Where the
    /// scheme knows of no time at all, this does nothing.
    #[must_use]
    pub fn with_dedup_window(mut self, seconds: u64) -> Self {
        self.dedup_window_s = Some(seconds);
        self
    }

    /// What of the body tells a repetition from a new event: JSON Pointers to its
    /// members, as `/event`. For providers whose repetitions have another id than the
    /// first attempt. Events whose members there are equal, however they are written,
    /// have one [dedup key](Event::dedup_key), so what is left out must not be what
    /// two events differ by. A body that lacks one of them, or nests one deeper than
    /// 1,000 levels, has the key that it would have without.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidScheme`] with the path `dedup_on`, or `dedup_on[1]`: there are
    /// none or more than 8 of them, one is no pointer or is there twice, or the scheme
    /// does not sign the body.
    ///
    /// ```
    /// use countersign::{Scheme, Secret, Verifier};
    ///
    /// // SalesOS gives each attempt an id of its own.
    /// let secret = Secret::from("whsec_aa7c64f2e19d80b35c7e4a2f9d1b6c08e3f5a7d2");
    /// let verifier = Verifier::new(Scheme::builtin("salesos")?, &[secret])?
    ///     .with_dedup_on(&["/event", "/data"])?;
    /// # Ok::<(), countersign::Error>(())
    /// ```
    pub fn with_dedup_on(mut self, pointers: &[impl AsRef<str>]) -> Result<Self> {
        self.dedup_on = Some(DedupOn::new(pointers, &self.scheme)?);
        Ok(self)
    }

    /// How far a signed time may lie from now.
    pub fn tolerance(&self) -> Tolerance {
        self.tolerance
    }

    /// The scheme.
    pub fn scheme(&self) -> &Scheme {
        &self.scheme
    }

    /// Verifies a request with the verifier's own tolerance.
    ///
    /// # Errors
    ///
    /// Those of [`verify_within`](Self::verify_within).
    pub fn verify<'b>(&self, request: &Request<'_, 'b>, now: Timestamp) -> Result<Event<'b>> {
        self.verify_within(request, now, self.tolerance)
    }

    /// Verifies a request.
    ///
    /// # Errors
    ///
    /// The first of these that holds: [`Error::BodyTooLarge`],
    /// [`Error::Unsigned`], [`Error::MissingHeader`] and
    /// [`Error::AmbiguousHeader`], [`Error::MalformedSignature`],
    /// [`Error::MalformedTimestamp`], [`Error::TimestampTooOld`] and
    /// [`Error::TimestampTooNew`], [`Error::SignatureMismatch`],
    /// [`Error::MalformedPayload`], [`Error::EventTooOld`].
    pub fn verify_within<'b>(
        &self,
        request: &Request<'_, 'b>,
        now: Timestamp,
        tolerance: Tolerance,
    ) -> Result<Event<'b>> {
        if request.body.len() > self.max_body {
            return Err(Error::BodyTooLarge { size: request.body.len(), limit: self.max_body });
        }
        let (lines, body) = (self.lines(request), BodyPrefix::whole(request.body));
        match self.verify_table(&lines, request.target, body, now, tolerance)? {
            VerifyStep::Event(event) => Ok(event),
            VerifyStep::MoreBody | VerifyStep::NextSecret => Err(NO_ENVELOPE),
        }
    }

    /// The lines of the headers that the scheme reads.
    pub(crate) fn lines<'h>(&self, request: &Request<'h, '_>) -> HeaderTable<'h> {
        self.scheme.lines(request.headers)
    }

    pub(crate) fn keys(&self) -> &[Key] {
        &self.keys
    }

    /// Verifies a request whose header lines have been found, whatever the size
    /// of its body. Where the host has hashed that (see [`HostHash`]), no more of
    /// it is needed than its envelope.
    ///
    /// # Errors
    ///
    /// Those of [`verify_within`](Self::verify_within), the body's size
    /// excepted.
    #[inline]
    pub fn verify_table<'b>(
        &self,
        lines: &HeaderTable<'_>,
        target: Target<'_>,
        body: BodyPrefix<'b>,
        now: Timestamp,
        tolerance: Tolerance,
    ) -> Result<VerifyStep<'b>> {
        let request = Request { headers: &[], body: body.bytes, target };
        let form = self.scheme.form(lines);
        match self.authenticate(form, lines, &request, body.hash, now, tolerance)? {
            None => Ok(VerifyStep::NextSecret),
            Some(authentic) => match self.read(form, &authentic, body, now)? {
                Some(event) => Ok(VerifyStep::Event(event)),
                None if body.is_whole => Err(NO_ENVELOPE),
                None => Ok(VerifyStep::MoreBody),
            },
        }
    }

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
        let is_all = form.equal.is_empty() && form.timestamp_component().is_none();
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
            let text = form.part(part, lines, request)?;
            let signed_at = unit.parse(&text).ok_or_else(|| form.malformed_timestamp())?;
            tolerance.check(signed_at, now)?;
            authentic.signed_at = Some(signed_at);
        }
        for equality in &form.equal {
            let found = form.part(&equality.part, lines, request)?;
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

    /// Reads the envelope; `None` where more of the body is needed for it.
    #[inline]
    fn read<'b>(
        &self,
        form: &Scheme,
        authentic: &Authenticated<'_>,
        body: BodyPrefix<'b>,
        now: Timestamp,
    ) -> Result<Option<Event<'b>>> {
        let Some(format) = form.event_format(body) else {
            return Ok(None);
        };
        let Some(mut event) = format.read(body, authentic)? else {
            return Ok(None);
        };
        self.check_age(form, format, &event, now)?;
        match self.dedup_on.as_ref().map(|dedup_on| dedup_on.key(body)) {
            None | Some(Ok(None)) => {}
            Some(Ok(Some(key))) => event.dedup_key = key.into(),
            Some(Err(Fault::Incomplete | Fault::Malformed)) => return Ok(None),
        }
        Ok(Some(event))
    }

    /// What dedup can no longer see must not pass. A body that hides its time
    /// would pass for ever, so it does not.
    #[inline]
    fn check_age(
        &self,
        form: &Scheme,
        format: &EventFormat,
        event: &Event<'_>,
        now: Timestamp,
    ) -> Result<()> {
        let Some(window_s) = self.dedup_window_s else {
            return Ok(());
        };
        if form.signs_timestamp() || !format.has_time() {
            return Ok(());
        }
        let time =
            event.time.ok_or(Error::MalformedPayload { reason: "its time is unreadable" })?;
        let age_ms = time.age_ms(now);
        let window_ms = i64::try_from(window_s).unwrap_or(i64::MAX).saturating_mul(1000);
        if age_ms <= window_ms {
            return Ok(());
        }
        Err(Error::EventTooOld { age_s: whole_seconds(age_ms), window_s })
    }
}

/// Of a whole body no more can be needed.
const NO_ENVELOPE: Error = Error::MalformedPayload { reason: "its envelope is not in it" };

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

/// The key that a scheme makes of a secret, or what is wrong with the secret.
pub(crate) fn key(scheme: &Scheme, secret: &Secret) -> Result<Key, &'static str> {
    let key = scheme.secret.key(secret)?;
    Key::new(scheme.algorithm, &key).map_err(|_| "HMAC takes no key of its size")
}

#[cfg(all(test, feature = "builtin"))]
mod tests {
    use super::*;
    use crate::sign::{SignOptions, sign};

    const NOW: Timestamp = Timestamp::from_millis(1_790_000_000_000);
    const DAY_S: u64 = 24 * 60 * 60;

    /// What comes of a body that is signed, where repetitions are recognised
    /// for a day.
    fn verify(scheme: &str, body: &str) -> Result<()> {
        let (scheme, secret) = (Scheme::builtin(scheme)?, Secret::from("secret"));
        let stamp = SignOptions::at(NOW);
        let signed = sign(&scheme, &secret, body.as_bytes(), stamp)?;
        let headers: Vec<_> =
            signed.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
        let verifier = Verifier::new(scheme, &[secret])?.with_dedup_window(DAY_S);
        verifier.verify(&Request::new(&headers, body.as_bytes()), NOW).map(drop)
    }

    #[test]
    fn an_event_from_before_the_dedup_window_is_refused() {
        let at = |time| verify("salesos", &format!(r#"{{"id":"1","timestamp":{time}}}"#));
        assert_eq!(at(r#""2026-09-20T14:13:20Z""#), Ok(()));
        assert_eq!(
            at(r#""2026-09-20T14:13:19.999Z""#),
            Err(Error::EventTooOld { age_s: DAY_S + 1, window_s: DAY_S })
        );
        for unreadable in [r#""2026-09-20T14:13:20""#, "1790000000000", "null"] {
            assert!(matches!(at(unreadable), Err(Error::MalformedPayload { .. })), "{unreadable}");
        }
    }

    #[test]
    fn a_signed_time_bounds_repetition_by_itself() {
        assert_eq!(verify("whitelabelcro", r#"{"id":1}"#), Ok(()));
    }
}
