//! Answers what a provider asks before it sends any event.

use std::borrow::Cow;

use crate::{
    crypto::{digest::Digest, mac_input::joined, sha256},
    error::{Error, Result, json::push_text},
    request::{HeaderTable, Request},
    scheme::{
        challenge::{Challenge, ResponseFormat},
        component::Component,
        constraint::Constraint,
        secret::Secret,
        signature_base::{BaseValues, Missing, SignatureBase},
    },
    time::Timestamp,
    verify::Verifier,
};

/// The longest text of a request that is answered with, in bytes.
const MAX_ECHO_BYTES: usize = 1024;

/// What a provider wants to hear. The status is 200.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChallengeResponse {
    /// Names and values, `content-type` among them where there is a body.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

/// Whether a text may be signed for whoever asks. No JSON object is one.
fn may_be_signed(text: &[u8]) -> bool {
    text.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-_+/=".contains(byte))
}

impl Verifier {
    /// The answer to a request that is a challenge of the scheme's; none where
    /// it is not, and may be an event. `token` is what the receiver told the
    /// provider to verify_mac itself with, where the provider asks for one; secret.
    ///
    /// # Errors
    ///
    /// Those of [`verify`](Self::verify) where the provider signs challenges,
    /// and [`Error::SignatureMismatch`] where the token is another one.
    pub fn answer(
        &self,
        request: &Request<'_, '_>,
        token: Option<&Secret>,
        now: Timestamp,
    ) -> Result<Option<ChallengeResponse>> {
        self.answer_table(&self.header_table(request), request, token, now)
    }

    /// The same of a request whose header lines have been found.
    ///
    /// # Errors
    ///
    /// Those of [`answer`](Self::answer).
    #[inline]
    pub fn answer_table(
        &self,
        lines: &HeaderTable<'_>,
        request: &Request<'_, '_>,
        token: Option<&Secret>,
        now: Timestamp,
    ) -> Result<Option<ChallengeResponse>> {
        let Some(challenge) = self.find_challenge(lines, request) else {
            return Ok(None);
        };
        if challenge.signed {
            self.authenticate(
                self.scheme().form(lines),
                lines,
                request,
                None,
                now,
                self.tolerance(),
            )?;
        }
        self.answer_to(challenge, lines, request, token).map(Some)
    }

    // Not to be made part of what is compiled for speed.
    #[inline(never)]
    fn find_challenge(
        &self,
        lines: &HeaderTable<'_>,
        request: &Request<'_, '_>,
    ) -> Option<&Challenge> {
        let method = request.target.method.unwrap_or("POST");
        let is_it = |one: &&Challenge| {
            one.method.as_str().eq_ignore_ascii_case(method)
                && one.when.iter().all(|it| self.holds(it, lines, request))
        };
        self.scheme().challenges.iter().find(is_it)
    }

    /// The answer to one that is authentic, if it is signed at all.
    #[inline(never)]
    fn answer_to(
        &self,
        challenge: &Challenge,
        lines: &HeaderTable<'_>,
        request: &Request<'_, '_>,
        token: Option<&Secret>,
    ) -> Result<ChallengeResponse> {
        if let Some(part) = &challenge.token {
            let told = self.scheme().component(part, lines, request)?;
            // Of the hashes, which says nothing of how long the token is.
            let hash = |token: &[u8]| Digest::from(sha256::hash(token));
            let is_it = token.is_some_and(|token| hash(token.bytes()).matches(&hash(&told)));
            if !is_it {
                return Err(Error::SignatureMismatch {
                    signatures: 1,
                    secrets: usize::from(token.is_some()),
                });
            }
        }
        self.write(&challenge.answer, lines, request)
    }

    fn holds(
        &self,
        constraint: &Constraint,
        lines: &HeaderTable<'_>,
        request: &Request<'_, '_>,
    ) -> bool {
        let found = self.scheme().find_component(&constraint.part, lines, request);
        match (&constraint.is, found) {
            (_, None) => false,
            (None, Some(_)) => true,
            (Some(expected), Some(found)) => self
                .text(expected, lines, request)
                .is_ok_and(|expected| expected.as_bytes() == &*found),
        }
    }

    fn write(
        &self,
        format: &ResponseFormat,
        lines: &HeaderTable<'_>,
        request: &Request<'_, '_>,
    ) -> Result<ChallengeResponse> {
        let text = |template: &SignatureBase| self.text(template, lines, request);
        let mut headers = Vec::new();
        for (name, template) in &format.headers.0 {
            let value = text(template)?;
            if !value.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
                return Err(Error::MalformedPayload { reason: "it is no header's value" });
            }
            headers.push((name.to_ascii_lowercase(), value));
        }
        let mut content_type = |kind: &str| {
            headers.push(("content-type".to_owned(), kind.to_owned()));
            // What a stranger wrote is a text, and nothing else.
            headers.push(("x-content-type-options".to_owned(), "nosniff".to_owned()));
        };
        let body = match &format.text {
            Some(template) => {
                content_type("text/plain; charset=utf-8");
                text(template)?
            }
            None if format.json.is_empty() => String::new(),
            None => {
                content_type("application/json");
                let mut body = String::new();
                for (name, template) in &format.json.0 {
                    body.push(if body.is_empty() { '{' } else { ',' });
                    push_text(&mut body, name);
                    body.push(':');
                    push_text(&mut body, &text(template)?);
                }
                body + "}"
            }
        };
        Ok(ChallengeResponse { headers, body })
    }

    /// The text that a template becomes.
    fn text(
        &self,
        template: &SignatureBase,
        lines: &HeaderTable<'_>,
        request: &Request<'_, '_>,
    ) -> Result<String> {
        let scheme = self.scheme();
        let mut read = |part: &Component| {
            let found = match part {
                Component::Mac(encoding, of) => {
                    let of =
                        scheme.find_component(of, lines, request).filter(|it| may_be_signed(it))?;
                    let digest = self.keys().first()?.digest([&*of].into_iter());
                    Cow::Owned(encoding.encode(digest.bytes()).into_bytes())
                }
                part => scheme.find_component(part, lines, request)?,
            };
            let is_text = found.len() <= MAX_ECHO_BYTES && std::str::from_utf8(&found).is_ok();
            is_text.then_some(found)
        };
        let pieces = template
            .compose(BaseValues::default(), request.body, &mut read)
            .map_err(|Missing(part)| part.missing())?;
        String::from_utf8(joined(&pieces))
            .map_err(|_| Error::MalformedPayload { reason: "what it wants to hear is no text" })
    }
}
