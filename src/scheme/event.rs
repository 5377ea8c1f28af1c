//! What an authentic request says: its envelope.

use std::{borrow::Cow, fmt};

use serde::Serialize;

use crate::{
    crypto::digest::to_hex,
    error::{Error, Result},
    json::{
        document::{Document, Fault, Value},
        pointer::Pointer,
        value::Json,
    },
    scheme::decode::{Members, Object, Place, Read, choose, parse},
    time::{Timestamp, Unit, rfc3339},
    verify::body_prefix::BodyPrefix,
};

/// A verified event.
///
/// The body is read as far as these fields stand in it, and no further. Of
/// fields with one name the first counts.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Event<'a> {
    /// The provider's id of the event, or where it gives none the SHA-256 in hex
    /// of the body, or of all that is signed where the body's bytes are not. An
    /// integer is its decimal digits.
    pub id: Cow<'a, str>,
    /// The event's type, as `lead.created`, where there is one of at most 256
    /// bytes.
    #[serde(rename = "type")]
    pub kind: Option<Cow<'a, str>>,
    /// When it happened, as the body says; else when it was signed.
    pub time: Option<Timestamp>,
    /// Whose event it is, for providers with several tenants to a receiver, in
    /// at most 256 bytes.
    pub tenant: Option<Cow<'a, str>>,
    /// What two requests of the same event have in common, and no others of
    /// the same scheme. Made of signed material only.
    pub dedup_key: Cow<'a, str>,
    /// Which of the secrets matched, from 0; `None` where nothing is signed.
    pub secret_index: Option<usize>,
    /// The body, untouched, as far as it was looked at.
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
const MAX_NAME_BYTES: usize = 256;

/// Where in a request the parts of its event are.
#[derive(Clone, Debug, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct EventFormat {
    format: BodyFormat,
    id: EventId,
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<Pointer>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    time: Option<Pointer>,
    /// What the time counts in, where it is a number, and no date and time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    time_unit: Option<Unit>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tenant: Option<Pointer>,
    /// The part that is the event's own, for readers of the whole body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) data: Option<Pointer>,
    #[serde(default)]
    pub(crate) types: Vec<String>,
}

/// Where in the body of a variant the parts of its event are, which keeps that as it
/// is written. What is left out is not there.
#[derive(Default, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct EventPointers {
    id: EventId,
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<Pointer>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    time: Option<Pointer>,
    /// What the time counts in, where it is a number, and no date and time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    time_unit: Option<Unit>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tenant: Option<Pointer>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
enum BodyFormat {
    /// A JSON object; anything else is refused.
    #[default]
    Json,
    /// Anything; fields are read where it is a JSON object.
    Any,
}

/// What an event's id is.
#[derive(Clone, Debug, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(try_from = "String", into = "String")]
enum EventId {
    /// The signed id beside the body.
    MessageId,
    /// The body's own hash, where the provider gives no id.
    #[default]
    BodySha256,
    /// The hash of what is signed, where the body is not.
    ContentSha256,
    /// A value in the body.
    Pointer(Pointer),
    /// The same, and the body's hash where it is not there.
    PointerOrBodySha256(Pointer),
    /// The same, and the hash of what is signed where it is not there.
    PointerOrContentSha256(Pointer),
}

/// What an id's pointer ends with, where the body's hash may stand in for it.
const OR_BODY_SHA256: &str = " or body-sha256";

/// The same of the hash of what is signed.
const OR_CONTENT_SHA256: &str = " or content-sha256";

impl TryFrom<String> for EventId {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        match text.as_str() {
            "message-id" => Ok(EventId::MessageId),
            "body-sha256" => Ok(EventId::BodySha256),
            "content-sha256" => Ok(EventId::ContentSha256),
            _ => {
                let of = |pointer: &str| Pointer::try_from(pointer.to_owned());
                match (text.strip_suffix(OR_BODY_SHA256), text.strip_suffix(OR_CONTENT_SHA256)) {
                    (Some(pointer), _) => of(pointer).map(EventId::PointerOrBodySha256),
                    (_, Some(pointer)) => of(pointer).map(EventId::PointerOrContentSha256),
                    _ => of(&text).map(EventId::Pointer),
                }
            }
        }
    }
}

impl EventId {
    #[inline]
    fn pointer(&self) -> Option<&Pointer> {
        match self {
            EventId::Pointer(pointer)
            | EventId::PointerOrBodySha256(pointer)
            | EventId::PointerOrContentSha256(pointer) => Some(pointer),
            EventId::MessageId | EventId::BodySha256 | EventId::ContentSha256 => None,
        }
    }
}

impl From<EventId> for String {
    fn from(id: EventId) -> Self {
        match id {
            EventId::MessageId => "message-id".to_owned(),
            EventId::BodySha256 => "body-sha256".to_owned(),
            EventId::ContentSha256 => "content-sha256".to_owned(),
            EventId::Pointer(pointer) => pointer.into(),
            EventId::PointerOrBodySha256(pointer) => String::from(pointer) + OR_BODY_SHA256,
            EventId::PointerOrContentSha256(pointer) => String::from(pointer) + OR_CONTENT_SHA256,
        }
    }
}

/// What is known of an authentic request before its body is looked into.
/// Nothing else makes one, so nothing else is read.
pub(crate) struct Authenticated<'a> {
    pub(crate) message_id: &'a [u8],
    pub(crate) signed_at: Option<Timestamp>,
    pub(crate) secret_index: Option<usize>,
    /// The SHA-256 of what is signed, where that is the event's id.
    pub(crate) content: Option<Box<[u8; 32]>>,
}

impl Authenticated<'_> {
    /// A request that is accepted without a signature.
    pub(crate) const UNSIGNED: Self =
        Self { message_id: &[], signed_at: None, secret_index: None, content: None };
}

impl Read for EventId {
    fn read(&mut self, json: &Json, place: &mut Place) {
        parse(self, json, place);
    }
}

impl Read for BodyFormat {
    fn read(&mut self, json: &Json, place: &mut Place) {
        choose(self, Self::NAMES, json, place);
    }
}

impl BodyFormat {
    const NAMES: &[(&str, Self)] = &[("json", Self::Json), ("any", Self::Any)];
}

impl Members for EventFormat {
    fn members(&mut self, object: &mut Object<'_, '_>) {
        object.needed("format", &mut self.format);
        object.needed("id", &mut self.id);
        object.optional("type", &mut self.kind);
        object.optional("time", &mut self.time);
        object.optional("time_unit", &mut self.time_unit);
        object.optional("tenant", &mut self.tenant);
        object.optional("data", &mut self.data);
        object.optional("types", &mut self.types);
    }
}

impl Members for EventPointers {
    fn members(&mut self, object: &mut Object<'_, '_>) {
        object.needed("id", &mut self.id);
        object.optional("type", &mut self.kind);
        object.optional("time", &mut self.time);
        object.optional("time_unit", &mut self.time_unit);
        object.optional("tenant", &mut self.tenant);
    }
}

impl EventFormat {
    /// The member of the body that is the id, where that is a member of its own.
    pub(crate) fn id_member(&self) -> Option<&String> {
        match &self.id {
            EventId::Pointer(pointer) => Some(pointer.names()).and_then(|names| match names {
                [name] => Some(name),
                _ => None,
            }),
            _ => None,
        }
    }

    /// Whether the body may say whose event it is.
    pub(crate) fn has_tenant(&self) -> bool {
        self.tenant.is_some()
    }

    /// Whether it says what the time counts in.
    pub(crate) fn has_time_unit(&self) -> bool {
        self.time_unit.is_some()
    }

    /// Whether the body says when the event happened.
    pub(crate) fn has_time(&self) -> bool {
        self.time.is_some()
    }

    /// Whether a body that is no JSON object is refused.
    pub(crate) fn is_json(&self) -> bool {
        self.format == BodyFormat::Json
    }

    pub(crate) fn takes_message_id(&self) -> bool {
        matches!(self.id, EventId::MessageId)
    }

    pub(crate) fn takes_body_sha256(&self) -> bool {
        matches!(self.id, EventId::BodySha256 | EventId::PointerOrBodySha256(_))
    }

    pub(crate) fn takes_content_sha256(&self) -> bool {
        matches!(self.id, EventId::ContentSha256 | EventId::PointerOrContentSha256(_))
    }

    /// Where in the scheme each pointer into the body stands.
    pub(crate) fn pointers(&self) -> impl Iterator<Item = (&'static str, &Pointer)> {
        [
            ("event.id", self.id.pointer()),
            ("event.type", self.kind.as_ref()),
            ("event.time", self.time.as_ref()),
            ("event.tenant", self.tenant.as_ref()),
        ]
        .into_iter()
        .filter_map(|(path, pointer)| Some((path, pointer?)))
    }

    /// How many of the fields that the format names are in a body, how many it
    /// names, and the event's type.
    #[cfg(feature = "explain")]
    pub(crate) fn traces<'b>(&self, body: &'b [u8]) -> (usize, usize, Option<Cow<'b, str>>) {
        let pointers = [
            self.kind.as_ref(),
            self.id.pointer(),
            self.time.as_ref(),
            self.tenant.as_ref(),
            self.data.as_ref(),
        ];
        let named = pointers.iter().flatten().count();
        if named == 0 {
            return (0, 0, None);
        }
        let values = Document::new(body, true).select(pointers).unwrap_or_default();
        let [kind, ..] = values;
        (values.iter().flatten().count(), named, kind.and_then(Value::string))
    }

    /// Reads the envelope; `None` where more of the body is needed for it.
    #[inline]
    pub(crate) fn read<'b>(
        &self,
        excerpt: BodyPrefix<'b>,
        from: &Authenticated<'_>,
    ) -> Result<Option<Event<'b>>> {
        let pointers =
            [self.id.pointer(), self.kind.as_ref(), self.time.as_ref(), self.tenant.as_ref()];
        let [id, kind, time, tenant] = match Document::of(excerpt).select(pointers) {
            Ok(values) => values,
            Err(Fault::Incomplete) => return Ok(None),
            Err(Fault::Malformed) if self.format == BodyFormat::Any => [None; 4],
            Err(Fault::Malformed) => return Err(malformed("its body is not a JSON object")),
        };

        let id = match id.and_then(string_or_integer) {
            Some(id) if is_id(&id) => id,
            text => match self.id.other(id, text.as_deref(), excerpt, from)? {
                Some(id) => Cow::Owned(id),
                None => return Ok(None),
            },
        };

        Ok(Some(Event {
            dedup_key: id.clone(),
            id,
            kind: kind.and_then(Value::string).filter(|name| is_short(name)),
            time: time.and_then(|time| self.read_time(time)).or(from.signed_at),
            tenant: tenant.and_then(string_or_integer).filter(|name| is_short(name)),
            secret_index: from.secret_index,
            body: excerpt.bytes,
        }))
    }
}

impl EventFormat {
    #[inline]
    fn read_time(&self, time: Value<'_>) -> Option<Timestamp> {
        match self.time_unit {
            None | Some(Unit::Rfc3339) => rfc3339::parse(&time.characters()?),
            Some(unit) => unit.parse(time.integer()?.as_bytes()),
        }
    }
}

impl EventId {
    /// The id where no pointer leads to one: what it leads to, and the text of that
    /// if it has one, say why. `None` where more of the body is needed.
    #[cold]
    #[inline(never)]
    fn other(
        &self,
        value: Option<Value<'_>>,
        text: Option<&str>,
        excerpt: BodyPrefix<'_>,
        from: &Authenticated<'_>,
    ) -> Result<Option<String>> {
        let text = match self {
            EventId::BodySha256 | EventId::PointerOrBodySha256(_) => {
                return Ok(excerpt.sha256().map(|digest| to_hex(&digest)));
            }
            EventId::ContentSha256 | EventId::PointerOrContentSha256(_) => {
                return Ok(from.content.as_deref().map(|digest| to_hex(digest)));
            }
            EventId::MessageId => std::str::from_utf8(from.message_id).ok(),
            EventId::Pointer(_) => text,
        };
        let reason = match (text, value) {
            (Some(id), _) if is_id(id) => return Ok(Some(id.to_owned())),
            (Some(""), _) => "its id is empty",
            (Some(_), _) => "its id is longer than 256 bytes",
            (None, None) if self.pointer().is_some() => "its body has no id",
            (None, Some(value)) if value.is_utf8() => "its id is neither a string nor an integer",
            (None, _) => "its id is not UTF-8",
        };
        Err(malformed(reason))
    }
}

fn malformed(reason: &'static str) -> Error {
    Error::MalformedPayload { reason }
}

#[inline]
fn is_id(text: &str) -> bool {
    !text.is_empty() && is_short(text)
}

#[inline]
fn string_or_integer(value: Value<'_>) -> Option<Cow<'_, str>> {
    value.string().or_else(|| value.integer().map(Cow::Borrowed))
}

#[inline]
fn is_short(name: &str) -> bool {
    name.len() <= MAX_NAME_BYTES
}
