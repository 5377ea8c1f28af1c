//! Where in a request the parts of its event are.

use serde::{Deserialize, Serialize};

use crate::{json::pointer::Pointer, time::unit::Unit};

/// Declares a type that has the fields which a variant may replace, and more.
macro_rules! event_fields {
    ($(#[$about:meta])* $name:ident { $($(#[$more_about:meta])* $more:ident: $kind:ty,)* }) => {
        $(#[$about])*
        #[derive(Clone, Debug, Deserialize, Serialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(deny_unknown_fields)]
        pub(crate) struct $name {
            $($(#[$more_about])* pub(crate) $more: $kind,)*
            /// The event's id: a JSON Pointer, `message-id`, `body-sha256` or
            /// `content-sha256`; or a pointer, ` or `, and a hash.
            pub(crate) id: EventId,
            /// A JSON Pointer to the event's type.
            #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
            pub(crate) kind: Option<Pointer>,
            /// A JSON Pointer to a date and time (RFC 3339), or to a number with
            /// `time_unit`.
            #[serde(skip_serializing_if = "Option::is_none")]
            pub(crate) time: Option<Pointer>,
            /// The unit of a time that is a number.
            #[serde(skip_serializing_if = "Option::is_none")]
            pub(crate) time_unit: Option<Unit>,
            /// A JSON Pointer to whose event it is.
            #[serde(skip_serializing_if = "Option::is_none")]
            pub(crate) tenant: Option<Pointer>,
        }
    };
}

event_fields! {
    /// Where in a request the parts of its event are.
    EventFormat {
        /// Whether the body must be a JSON object.
        format: BodyFormat,
        /// A JSON Pointer to the data of the event.
        #[serde(skip_serializing_if = "Option::is_none")]
        data: Option<Pointer>,
        /// The event types that the provider documents.
        #[serde(default)]
        types: Vec<String>,
    }
}

event_fields! {
    /// Where in the body of a variant the parts of its event are. What is left out is
    /// not there.
    EventPointers {}
}

impl EventPointers {
    /// The format with these pointers in place of its own.
    pub(crate) fn apply_to(&self, format: &EventFormat) -> EventFormat {
        let Self { id, kind, time, time_unit, tenant } = self.clone();
        EventFormat { id, kind, time, time_unit, tenant, ..format.clone() }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum BodyFormat {
    /// A JSON object; anything else is refused.
    Json,
    /// Anything; fields are read where it is a JSON object.
    Any,
}

/// What an event's id is.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "schema",
    schemars(extend("examples" = ["message-id", "body-sha256", "content-sha256"]))
)]
#[serde(try_from = "String", into = "String")]
pub(crate) enum EventId {
    /// The signed id beside the body.
    MessageId,
    /// The body's own hash, where the provider gives no id.
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
    pub(crate) fn pointer(&self) -> Option<&Pointer> {
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
}
