//! What an authentic request says: its envelope.

use std::{borrow::Cow, fmt};

use serde::{Deserialize, Serialize};

use crate::{
    Error, Result, Timestamp,
    algorithm::sha256_hex,
    json::{Document, Value},
    pointer::Pointer,
    rfc3339,
};

/// A verified event.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Event<'a> {
    /// The provider's id of the event, or the SHA-256 of the body in hex where
    /// the provider gives none. An integer is its decimal digits.
    pub id: String,
    /// The event's type, as `lead.created`, where there is one of at most 256
    /// bytes.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// When it happened, as the body says; else when it was signed.
    pub time: Option<Timestamp>,
    /// Whose event it is, for providers with several tenants to a receiver, in
    /// at most 256 bytes.
    pub tenant: Option<String>,
    /// What two requests of the same event have in common, and no others of
    /// the same scheme. Made of signed material only.
    pub dedup_key: String,
    /// Which of the secrets matched, from 0; `None` where nothing is signed.
    pub secret_index: Option<usize>,
    /// The body, untouched.
    #[serde(skip)]
    pub body: &'a [u8],
}

/// Without the body, which does not belong in a log.
impl fmt::Debug for Event<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Event")
            .field("id", &self.id)
            .field("kind", &self.kind)
            .field("time", &self.time)
            .field("tenant", &self.tenant)
            .field("dedup_key", &self.dedup_key)
            .field("secret_index", &self.secret_index)
            .finish_non_exhaustive()
    }
}

/// The longest id, type and tenant that are taken, in bytes. They become keys,
/// headers and lines of logs.
const LONGEST_NAME: usize = 256;

/// Where in a request the parts of its event are.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EventFormat {
    format: BodyFormat,
    id: EventId,
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<Pointer>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    time: Option<Pointer>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tenant: Option<Pointer>,
    /// The part that is the event's own, for readers of the whole body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) data: Option<Pointer>,
    #[serde(default)]
    pub(crate) types: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum BodyFormat {
    /// A JSON object; anything else is refused.
    Json,
    /// Anything; fields are read where it is a JSON object.
    Any,
}

/// What an event's id is.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
enum EventId {
    /// The signed id beside the body.
    MessageId,
    /// The body's own hash, where the provider gives no id.
    BodySha256,
    /// A value in the body.
    Pointer(Pointer),
}

impl TryFrom<String> for EventId {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        match text.as_str() {
            "message-id" => Ok(EventId::MessageId),
            "body-sha256" => Ok(EventId::BodySha256),
            _ => Pointer::try_from(text).map(EventId::Pointer),
        }
    }
}

impl From<EventId> for String {
    fn from(id: EventId) -> Self {
        match id {
            EventId::MessageId => "message-id".to_owned(),
            EventId::BodySha256 => "body-sha256".to_owned(),
            EventId::Pointer(pointer) => pointer.into(),
        }
    }
}

/// What is known of a request before its body is looked into.
pub(crate) struct Provenance<'a> {
    pub(crate) message_id: &'a [u8],
    pub(crate) signed_at: Option<Timestamp>,
    pub(crate) secret_index: Option<usize>,
}

impl EventFormat {
    /// Whether the body says when the event happened.
    pub(crate) fn has_time(&self) -> bool {
        self.time.is_some()
    }

    pub(crate) fn takes_message_id(&self) -> bool {
        matches!(self.id, EventId::MessageId)
    }

    /// Reads the envelope. Called for authentic requests only.
    pub(crate) fn read<'a>(&self, body: &'a [u8], from: Provenance<'_>) -> Result<Event<'a>> {
        let malformed = |reason| Error::MalformedPayload { reason };

        let text = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
        let text = String::from_utf8_lossy(text);
        let id_pointer = match &self.id {
            EventId::Pointer(pointer) => Some(pointer),
            EventId::MessageId | EventId::BodySha256 => None,
        };
        let pointers = [id_pointer, self.kind.as_ref(), self.time.as_ref(), self.tenant.as_ref()];
        let [id, kind, time, tenant] = match Document::new(&text).select(pointers) {
            Some(values) => values,
            None if self.format == BodyFormat::Any => [None; 4],
            None => return Err(malformed("its body is not a JSON object")),
        };

        let id = match &self.id {
            EventId::MessageId => std::str::from_utf8(from.message_id)
                .map_err(|_| malformed("its id is not UTF-8"))?
                .to_owned(),
            EventId::BodySha256 => sha256_hex(body),
            EventId::Pointer(_) => {
                let id = id.ok_or(malformed("its body has no id"))?;
                string_or_integer(id)
                    .ok_or(malformed("its id is neither a string nor an integer"))?
            }
        };
        if id.is_empty() {
            return Err(malformed("its id is empty"));
        }
        if id.len() > LONGEST_NAME {
            return Err(malformed("its id is longer than 256 bytes"));
        }
        // Two ids that differ in invalid bytes alone would become one.
        if matches!(text, Cow::Owned(_)) && id.contains(char::REPLACEMENT_CHARACTER) {
            return Err(malformed("its id is not UTF-8"));
        }

        Ok(Event {
            dedup_key: id.clone(),
            id,
            kind: kind.and_then(Value::string).filter(|name| is_short(name)),
            time: time.and_then(|time| rfc3339::parse(&time.string()?)).or(from.signed_at),
            tenant: tenant.and_then(string_or_integer).filter(|name| is_short(name)),
            secret_index: from.secret_index,
            body,
        })
    }
}

fn string_or_integer(value: Value<'_>) -> Option<String> {
    value.string().or_else(|| value.integer().map(str::to_owned))
}

fn is_short(name: &str) -> bool {
    name.len() <= LONGEST_NAME
}
