//! Checks requests against a scheme and its secrets.

pub(crate) mod ambiguity;
pub(crate) mod body_prefix;
pub(crate) mod challenge;
pub(crate) mod dedup_on;
pub(crate) mod envelope;
pub(crate) mod event;
pub(crate) mod form;
pub(crate) mod mac;
pub(crate) mod step;
pub(crate) mod unverified;

use crate::{
    crypto::algorithm::Key,
    error::{Error, Result},
    request::{HeaderTable, Request, Target},
    scheme::{Scheme, secret::Secret},
    time::{Timestamp, Tolerance},
    verify::{body_prefix::BodyPrefix, dedup_on::DedupOn, event::Event, step::VerifyStep},
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
                scheme.key(secret).map_err(|reason| Error::InvalidSecret { index, reason })
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
        let (lines, body) = (self.header_table(request), BodyPrefix::whole(request.body));
        match self.verify_table(&lines, request.target, body, now, tolerance)? {
            VerifyStep::Event(event) => Ok(event),
            VerifyStep::MoreBody | VerifyStep::NextSecret => Err(NO_ENVELOPE),
        }
    }

    /// The headers of a request that the scheme reads.
    pub(crate) fn header_table<'h>(&self, request: &Request<'h, '_>) -> HeaderTable<'h> {
        self.scheme.header_table(request.headers)
    }

    pub(crate) fn keys(&self) -> &[Key] {
        &self.keys
    }

    /// Verifies a request whose header lines have been found, whatever the size
    /// of its body. Where the host has hashed that (see [`ExternalDigest`](crate::ExternalDigest)), no more of
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
        match self.authenticate(form, lines, &request, body.digest, now, tolerance)? {
            None => Ok(VerifyStep::NextSecret),
            Some(authentic) => match self.read_event(form, &authentic, body, now)? {
                Some(event) => Ok(VerifyStep::Event(event)),
                None if body.is_whole => Err(NO_ENVELOPE),
                None => Ok(VerifyStep::MoreBody),
            },
        }
    }
}

/// Of a whole body no more can be needed.
const NO_ENVELOPE: Error = Error::MalformedPayload { reason: "its envelope is not in it" };

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
