//! A scheme's fields, as its JSON has them.

use serde::{Deserialize, Serialize};

use crate::{
    crypto::algorithm::Algorithm,
    scheme::{
        challenge::Challenge,
        component::Component,
        confidence::Confidence,
        constraint::Constraint,
        event_format::EventFormat,
        retries::Retries,
        secret::SecretFormat,
        signature::SignatureFormat,
        signature_base::SignatureBase,
        timestamp_format::{MessageIdFormat, TimestampFormat},
        variant::Variant,
    },
    time::unit::Unit,
};

/// How one provider signs, and where its events' fields are.
///
/// The decoder, the JSON Schema and the type in TypeScript are all made of this
/// declaration.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(title = "Scheme"))]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// The JSON Schema, for editors.
    #[serde(rename = "$schema", skip_serializing)]
    _schema: Option<String>,
    /// Lower-case letters, digits and `-`.
    pub(crate) id: String,
    /// The provider's name. The id by default.
    #[serde(default)]
    pub(crate) name: String,
    /// The document that says so.
    #[serde(default)]
    pub(crate) source: String,
    /// Where the signature stands, and how it is written.
    pub(crate) signature: SignatureFormat,
    /// Where the signed time stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) timestamp: Option<TimestampFormat>,
    /// Where the signed id stands, for schemes that have one outside the body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) message_id: Option<MessageIdFormat>,
    /// A template of what is signed, as `{timestamp}.{body}`.
    pub(crate) signed_content: SignatureBase,
    /// Whether the body is not signed. Then nothing of it is believed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) unsigned_body: bool,
    /// What else must hold of an authentic request.
    #[serde(default, rename = "equal", skip_serializing_if = "Vec::is_empty")]
    pub(crate) constraints: Vec<Constraint>,
    /// How the digest is made. For `token` the secret itself is sent.
    pub(crate) algorithm: Algorithm,
    /// How a key is made of the secret.
    pub(crate) secret: SecretFormat,
    /// How far the signed time may lie from now, in seconds, in both directions.
    #[serde(default = "default_tolerance_s")]
    pub(crate) tolerance_s: u32,
    /// Where the parts of the event stand.
    pub(crate) event: EventFormat,
    /// What the provider asks before it sends any event.
    #[serde(default, rename = "handshakes", skip_serializing_if = "Vec::is_empty")]
    pub(crate) challenges: Vec<Challenge>,
    /// What the provider documents of its own deliveries.
    #[serde(default)]
    pub(crate) retries: Retries,
    /// Other forms in which the provider sends.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) variants: Vec<Variant>,
    /// How far a built-in scheme is to be trusted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) confidence: Option<Confidence>,
}

fn default_tolerance_s() -> u32 {
    300
}

impl Definition {
    /// The header of the signed time, where it has one of its own.
    #[inline]
    pub(crate) fn timestamp_header(&self) -> Option<&str> {
        self.timestamp.as_ref()?.header.as_deref()
    }

    /// The component that the signed time is, where it is no header.
    #[inline]
    pub(crate) fn timestamp_component(&self) -> Option<(&Component, Unit)> {
        let format = self.timestamp.as_ref()?;
        Some((format.part.as_ref()?, format.unit))
    }

    /// The unit of a time that stands in a header or a field: it is read before the
    /// signature is checked.
    #[inline]
    pub(crate) fn header_unit(&self) -> Option<Unit> {
        self.timestamp.as_ref().filter(|format| format.part.is_none()).map(|format| format.unit)
    }

    /// Where the signed time is, for people.
    #[cold]
    #[inline(never)]
    pub(crate) fn timestamp_name(&self) -> String {
        match &self.timestamp {
            Some(TimestampFormat { header: Some(header), .. }) => header.clone(),
            Some(TimestampFormat { part: Some(part), .. }) => part.text(),
            _ => self.signature.place(),
        }
    }
}
