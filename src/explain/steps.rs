//! Every step of the verification, also those behind one that failed.

use base64::{Engine as _, prelude::BASE64_STANDARD};

use super::{
    Case, Computed, Freshness, Part, PartName, Received, ReceivedState, SignatureState, Signed,
    State, Step, Task,
    found::{Found, Headers, Place, Role, request},
};
use crate::{
    BodyPrefix, Error, Scheme, Timestamp, Tolerance, Verifier,
    crypto::{algorithm::Algorithm, digest::Digest},
    scheme::{
        component::Component as Source,
        event::Authenticated,
        signature_base::{BaseValues, MacInput, Segment},
    },
    time::Unit,
    verify::key,
};

/// What the steps found.
pub(super) struct Walk {
    pub(super) ok: bool,
    pub(super) signature: SignatureState,
    pub(super) freshness: Freshness,
    pub(super) steps: Vec<Step>,
    pub(super) signed: Option<Signed>,
    pub(super) received: Vec<Received>,
    pub(super) computed: Vec<Computed>,
    /// The place of the secret that made the signature.
    pub(super) matched: Option<usize>,
    /// The signed time, where it can be read.
    pub(super) signed_at: Option<Timestamp>,
}

/// A value that is shown to people is no longer than this, in characters.
const SHOWN: usize = 80;

/// Text of the request's, as it may be shown.
pub(super) fn shown(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let mut shown: String = text
        .chars()
        .take(SHOWN)
        .flat_map(|c| if c.is_control() { c.escape_default().collect::<Vec<_>>() } else { vec![c] })
        .collect();
    if text.chars().count() > SHOWN {
        shown.push('…');
    }
    shown
}

/// Takes all steps.
pub(super) fn walk(case: &Case<'_>, scheme: &Scheme, headers: &Headers<'_>) -> Walk {
    let tolerance = case.tolerance.unwrap_or_else(|| scheme.tolerance());
    let mut walk = Walk {
        ok: is_accepted(case, scheme, tolerance),
        signature: SignatureState::Unknown,
        freshness: Freshness::None,
        steps: Vec::new(),
        signed: None,
        received: Vec::new(),
        computed: Vec::new(),
        matched: None,
        signed_at: None,
    };
    for found in headers.iter() {
        walk.steps.extend(header_step(scheme, found));
    }
    walk.parse_signature(scheme, headers);
    walk.parse_timestamp(scheme, headers);
    walk.parse_ends(case, scheme, headers);
    walk.fill(case, scheme, headers);
    walk.digest(case, scheme, headers);
    walk.compare(case, scheme);
    walk.compare_equal(scheme, headers);
    walk.test_freshness(case, scheme, headers, tolerance);
    walk.read_payload(case, scheme, headers);
    walk
}

/// Whether a verifier accepts the request.
pub(super) fn is_accepted(case: &Case<'_>, scheme: &Scheme, tolerance: Tolerance) -> bool {
    let verifier = Verifier::new(scheme.clone(), case.secrets);
    verifier
        .is_ok_and(|verifier| verifier.verify_within(&request(case), case.now, tolerance).is_ok())
}

fn header_step(scheme: &Scheme, found: &Found<'_>) -> Option<Step> {
    let is_token =
        scheme.algorithm == Algorithm::Token && matches!(found.role, Role::Signature | Role::More);
    let (state, message) = match (found.values.as_slice(), found.similar) {
        ([], None) if found.is_optional && found.role == Role::Other => {
            (State::Skip, "it is missing, and then it is left out".to_owned())
        }
        ([], None) if found.is_optional => return None,
        ([_], _) if is_token => (State::Pass, "it is there".to_owned()),
        ([value], _) => (State::Pass, format!("it is there: {}", shown(value))),
        ([], Some((name, _))) => (
            State::Fail,
            format!("it is missing, but there is a `{name}`: the steps go on with that"),
        ),
        ([], None) => match &found.place {
            Place::Part(part) if part.is_of_url() && !part.is_query() => {
                (State::Fail, "it is signed, and nobody said it".to_owned())
            }
            Place::Part(Source::Method) => {
                (State::Fail, "it is signed, and nobody said it".to_owned())
            }
            Place::Field(field) => (State::Fail, format!("its field `{field}` is missing")),
            _ => (State::Fail, "it is missing".to_owned()),
        },
        (values, _) => (
            State::Fail,
            format!("it is there {} times, and nothing says which counts", values.len()),
        ),
    };
    let message = match (&found.place, state) {
        (Place::Field(field), State::Pass) => format!("its field `{field}`: {message}"),
        _ => message,
    };
    Some(Step { task: Task::Headers, state, input: found.name.clone(), message })
}

impl Walk {
    fn step(&mut self, task: Task, state: State, input: &str, message: impl Into<String>) {
        self.steps.push(Step { task, state, input: input.to_owned(), message: message.into() });
    }

    fn parse_signature(&mut self, scheme: &Scheme, headers: &Headers<'_>) {
        let there: Vec<_> = headers.signatures().filter(|found| found.value().is_some()).collect();
        if there.is_empty() {
            let place = scheme.signature.place();
            self.step(Task::Parse, State::Skip, &place, "there is no signature to be read");
            return;
        }
        for found in there {
            let count: usize =
                found.all().iter().map(|value| self.receive(scheme, found, value)).sum();
            let name = &found.name;
            match count {
                0 => {
                    let expected = scheme.signature.expected(scheme.algorithm);
                    let message = match stronger(scheme, found) {
                        Some(field) => format!(
                            "the better signature `{field}` is there, and this one proves nothing beside it"
                        ),
                        None => format!("{expected} are expected"),
                    };
                    self.step(Task::Parse, State::Fail, name, message);
                }
                1 => self.step(Task::Parse, State::Pass, name, "it is well-formed"),
                _ => {
                    let message = format!("it holds {count} signatures");
                    self.step(Task::Parse, State::Pass, name, message);
                }
            }
        }
    }

    /// Takes the signatures out of a value, and says how many there are.
    fn receive(&mut self, scheme: &Scheme, found: &Found<'_>, value: &[u8]) -> usize {
        let digests = digests(scheme, value);
        let header = found.spelling().to_owned();
        // A token is not for showing.
        let is_token = scheme.algorithm == Algorithm::Token;
        let text =
            if is_token { "…".into() } else { String::from_utf8_lossy(value).into_owned() };
        if digests.is_empty() {
            let state = ReceivedState::Malformed;
            self.received.push(Received { header, text, hex: None, state });
            return 0;
        }
        let format = &scheme.signature;
        let is_one_of_many = format.separator.is_some() || format.fields.is_some();
        for digest in &digests {
            let text = if is_one_of_many { format.format(digest.bytes()) } else { text.clone() };
            self.received.push(Received {
                header: header.clone(),
                text,
                hex: Some(hex::encode(digest.bytes())),
                state: ReceivedState::Differs,
            });
        }
        digests.len()
    }

    fn parse_timestamp(&mut self, scheme: &Scheme, headers: &Headers<'_>) {
        let Some(format) = &scheme.timestamp else { return };
        let name = scheme.timestamp_name();
        let Some(text) = headers.value(Role::Timestamp) else {
            self.step(Task::Parse, State::Skip, &name, "there is no time to be read");
            return;
        };
        self.signed_at = scheme.read_time(format.unit, &text).ok();
        match (self.signed_at, format.unit) {
            (Some(time), _) => {
                let message = format!("it is {}", time.to_rfc3339());
                self.step(Task::Parse, State::Pass, &name, message);
            }
            (None, unit) => {
                let message = format!("`{}` is {}", shown(&text), is_no_time(unit));
                self.step(Task::Parse, State::Fail, &name, message);
            }
        }
    }

    /// Looks for values that could end elsewhere in what is signed.
    fn parse_ends(&mut self, case: &Case<'_>, scheme: &Scheme, headers: &Headers<'_>) {
        let lines = scheme.lines(case.headers);
        let id = headers.get(Role::Id).and_then(|found| Some((found, found.value()?)));
        let of_id =
            id.map_or(Ok(()), |(found, id)| scheme.reject_delimiter_in_id(&found.name, &id));
        for found in [of_id, scheme.reject_ambiguous(&lines, &request(case))] {
            if let Err(Error::MalformedSignature { header, expected }) = found {
                let message = format!("{expected} is expected: it could end there");
                self.step(Task::Parse, State::Fail, &header, message);
            }
        }
    }

    /// Puts together what is signed.
    fn fill(&mut self, case: &Case<'_>, scheme: &Scheme, headers: &Headers<'_>) {
        if scheme.algorithm == Algorithm::Token {
            let message = "nothing is signed: the secret itself is sent";
            self.step(Task::Content, State::Skip, "body", message);
            return;
        }
        let is_needed = |found: &&Found<'_>| match found.role {
            Role::Timestamp => scheme.signed_content.contains(&Segment::Timestamp),
            Role::Id => true,
            _ => false,
        };
        let lacking = headers.iter().filter(is_needed).find(|found| found.value().is_none());
        if let Some(found) = lacking {
            let message = format!("the value of {} is missing in it", found.what());
            self.step(Task::Content, State::Skip, "body", message);
            return;
        }
        let mut content = Content { headers, scheme, bytes: Vec::new(), parts: Vec::new() };
        if let Err(missing) = content.add_all(case) {
            let message = format!("the value of {missing} is missing in it");
            self.step(Task::Content, State::Skip, &missing, message);
            return;
        }
        let Content { bytes, parts, .. } = content;
        let template = String::from(scheme.signed_content.clone());
        let bodies = parts.iter().filter(|part| part.name == PartName::Body);
        let of_body: usize = bodies.map(|part| part.end - part.start).sum();
        let message = format!("{template}: {} bytes, {of_body} of them the body's", bytes.len());
        self.step(Task::Content, State::Pass, "body", message);
        self.signed = Some(Signed { base64: BASE64_STANDARD.encode(&bytes), parts });
    }

    fn digest(&mut self, case: &Case<'_>, scheme: &Scheme, headers: &Headers<'_>) {
        if case.secrets.is_empty() {
            self.step(Task::Digest, State::Skip, "secret", "no secret is given");
            return;
        }
        let is_token = scheme.algorithm == Algorithm::Token;
        let values = Values::of(headers);
        let pieces = headers.compose(&scheme.signed_content, values.parts()).ok();
        for (index, secret) in case.secrets.iter().enumerate() {
            let input = format!("secret {}", index + 1);
            let key = match key(scheme, secret) {
                Ok(key) => key,
                Err(reason) => {
                    let message = format!("{reason}: no key can be made of it");
                    self.step(Task::Digest, State::Fail, &input, message);
                    continue;
                }
            };
            let Some(pieces) = pieces.as_ref().filter(|_| is_token || self.signed.is_some()) else {
                self.step(Task::Digest, State::Skip, &input, "there is nothing to be hashed");
                continue;
            };
            let digest = key.digest_pieces(pieces);
            let hex = hex::encode(digest.bytes());
            for received in &mut self.received {
                if received.hex.as_deref() == Some(&hex) {
                    received.state = ReceivedState::Matches;
                    self.matched = self.matched.or(Some(index));
                }
            }
            // A token is the secret, which is not for showing.
            let (text, message) = if is_token {
                ("the secret".to_owned(), "it is compared as it is".to_owned())
            } else {
                let text = scheme.signature.format(digest.bytes());
                let message = format!("it makes {text}");
                (text, message)
            };
            self.step(Task::Digest, State::Pass, &input, message);
            self.computed.push(Computed { secret: index, text, hex });
        }
    }

    fn compare(&mut self, case: &Case<'_>, scheme: &Scheme) {
        let has_read = self.received.iter().any(|received| received.hex.is_some());
        let is_token = scheme.algorithm == Algorithm::Token;
        let does = if is_token { "is what was sent" } else { "makes the received signature" };
        let (signature, state, message) = match self.matched {
            Some(index) if case.secrets.len() > 1 => {
                (SignatureState::Matches, State::Pass, format!("secret {} {does}", index + 1))
            }
            Some(_) => (SignatureState::Matches, State::Pass, format!("the secret {does}")),
            None if has_read && !self.computed.is_empty() => {
                let does = if is_token { "is what was sent" } else { "makes a received signature" };
                (SignatureState::Differs, State::Fail, format!("no secret {does}"))
            }
            None => {
                (SignatureState::Unknown, State::Skip, "there is nothing to be compared".to_owned())
            }
        };
        self.signature = signature;
        self.step(Task::Compare, state, "signature", message);
    }

    /// What must be a certain text beside the signature.
    fn compare_equal(&mut self, scheme: &Scheme, headers: &Headers<'_>) {
        for equality in &scheme.equal {
            let input = match equality.part.header() {
                Some(header) => header.to_owned(),
                None => equality.part.text(),
            };
            let Some(found) = headers.part(&equality.part) else {
                self.step(Task::Compare, State::Fail, &input, "it is missing");
                continue;
            };
            let Some(template) = &equality.is else { continue };
            let Ok(pieces) = headers.compose(template, BaseValues::default()) else {
                self.step(
                    Task::Compare,
                    State::Skip,
                    &input,
                    "there is nothing to compare it with",
                );
                continue;
            };
            let expected = pieces.iter().flat_map(|piece| match piece {
                MacInput::Bytes(bytes) => bytes.to_vec(),
                MacInput::Secret => vec![],
            });
            let expected: Vec<u8> = expected.collect();
            if *found == *expected {
                self.step(Task::Compare, State::Pass, &input, "it is what it has to be");
            } else {
                let message = format!("`{}` is expected", shown(&expected));
                self.step(Task::Compare, State::Fail, &input, message);
            }
        }
    }

    fn test_freshness(
        &mut self,
        case: &Case<'_>,
        scheme: &Scheme,
        headers: &Headers<'_>,
        tolerance: Tolerance,
    ) {
        let Some(found) = headers.get(Role::Timestamp) else {
            let message = format!("{} signs no time: there is nothing to test", scheme.name());
            self.step(Task::Freshness, State::Skip, "now", message);
            return;
        };
        let (freshness, state, message) = match self
            .signed_at
            .map(|time| tolerance.check(time, case.now))
        {
            None => {
                (Freshness::Unknown, State::Skip, "there is no time that could be read".to_owned())
            }
            Some(Ok(())) => (Freshness::Fresh, State::Pass, "it is near enough to now".to_owned()),
            Some(Err(error)) => {
                let freshness = match error {
                    Error::TimestampTooNew { .. } => Freshness::Future,
                    _ => Freshness::Stale,
                };
                (freshness, State::Fail, error.to_string())
            }
        };
        self.freshness = freshness;
        self.step(Task::Freshness, state, &found.name, message);
    }

    fn read_payload(&mut self, case: &Case<'_>, scheme: &Scheme, headers: &Headers<'_>) {
        let values = Values::of(headers);
        let from = Authenticated {
            message_id: &values.id,
            signed_at: self.signed_at,
            secret_index: None,
            content: scheme.event.takes_content_sha256().then(Box::default),
        };
        let is_content_hash =
            |id: &str| from.content.as_deref().is_some_and(|hash| id == hex::encode(hash));
        let body = BodyPrefix::whole(case.body);
        let (state, message) =
            match scheme.event_format(body).map_or(Ok(None), |format| format.read(body, &from)) {
                // The hash of what is signed says nothing to people.
                Ok(Some(event)) if is_content_hash(&event.id) => {
                    let kind = event.kind.map(|kind| format!(", type {}", shown(kind.as_bytes())));
                    let kind = kind.unwrap_or_default();
                    (State::Pass, format!("the id is the SHA-256 of what is signed{kind}"))
                }
                Ok(Some(event)) => {
                    let kind = event.kind.map(|kind| format!(", type {}", shown(kind.as_bytes())));
                    (
                        State::Pass,
                        format!("id {}{}", shown(event.id.as_bytes()), kind.unwrap_or_default()),
                    )
                }
                Ok(None) => (State::Skip, "more of the body is needed".to_owned()),
                Err(Error::MalformedPayload { reason }) => (State::Fail, reason.to_owned()),
                Err(error) => (State::Fail, error.to_string()),
            };
        self.step(Task::Payload, state, "body", message);
    }
}

/// The digests in one of the signature's values, as a verifier reads it.
pub(super) fn digests(scheme: &Scheme, value: &[u8]) -> Vec<Digest> {
    let format = &scheme.signature;
    match &format.fields {
        None => format.digests(scheme.algorithm, [value].into_iter()).collect(),
        Some(fields) if fields.is_superseded(value) => vec![],
        Some(fields) => {
            let values = fields.values(value, &fields.signature);
            format.digests(scheme.algorithm, values).collect()
        }
    }
}

/// The name of a better signature that is there.
fn stronger<'s>(scheme: &'s Scheme, found: &Found<'_>) -> Option<&'s str> {
    let fields = scheme.signature.fields.as_ref()?;
    let is_there = found.all().iter().any(|value| fields.is_superseded(value));
    fields.stronger.as_deref().filter(|_| is_there)
}

/// What a text is that stands where a time should.
pub(super) fn is_no_time(unit: Unit) -> &'static str {
    match unit {
        Unit::Seconds | Unit::Milliseconds => "not a run of digits",
        Unit::Rfc3339 => "not a date and a time as RFC 3339 has them",
    }
}

/// What the request puts into the signed content.
pub(super) struct Values<'a> {
    id: std::borrow::Cow<'a, [u8]>,
    timestamp: std::borrow::Cow<'a, [u8]>,
}

impl<'a> Values<'a> {
    pub(super) fn of(headers: &Headers<'a>) -> Self {
        Self {
            id: headers.value(Role::Id).unwrap_or_default(),
            timestamp: headers.value(Role::Timestamp).unwrap_or_default(),
        }
    }

    pub(super) fn parts(&self) -> BaseValues<'_> {
        BaseValues { id: &self.id, timestamp: &self.timestamp }
    }
}

/// What is signed, in the making.
struct Content<'s, 'a> {
    headers: &'s Headers<'a>,
    scheme: &'s Scheme,
    bytes: Vec<u8>,
    parts: Vec<Part>,
}

impl Content<'_, '_> {
    /// All of it, or the name of what is missing.
    fn add_all(&mut self, case: &Case<'_>) -> Result<(), String> {
        for segment in self.scheme.signed_content.segments() {
            if let Segment::Optional(inner) = segment {
                let (bytes, parts) = (self.bytes.len(), self.parts.len());
                if inner.iter().try_for_each(|segment| self.add(segment, case)).is_err() {
                    self.bytes.truncate(bytes);
                    self.parts.truncate(parts);
                }
            } else {
                self.add(segment, case)?;
            }
        }
        Ok(())
    }

    fn add(&mut self, segment: &Segment, case: &Case<'_>) -> Result<(), String> {
        let headers = self.headers;
        let of = |role| (PartName::Header, headers.get(role).map_or(String::new(), Found::what));
        let (name, label) = match segment {
            Segment::Literal(_) | Segment::Optional(_) => (PartName::Text, String::new()),
            Segment::Id => of(Role::Id),
            Segment::Timestamp => of(Role::Timestamp),
            Segment::Body => (PartName::Body, "body".to_owned()),
            Segment::Secret => (PartName::Secret, "secret".to_owned()),
            Segment::Component(Source::Header(header), _) => (PartName::Header, header.clone()),
            Segment::Component(part, _) => (PartName::Part, part.text()),
        };
        let start = self.bytes.len();
        match segment {
            Segment::Literal(text) => self.bytes.extend_from_slice(text.as_bytes()),
            Segment::Id => self.bytes.extend(headers.value(Role::Id).unwrap_or_default().iter()),
            Segment::Timestamp => {
                self.bytes.extend(headers.value(Role::Timestamp).unwrap_or_default().iter());
            }
            Segment::Body => self.bytes.extend_from_slice(case.body),
            // It is not for showing.
            Segment::Secret => self.bytes.extend_from_slice(b"{secret}"),
            Segment::Component(part, _) => {
                let value = headers.part(part).ok_or_else(|| label.clone())?;
                self.bytes.extend(value.iter());
            }
            Segment::Optional(_) => {}
        }
        self.parts.push(Part { name, label, start, end: self.bytes.len() });
        Ok(())
    }
}
