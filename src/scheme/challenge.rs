//! What a provider asks before it sends any event, and what it wants to hear.

use std::borrow::Cow;

use serde::{Serialize, Serializer};

use crate::{
    crypto::{digest::Digest, sha256},
    error::{Error, Result, push_text},
    json::value::Json,
    request::{HeaderTable, Request},
    scheme::{
        Scheme,
        component::Component,
        constraint::Constraint,
        decode::{Members, Object, Place, Read},
        secret::Secret,
        signature_base::{BaseValues, Missing, Segment, SignatureBase, joined},
        validate::{MAX_CONSTRAINTS, MAX_SEGMENTS, invalid, is_header_name},
    },
    time::Timestamp,
    verify::Verifier,
};

/// The longest text of a request that is answered with, in bytes.
const MAX_ECHO_BYTES: usize = 1024;

/// So many members are more than any answer has.
const MAX_MEMBERS: usize = 16;

/// One question, and its answer.
#[derive(Clone, Debug, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Challenge {
    /// `GET`, `HEAD` or `POST`.
    pub(crate) method: String,
    /// By what it is known: all of it holds.
    #[serde(default)]
    pub(crate) when: Vec<Constraint>,
    /// Whether it is signed as events are.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) signed: bool,
    /// Where the token stands that the receiver told the provider.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) token: Option<Component>,
    #[serde(default)]
    pub(crate) answer: Format,
}

/// How an answer is written.
#[derive(Clone, Debug, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Format {
    /// A text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) text: Option<SignatureBase>,
    /// The members of a JSON object.
    #[serde(default, skip_serializing_if = "Pairs::is_empty")]
    pub(crate) json: Pairs,
    #[serde(default, skip_serializing_if = "Pairs::is_empty")]
    pub(crate) headers: Pairs,
}

/// Names, and what each of them is to be. There are a few, in their order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pairs(Vec<(String, SignatureBase)>);

impl Pairs {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Serialize for Pairs {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, template)| (name, template)))
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Pairs {
    fn schema_name() -> Cow<'static, str> {
        "Pairs".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        std::collections::BTreeMap::<String, SignatureBase>::json_schema(generator)
    }
}

impl Read for Pairs {
    fn read(&mut self, json: &Json, place: &mut Place) {
        self.0.read(json, place);
    }
}

impl Members for Format {
    fn members(&mut self, object: &mut Object<'_, '_>) {
        object.optional("text", &mut self.text);
        object.optional("json", &mut self.json);
        object.optional("headers", &mut self.headers);
    }
}

impl Members for Challenge {
    fn members(&mut self, object: &mut Object<'_, '_>) {
        object.needed("method", &mut self.method);
        object.optional("when", &mut self.when);
        object.optional("signed", &mut self.signed);
        object.optional("token", &mut self.token);
        object.optional("answer", &mut self.answer);
    }
}

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

impl Challenge {
    /// All templates in it.
    fn templates(&self) -> Vec<&SignatureBase> {
        let Format { text, json, headers } = &self.answer;
        let mut templates: Vec<_> = text.iter().collect();
        templates.extend(self.when.iter().filter_map(|it| it.is.as_ref()));
        for (_, template) in json.0.iter().chain(&headers.0) {
            templates.push(template);
        }
        templates
    }

    /// Refuses one that has more of anything than a provider asks for.
    pub(crate) fn check_sizes(&self, index: usize) -> Result<()> {
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
    pub(crate) fn check(&self, index: usize, scheme: &Scheme) -> Result<()> {
        let path = |key: &str| format!("handshakes[{index}].{key}");
        if !["GET", "HEAD", "POST"].contains(&self.method.as_str()) {
            return invalid(&path("method"), "GET, HEAD or POST is expected");
        }
        if self.method == "POST" && self.when.is_empty() {
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
        let has_mac = self.parts().into_iter().any(Component::needs_key);
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

    /// All parts that it reads.
    pub(crate) fn parts(&self) -> Vec<&Component> {
        let mut parts: Vec<_> = self.token.iter().collect();
        parts.extend(self.when.iter().map(|it| &it.part));
        for template in self.templates() {
            parts.extend(template.parts());
        }
        parts
    }
}

impl Scheme {
    /// The methods of the handshakes that the provider makes before it sends any
    /// event.
    pub fn challenge_methods(&self) -> impl Iterator<Item = &str> {
        self.handshakes.iter().map(|handshake| handshake.method.as_str())
    }

    /// Whether a handshake shows a token that the receiver told the provider.
    pub fn challenge_has_token(&self) -> bool {
        self.handshakes.iter().any(|handshake| handshake.token.is_some())
    }
}

impl Verifier {
    /// The answer to a request that is a handshake of the scheme's; none where
    /// it is not, and may be an event. `token` is what the receiver told the
    /// provider to verify_mac itself with, where the provider asks for one; secret.
    ///
    /// # Errors
    ///
    /// Those of [`verify`](Self::verify) where the provider signs handshakes,
    /// and [`Error::SignatureMismatch`] where the token is another one.
    pub fn answer(
        &self,
        request: &Request<'_, '_>,
        token: Option<&Secret>,
        now: Timestamp,
    ) -> Result<Option<ChallengeResponse>> {
        self.answer_table(&self.lines(request), request, token, now)
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
        let Some(handshake) = self.find_challenge(lines, request) else {
            return Ok(None);
        };
        if handshake.signed {
            self.authenticate(
                self.scheme().form(lines),
                lines,
                request,
                None,
                now,
                self.tolerance(),
            )?;
        }
        self.answer_to(handshake, lines, request, token).map(Some)
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
            one.method.eq_ignore_ascii_case(method)
                && one.when.iter().all(|it| self.holds(it, lines, request))
        };
        self.scheme().handshakes.iter().find(is_it)
    }

    /// The answer to one that is authentic, if it is signed at all.
    #[inline(never)]
    fn answer_to(
        &self,
        handshake: &Challenge,
        lines: &HeaderTable<'_>,
        request: &Request<'_, '_>,
        token: Option<&Secret>,
    ) -> Result<ChallengeResponse> {
        if let Some(part) = &handshake.token {
            let told = self.scheme().part(part, lines, request)?;
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
        self.write(&handshake.answer, lines, request)
    }

    fn holds(
        &self,
        equality: &Constraint,
        lines: &HeaderTable<'_>,
        request: &Request<'_, '_>,
    ) -> bool {
        let found = self.scheme().find_component(&equality.part, lines, request);
        match (&equality.is, found) {
            (_, None) => false,
            (None, Some(_)) => true,
            (Some(expected), Some(found)) => self
                .text(expected, lines, request)
                .is_ok_and(|expected| expected.as_bytes() == &*found),
        }
    }

    fn write(
        &self,
        format: &Format,
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
