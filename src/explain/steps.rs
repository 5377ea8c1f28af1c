//! Every step of the verification, also those behind one that failed.

use base64::{Engine as _, prelude::BASE64_STANDARD};

use super::{
    Case, Computed, Freshness, Part, PartName, Received, ReceivedState, SignatureState, Signed,
    State, Step, Task,
    found::{Found, Headers, Role},
};
use crate::{
    Error, Excerpt, Request, Scheme, Timestamp, Tolerance, Verifier,
    algorithm::Digest,
    event::Authentic,
    template::{Parts, Segment},
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
        walk.steps.push(header_step(found));
    }
    walk.parse_signature(scheme, headers);
    walk.parse_timestamp(scheme, headers);
    walk.fill(case, scheme, headers);
    walk.digest(case, scheme, headers);
    walk.compare(case);
    walk.test_freshness(case, scheme, headers, tolerance);
    walk.read_payload(case, scheme, headers);
    walk
}

/// Whether a verifier accepts the request.
pub(super) fn is_accepted(case: &Case<'_>, scheme: &Scheme, tolerance: Tolerance) -> bool {
    let verifier = Verifier::new(scheme.clone(), case.secrets);
    let request = Request { headers: case.headers, body: case.body };
    verifier.is_ok_and(|verifier| verifier.verify_within(&request, case.now, tolerance).is_ok())
}

fn header_step(found: &Found<'_>) -> Step {
    let (state, message) = match (found.values.as_slice(), found.similar) {
        ([value], _) => (State::Pass, format!("it is there: {}", shown(value))),
        ([], Some((name, _))) => (
            State::Fail,
            format!("it is missing, but there is a `{name}`: the steps go on with that"),
        ),
        ([], None) => (State::Fail, "it is missing".to_owned()),
        (values, _) => (
            State::Fail,
            format!("it is there {} times, and nothing says which counts", values.len()),
        ),
    };
    Step { task: Task::Headers, state, input: found.name.to_owned(), message }
}

impl Walk {
    fn step(&mut self, task: Task, state: State, input: &str, message: impl Into<String>) {
        self.steps.push(Step { task, state, input: input.to_owned(), message: message.into() });
    }

    fn parse_signature(&mut self, scheme: &Scheme, headers: &Headers<'_>) {
        let Some(found) = headers.get(Role::Signature) else { return };
        let name = found.name;
        let expected = scheme.signature.expected();
        let values: Vec<&[u8]> = match found.similar {
            Some((_, value)) => vec![value],
            None => found.values.clone(),
        };
        if values.is_empty() {
            self.step(Task::Parse, State::Skip, name, "there is no signature to be read");
            return;
        }
        let mut count = 0;
        for value in values {
            let digests: Vec<Digest> = scheme.signature.digests(value).collect();
            count += digests.len();
            let header = found.spelling().to_owned();
            let text = String::from_utf8_lossy(value).into_owned();
            if digests.is_empty() {
                let state = ReceivedState::Malformed;
                self.received.push(Received { header, text, hex: None, state });
                continue;
            }
            for digest in digests {
                let text = if scheme.signature.separator.is_some() {
                    scheme.signature.format(&digest)
                } else {
                    text.clone()
                };
                self.received.push(Received {
                    header: header.clone(),
                    text,
                    hex: Some(hex::encode(digest.0)),
                    state: ReceivedState::Differs,
                });
            }
        }
        match count {
            0 => self.step(Task::Parse, State::Fail, name, format!("{expected} are expected")),
            1 => self.step(Task::Parse, State::Pass, name, "it is well-formed"),
            _ => self.step(Task::Parse, State::Pass, name, format!("it holds {count} signatures")),
        }
    }

    fn parse_timestamp(&mut self, scheme: &Scheme, headers: &Headers<'_>) {
        let Some(format) = &scheme.timestamp else { return };
        let Some(text) = headers.value(Role::Timestamp) else {
            self.step(Task::Parse, State::Skip, &format.header, "there is no time to be read");
            return;
        };
        self.signed_at = format.unit.parse(text);
        match self.signed_at {
            Some(time) => {
                let message = format!("it is {}", time.to_rfc3339());
                self.step(Task::Parse, State::Pass, &format.header, message);
            }
            None => {
                let message = format!("`{}` is not a run of digits", shown(text));
                self.step(Task::Parse, State::Fail, &format.header, message);
            }
        }
    }

    /// Puts together what is signed.
    fn fill(&mut self, case: &Case<'_>, scheme: &Scheme, headers: &Headers<'_>) {
        let lacking =
            headers.iter().find(|found| found.role != Role::Signature && found.value().is_none());
        if let Some(found) = lacking {
            let message = format!("the value of {} is missing in it", found.name);
            self.step(Task::Content, State::Skip, "body", message);
            return;
        }
        let filled = parts(headers);
        let mut bytes = Vec::new();
        let mut named = Vec::new();
        let segments = scheme.signed_content.segments();
        for (segment, piece) in segments.iter().zip(scheme.signed_content.fill(filled, case.body)) {
            let start = bytes.len();
            bytes.extend_from_slice(piece);
            let label = |role| headers.get(role).map_or("", |found| found.name).to_owned();
            let (name, label) = match segment {
                Segment::Literal(_) => (PartName::Text, String::new()),
                Segment::Id => (PartName::Header, label(Role::Id)),
                Segment::Timestamp => (PartName::Header, label(Role::Timestamp)),
                Segment::Body => (PartName::Body, "body".to_owned()),
            };
            named.push(Part { name, label, start, end: bytes.len() });
        }
        let template = String::from(scheme.signed_content.clone());
        let message =
            format!("{template}: {} bytes, {} of them the body's", bytes.len(), case.body.len());
        self.step(Task::Content, State::Pass, "body", message);
        self.signed = Some(Signed { base64: BASE64_STANDARD.encode(&bytes), parts: named });
    }

    fn digest(&mut self, case: &Case<'_>, scheme: &Scheme, headers: &Headers<'_>) {
        if case.secrets.is_empty() {
            self.step(Task::Digest, State::Skip, "secret", "no secret is given");
            return;
        }
        for (index, secret) in case.secrets.iter().enumerate() {
            let input = format!("secret {}", index + 1);
            let key = match key(scheme, secret) {
                Ok(key) => key,
                Err(reason) => {
                    self.step(
                        Task::Digest,
                        State::Fail,
                        &input,
                        format!("{reason}: no key can be made of it"),
                    );
                    continue;
                }
            };
            if self.signed.is_none() {
                self.step(Task::Digest, State::Skip, &input, "there is nothing to be hashed");
                continue;
            }
            let digest = key.digest(scheme.signed_content.fill(parts(headers), case.body));
            let hex = hex::encode(digest.0);
            for received in &mut self.received {
                if received.hex.as_deref() == Some(&hex) {
                    received.state = ReceivedState::Matches;
                    self.matched = self.matched.or(Some(index));
                }
            }
            let text = scheme.signature.format(&digest);
            self.step(Task::Digest, State::Pass, &input, format!("it makes {text}"));
            self.computed.push(Computed { secret: index, text, hex });
        }
    }

    fn compare(&mut self, case: &Case<'_>) {
        let has_read = self.received.iter().any(|received| received.hex.is_some());
        let (signature, state, message) = match self.matched {
            Some(index) if case.secrets.len() > 1 => (
                SignatureState::Matches,
                State::Pass,
                format!("secret {} makes the received signature", index + 1),
            ),
            Some(_) => (
                SignatureState::Matches,
                State::Pass,
                "the secret makes the received signature".to_owned(),
            ),
            None if has_read && !self.computed.is_empty() => (
                SignatureState::Differs,
                State::Fail,
                "no secret makes a received signature".to_owned(),
            ),
            None => {
                (SignatureState::Unknown, State::Skip, "there is nothing to be compared".to_owned())
            }
        };
        self.signature = signature;
        self.step(Task::Compare, state, "signature", message);
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
        self.step(Task::Freshness, state, found.name, message);
    }

    fn read_payload(&mut self, case: &Case<'_>, scheme: &Scheme, headers: &Headers<'_>) {
        let from = Authentic {
            message_id: headers.value(Role::Id).unwrap_or_default(),
            signed_at: self.signed_at,
            secret_index: None,
        };
        let (state, message) = match scheme.event.read(Excerpt::whole(case.body), from) {
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

/// What the headers put into the signed content.
pub(super) fn parts<'a>(headers: &Headers<'a>) -> Parts<'a> {
    Parts {
        id: headers.value(Role::Id).unwrap_or_default(),
        timestamp: headers.value(Role::Timestamp).unwrap_or_default(),
    }
}
